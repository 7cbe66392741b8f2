import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aLine } from "../../support/builders.ts";
import { ADMIN_TOKEN, openEngine, type ComposedEngine } from "../../support/composed-engine.ts";
import { expectSoon } from "../../support/expect-soon.ts";
import { startMongo } from "../../support/mongo-server.ts";
import { startRedis, type TestRedis } from "../../support/redis.ts";
import { freshDatabase } from "../../store/mongo/setup.ts";
import { signed, textMessage, webhook } from "../support/webhooks.ts";
import { Inbox, seqsBetween } from "./support/inbox.ts";

const mongos = await startMongo();
let redis: TestRedis;
beforeAll(async () => void (redis = await startRedis()));
afterAll(() => Promise.all([redis.stop(), ...mongos.map((server) => server.stop())]));

const WEBHOOKS = 40;
const READERS = 5;

/** A database for two engines. */
async function databaseOn(store: string) {
  const [server] = mongos;
  if (store === "SQLite" || server === undefined) return { env: {}, drop: async () => {} };
  const { url, drop } = freshDatabase(server.url);
  return { env: { DATABASE_URL: url }, drop };
}

async function listen({ app }: ComposedEngine): Promise<string> {
  await app.listen({ host: "127.0.0.1", port: 0 });
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
}

/** Messages that the feed tells of. Of what a step tells, the message is the last. */
async function messagesTold({ store }: ComposedEngine): Promise<number> {
  const types = ["message.received" as const];
  return (await store.events("default", { after: 0, limit: 1_000, types })).length;
}

describe.each([
  { store: "SQLite", hasRedis: true },
  { store: "SQLite", hasRedis: false },
  { store: "MongoDB", hasRedis: true },
  { store: "MongoDB", hasRedis: false },
])("two processes on one $store, Redis: $hasRedis", ({ store, hasRedis }) => {
  it("tell every event once and in order on the streams of both, whoever commits it and however often readers move", async () => {
    const redisUrl = hasRedis ? redis.url : null;
    const database = await databaseOn(store);
    const env = { ...database.env, SWEEP_MS: "100", REDIS_PREFIX: `stream-${store}` };
    {
      await using first = await openEngine({ redisUrl, env });
      await using second = await openEngine({ redisUrl, env, path: first.path });
      await first.store.putLine(aLine({ workspaceId: "default" }));
      const urls = [await listen(first), await listen(second)];
      const inboxes = Array.from({ length: READERS }, () => new Inbox(0));
      const move = async (inbox: Inbox | undefined, at: number) => {
        inbox?.disconnect();
        await inbox?.connect(urls[at % 2] ?? "", ADMIN_TOKEN);
      };
      await Promise.all(inboxes.map(move));
      for (let at = 0; at < WEBHOOKS; at += 1) {
        const { app } = at % 2 === 0 ? first : second;
        const from = `55119111111${10 + (at % 3)}`;
        const messages = [textMessage(`wamid.${at}`, { from })];
        expect((await app.inject(signed(webhook({ messages })))).statusCode).toBe(200);
        await move(inboxes[at % READERS], at);
      }
      // Not when the mailboxes are empty: what a step tells stands in the feed a moment later.
      await expectSoon(() => messagesTold(first)).toBe(WEBHOOKS);
      const all = seqsBetween(0, await first.store.lastSeq("default"));
      expect(all.length).toBeGreaterThan(WEBHOOKS);
      for (const inbox of inboxes) {
        await expectSoon(() => (inbox.take(), inbox.ids.length)).toBe(all.length);
        expect(inbox.ids).toEqual(all);
        inbox.disconnect();
      }
    }
    await database.drop();
  });
});
