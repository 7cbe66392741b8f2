import { expect, test } from "vitest";
import { codeOf, type Collections } from "./facts.ts";

/** What the unique indexes refuse. */
export function indexFacts(collection: Collections): void {
  test("a unique index refuses an insert and an update with 11000 and is named in the message", async () => {
    const items = collection();
    await items.createIndex({ workspace: 1, key: 1 }, { unique: true, name: "by_key" });
    await items.insertMany([1, 2].map((n) => ({ _id: n, workspace: "w", key: `k${n}` })));
    await items.insertOne({ _id: 3, workspace: "other", key: "k1" });
    const insert = items.insertOne({ _id: 4, workspace: "w", key: "k1" });
    await expect(insert).rejects.toThrow(/index: by_key dup key/);
    expect(await codeOf(items.updateOne({ _id: 2 }, { $set: { key: "k1" } }))).toBe(11000);
  });

  test("a unique index over a list refuses a key of another document, and leaves no trace of it", async () => {
    const items = collection();
    await items.createIndex({ workspace: 1, "aliases.key": 1 }, { unique: true });
    const item = (_id: number, ...keys: string[]) => ({
      _id,
      workspace: "w",
      aliases: keys.map((key) => ({ key })),
    });
    await items.insertMany([item(1, "a", "b"), item(2, "c")]);
    expect(await codeOf(items.insertOne(item(3, "d", "b")))).toBe(11000);
    const push = (...keys: string[]) =>
      items.updateOne({ _id: 2 }, { $push: { aliases: { $each: keys.map((key) => ({ key })) } } });
    expect(await codeOf(push("e", "a"))).toBe(11000);
    expect(await items.findOne({ _id: 2 })).toEqual(item(2, "c"));
    await items.insertOne(item(4, "d", "e"));
    await items.updateOne({ _id: 1 }, { $pull: { aliases: { key: "a" } } });
    await push("a");
    expect(await items.findOne({ workspace: "w", "aliases.key": "a" })).toEqual(item(2, "c", "a"));
  });

  test("of twenty documents that push the same key at once, exactly one gets it", async () => {
    const items = collection();
    await items.createIndex({ "aliases.key": 1 }, { unique: true });
    const ids = [...Array(20).keys()];
    await items.insertMany(ids.map((_id) => ({ _id, aliases: [{ key: `own ${_id}` }] })));
    const push = (_id: number) =>
      items.updateOne({ _id }, { $push: { aliases: { key: "shared" } } });
    const results = await Promise.allSettled(ids.map(push));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("a sparse unique index lets many documents go without the field", async () => {
    const items = collection();
    await items.createIndex({ claim: 1 }, { unique: true, sparse: true });
    await items.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3, claim: "a" }]);
    expect(await codeOf(items.updateOne({ _id: 1 }, { $set: { claim: "a" } }))).toBe(11000);
    await items.updateOne({ _id: 3 }, { $unset: { claim: "" } });
    await items.updateOne({ _id: 1 }, { $set: { claim: "a" } });
  });

  test("creating the same indexes again, and by several at once, changes nothing", async () => {
    const items = collection();
    const specs = [
      { key: { workspace: 1, at: -1, _id: 1 }, name: "by_time" },
      { key: { workspace: 1, key: 1 }, name: "by_key", unique: true },
    ] as const;
    const create = () => items.createIndexes(specs.map((spec) => ({ ...spec })));
    await Promise.all(Array.from({ length: 5 }, create));
    await create();
    const names = (await items.indexes()).map(({ name }) => String(name));
    expect(names.toSorted()).toEqual(["_id_", "by_key", "by_time"]);
  });
}

/** What filters find, and in which order. */
export function readFacts(collection: Collections): void {
  test("pages follow each other by the last item's time and _id without gap or repetition", async () => {
    const items = collection();
    await items.insertMany(
      Array.from({ length: 50 }, (_, _id) => ({ _id, workspace: "w", at: _id % 7 })),
    );
    const seen: unknown[] = [];
    let after: Record<string, unknown> = {};
    for (;;) {
      const page = items.find({ workspace: "w", ...after }).sort({ at: -1, _id: 1 });
      const found = await page.limit(8).toArray();
      const last = found.at(-1);
      if (last === undefined) break;
      seen.push(...found.map(({ _id }) => _id));
      after = { $or: [{ at: { $lt: last.at } }, { at: last.at, _id: { $gt: last._id } }] };
    }
    expect([seen.length, new Set(seen).size]).toEqual([50, 50]);
  });

  test("null finds null and missing, $exists tells them apart, a range finds neither", async () => {
    const items = collection();
    await items.insertMany([
      { _id: 1, value: 1 },
      { _id: 2, value: null },
      { _id: 3 },
      { _id: 4, value: 4 },
    ]);
    const ids = async (filter: object) =>
      (await items.find(filter).sort({ _id: 1 }).toArray()).map(({ _id }) => _id);
    expect(await ids({ value: null })).toEqual([2, 3]);
    expect(await ids({ value: { $exists: true } })).toEqual([1, 2, 4]);
    expect(await ids({ value: { $lte: 4 } })).toEqual([1, 4]);
    expect(await ids({ value: { $ne: null } })).toEqual([1, 4]);
    expect(await ids({ value: { $in: [null, 4] } })).toEqual([2, 3, 4]);
    expect(await ids({ $or: [{ value: 1 }, { _id: 4 }] })).toEqual([1, 4]);
  });

  test("strings of ASCII sort by their bytes, and what is missing comes first", async () => {
    const items = collection();
    const values = ["a", "B", undefined, "a:2", "a:10", "Z"];
    await items.insertMany(values.map((value, _id) => ({ _id, value })));
    const strings = await items.find().sort({ value: 1 }).toArray();
    expect(strings.map((item) => item.value)).toEqual([undefined, "B", "Z", "a", "a:10", "a:2"]);
    const between = await items.countDocuments({ value: { $gte: "a:", $lt: "a;" } });
    expect(between).toBe(2);
  });

  test("a cursor reads on past its first batch", async () => {
    const items = collection();
    await items.insertMany(Array.from({ length: 1_000 }, (_, _id) => ({ _id })));
    const found = await items.find().sort({ _id: -1 }).batchSize(100).toArray();
    expect(found.map(({ _id }) => _id)).toEqual([...Array(1_000).keys()].toReversed());
  });

  test("counts and deletions touch what the filter names", async () => {
    const items = collection();
    await items.insertMany([0, 1, 2, 3, 4].map((_id) => ({ _id, even: _id % 2 === 0 })));
    expect(await items.countDocuments({ even: true })).toBe(3);
    expect((await items.deleteMany({ _id: { $in: [0, 1, 9] } })).deletedCount).toBe(2);
    expect(await items.estimatedDocumentCount()).toBe(3);
  });
}
