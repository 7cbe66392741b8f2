import { MongoClient } from "mongodb";
import { afterAll, describe, expect, it } from "vitest";
import { collectionsOf } from "../../../src/store/mongo/documents.ts";
import { openMongoStore } from "../../../src/store/mongo/store.ts";
import { ACME, aLine, LINE, T0 } from "../../support/builders.ts";
import { startMongo } from "../../support/mongo-server.ts";
import { aText, queueSends } from "../contract/outbox.ts";
import { workbenchOf } from "../contract/setup.ts";
import { freshDatabase, REACH_MS } from "./setup.ts";

const servers = await startMongo();
afterAll(() => Promise.all(servers.map((server) => server.stop())));

describe.each(servers)("$server: documents from before there were automations", ({ url }) => {
  it("are read as if nobody talked, and people had sent all there was", async () => {
    const database = freshDatabase(url);
    await using client = await new MongoClient(url).connect();
    const { conversations, sends } = collectionsOf(client.db(database.name));
    const store = await openMongoStore({ url: database.url, reachMs: REACH_MS });
    await store.putLine(aLine());
    const ref = await queueSends(workbenchOf(store), [aText("hi")]);
    const [row] = await conversations.find().toArray();
    const { automation: _automation, facts, ...rest } = JSON.parse(row?.doc ?? "");
    const { driver: _driver, timers, ...oldFacts } = facts;
    const { automation: _timer, ...oldTimers } = timers;
    const old = { ...rest, schema: 3, facts: { ...oldFacts, timers: oldTimers } };
    await conversations.updateOne({}, { $set: { doc: JSON.stringify(old) } });
    const [sent] = await sends.find().toArray();
    const { lease: _lease, ...send } = JSON.parse(sent?.doc ?? "");
    await sends.updateOne({}, { $set: { doc: JSON.stringify(send) } });

    expect(await workbenchOf(store).load(ref)).toMatchObject({
      conversation: { schema: 4, automation: null, facts: { timers: { automation: null } } },
      flowsVersion: 0,
    });
    const claim = { name: "c", now: T0, leaseMs: 1, limit: 1 };
    const driver = { kind: "nobody", lease: 0 };
    expect(await store.claimSends(ACME, LINE, claim)).toMatchObject([
      { send: { lease: null }, driver },
    ]);
    await store.close();
    await database.drop();
  });
});
