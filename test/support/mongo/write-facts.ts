import { expect, test } from "vitest";
import { bulkErrorOf, codeOf, type Collections } from "./facts.ts";

/** How inserts behave on every server that the store may meet. */
export function insertFacts(collection: Collections): void {
  test("an _id that exists is refused with 11000", async () => {
    const items = collection();
    await items.insertOne({ _id: "a" });
    expect(await codeOf(items.insertOne({ _id: "a" }))).toBe(11000);
  });

  test("an unordered insertMany writes the rest and names the refused ones by position", async () => {
    const items = collection();
    await items.insertOne({ _id: "b", old: true });
    const many = ["a", "b", "c", "a"].map((_id) => ({ _id }));
    const error = await bulkErrorOf(items.insertMany(many, { ordered: false }));
    expect(error).toEqual([
      { index: 1, code: 11000 },
      { index: 3, code: 11000 },
    ]);
    const stored = await items.find().sort({ _id: 1 }).toArray();
    expect(stored).toEqual([{ _id: "a" }, { _id: "b", old: true }, { _id: "c" }]);
  });

  test("an unordered bulkWrite applies the rest and names the refused ones by position", async () => {
    const items = collection();
    await items.insertOne({ _id: 1 });
    const writing = items.bulkWrite(
      [
        { insertOne: { document: { _id: 1 } } },
        { updateOne: { filter: { _id: 1 }, update: { $set: { n: 1 } } } },
        { replaceOne: { filter: { _id: 2 }, replacement: { n: 2 }, upsert: true } },
      ],
      { ordered: false },
    );
    expect(await bulkErrorOf(writing)).toEqual([{ index: 0, code: 11000 }]);
    const stored = await items.find().sort({ _id: 1 }).toArray();
    expect(stored).toEqual([
      { _id: 1, n: 1 },
      { _id: 2, n: 2 },
    ]);
  });

  test("a document of 1 MB comes back whole, after a push that doubles it too", async () => {
    const items = collection();
    const text = "x".repeat(1 << 20);
    await items.insertOne({ _id: 1, texts: [text] });
    await items.updateOne({ _id: 1 }, { $push: { texts: text } });
    expect(await items.findOne()).toEqual({ _id: 1, texts: [text, text] });
  });

  test("times, large counts, nulls and empty values come back as they were; undefined is left out", async () => {
    const items = collection();
    const item = {
      at: 1_900_000_000_123,
      n: 2 ** 53 - 1,
      share: 0.1,
      none: null,
      numbers: [],
      map: {},
    };
    await items.insertOne({ _id: 1, ...item, unset: undefined });
    expect(await items.findOne()).toStrictEqual({ _id: 1, ...item });
  });
}

/** How updates behave: the compare-and-set, the claims and the lists that the store is built on. */
export function updateFacts(collection: Collections): void {
  test("an update or a replacement filtered by the version matches that version only", async () => {
    const items = collection();
    await items.insertOne({ _id: "a", version: 1 });
    const update = (version: number) =>
      items.updateOne({ _id: "a", version }, { $set: { version: version + 1 } });
    const replace = (version: number) =>
      items.replaceOne({ _id: "a", version }, { version: version + 1 });
    expect((await update(1)).matchedCount).toBe(1);
    expect((await update(1)).matchedCount).toBe(0);
    expect((await replace(1)).matchedCount).toBe(0);
    expect((await replace(2)).matchedCount).toBe(1);
    expect(await items.findOne()).toEqual({ _id: "a", version: 3 });
  });

  test("an upsert filtered by a version that has passed is refused with 11000", async () => {
    const items = collection();
    await items.insertOne({ _id: "a", version: 5 });
    const upsert = items.updateOne({ _id: "a", version: 1 }, { $set: { n: 1 } }, { upsert: true });
    expect(await codeOf(upsert)).toBe(11000);
    expect(await items.findOne()).toEqual({ _id: "a", version: 5 });
  });

  test("an upsert by $setOnInsert tells who came first and keeps what that one wrote", async () => {
    const items = collection();
    const upsert = (by: string) =>
      items.updateOne({ _id: "a" }, { $setOnInsert: { by } }, { upsert: true });
    expect((await upsert("first")).upsertedCount).toBe(1);
    expect((await upsert("second")).upsertedCount).toBe(0);
    expect(await items.findOne()).toEqual({ _id: "a", by: "first" });
  });

  test("lists, counters and nested fields change together in one update", async () => {
    const items = collection();
    await items.insertOne({
      _id: 1,
      pending: [{ id: "1" }],
      n: 1,
      map: { a: 1, b: 1 },
      old: true,
      at: 5,
    });
    await items.updateOne(
      { _id: 1 },
      {
        $push: { pending: { $each: [{ id: "2" }, { id: "3" }] } },
        $inc: { n: 2, "map.count": 1 },
        $set: { "map.c.d": 1 },
        $unset: { old: "", "map.b": "" },
        $max: { at: 4 },
      },
    );
    await items.updateOne(
      { _id: 1 },
      { $pull: { pending: { id: { $in: ["1", "2"] } } }, $max: { at: 6 } },
    );
    const map = { a: 1, count: 1, c: { d: 1 } };
    expect(await items.findOne()).toEqual({ _id: 1, pending: [{ id: "3" }], n: 3, map, at: 6 });
  });

  test("a push guarded by the element's id happens once", async () => {
    const items = collection();
    await items.insertOne({ _id: 1, pending: [{ id: "a" }] });
    const push = () =>
      items.updateOne({ _id: 1, "pending.id": { $ne: "b" } }, { $push: { pending: { id: "b" } } });
    expect([(await push()).matchedCount, (await push()).matchedCount]).toEqual([1, 0]);
  });

  test("a counter hands each of many callers at once a number of its own", async () => {
    const items = collection();
    const next = () =>
      items.findOneAndUpdate(
        { _id: "counter" },
        { $inc: { n: 1 } },
        { upsert: true, returnDocument: "after" },
      );
    await next();
    const numbers = (await Promise.all(Array.from({ length: 300 }, next))).map((item) => item?.n);
    expect(new Set(numbers).size).toBe(300);
    expect(await items.findOne()).toEqual({ _id: "counter", n: 301 });
  });

  test("two that claim the first free item never get the same, and nothing free is null", async () => {
    const items = collection();
    await items.insertMany(Array.from({ length: 20 }, (_, _id) => ({ _id, state: "free" })));
    const claim = () =>
      items.findOneAndUpdate({ state: "free" }, { $set: { state: "taken" } }, { sort: { _id: 1 } });
    const claims = await Promise.all(Array.from({ length: 30 }, claim));
    const ids = claims.flatMap((item) => (item === null ? [] : [item._id]));
    expect(ids.toSorted((a, b) => Number(a) - Number(b))).toEqual([...Array(20).keys()]);
  });
}
