import { MongoClient } from "mongodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Collections, Item } from "./mongo/facts.ts";
import { indexFacts, readFacts } from "./mongo/read-facts.ts";
import { insertFacts, updateFacts } from "./mongo/write-facts.ts";
import { freshDatabaseName, startMongo } from "./mongo-server.ts";

/** What the MongoDB store relies on, one sentence each; true of a mongod, and checked on whatever server is here. */
const servers = await startMongo();
afterAll(() => Promise.all(servers.map((server) => server.stop())));

const options = {
  ignoreUndefined: true,
  writeConcern: { w: "majority", journal: true },
  readConcern: { level: "majority" },
} as const;

describe.each(servers)("$server", ({ url }) => {
  const client = new MongoClient(url, options);
  const database = client.db(freshDatabaseName());
  let made = 0;
  const collection: Collections = () => database.collection<Item>(`items_${made++}`);

  beforeAll(() => client.connect());
  afterAll(async () => {
    await database.dropDatabase();
    await client.close();
  });

  describe("inserts", () => {
    insertFacts(collection);
  });
  describe("updates", () => {
    updateFacts(collection);
  });
  describe("indexes", () => {
    indexFacts(collection);
  });
  describe("reads", () => {
    readFacts(collection);
  });

  test("of twenty connections that set the same version, exactly one wins each time", async () => {
    const name = collection().collectionName;
    const clients = Array.from({ length: 20 }, () => new MongoClient(url, options));
    const items = clients.map((each) => each.db(database.databaseName).collection<Item>(name));
    await items[0]!.insertOne({ _id: "a", version: 0, numbers: [] });
    for (let version = 0; version < 20; version++) {
      const change = { $set: { version: version + 1 }, $push: { numbers: version } };
      const results = await Promise.all(
        items.map((i) => i.updateOne({ _id: "a", version }, change)),
      );
      expect(results.filter((result) => result.matchedCount === 1)).toHaveLength(1);
    }
    expect((await items[7]!.findOne())?.numbers).toHaveLength(20);
    await Promise.all(clients.map((each) => each.close()));
  });

  test("an acknowledged write is seen by another client at once", async () => {
    const items = collection();
    const other = new MongoClient(url, options);
    const theirs = other.db(database.databaseName).collection<Item>(items.collectionName);
    for (let n = 0; n < 20; n++) {
      await items.updateOne({ _id: "a" }, { $set: { n } }, { upsert: true });
      expect(await theirs.findOne({ _id: "a" })).toEqual({ _id: "a", n });
    }
    await other.close();
  });
});
