import { MongoClient, type Db } from "mongodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { conversationIdOf } from "../../../src/domain/ids.ts";
import { CLIENT_OPTIONS } from "../../../src/store/mongo/connect.ts";
import { createIndexes } from "../../../src/store/mongo/indexes.ts";
import { createMongoStore } from "../../../src/store/mongo/store.ts";
import type { Store } from "../../../src/store/store.ts";
import { aMessage, aStatus, LINE, MINUTE, SECOND_LINE, T0 } from "../../support/builders.ts";
import { createMemoryStore } from "../../support/memory-store/memory-store.ts";
import { freshDatabaseName, startMongo } from "../../support/mongo-server.ts";
import { dyingAt, interceptedDb, sleepingAt, type Intercept } from "./intercepted-db.ts";
import { everythingOf, fillMailbox, setScene, step, take, turnOf, WEBHOOK } from "./scenes.ts";

const servers = await startMongo();
afterAll(() => Promise.all(servers.map((server) => server.stop())));

const ANAS = conversationIdOf(LINE, "made-0-1");
const IDS = [
  ANAS,
  conversationIdOf(LINE, "made-60000-1"),
  conversationIdOf(SECOND_LINE, "made-60000-1"),
];

/** More calls than any one of the store's makes of the driver. */
const CALLS_MAX = 60;

describe.each(servers)("$server: a process that dies", ({ url }) => {
  const client = new MongoClient(url, CLIENT_OPTIONS);
  beforeAll(() => client.connect());
  afterAll(() => client.close());

  /** A database with a store that lives, and a way to open more that do not. */
  const open = async () => {
    const db = client.db(freshDatabaseName());
    await createIndexes(db);
    const on = (intercept: Intercept): Store =>
      createMongoStore(interceptedDb(db, intercept), { name: "dying", close: async () => {} });
    const store = on((_, make) => make());
    return { store, on, drop: () => db.dropDatabase() };
  };

  /** What the memory store, which cannot die in between, shows after the same. */
  const expected = async (act: (store: Store) => Promise<unknown>) => {
    const model = createMemoryStore();
    await setScene(model);
    await act(model);
    return everythingOf(model, IDS);
  };

  /** Lets `act` die at each of its calls of the driver, in a new database each time, and looks at what became of it. */
  const atEveryCall = async (
    when: "before" | "after",
    act: (store: Store) => Promise<unknown>,
    then: (store: Store) => Promise<void>,
    prepare: (store: Store) => Promise<unknown> = async () => {},
  ): Promise<number> => {
    for (let number = 1; number <= CALLS_MAX; number++) {
      const { store, on, drop } = await open();
      await setScene(store);
      await prepare(store);
      const death = dyingAt(number, when);
      await act(on(death.intercept)).catch(() => {});
      if (!death.hasDied()) return number - 1;
      await then(store);
      await drop();
    }
    throw new Error("a call without end");
  };

  it.each(["before", "after"] as const)(
    "leaves a commit whole or not at all, when it dies %s a call of the driver, whichever",
    async (when) => {
      const ref = { workspaceId: "acme", conversationId: ANAS };
      const untouched = await expected((model) => fillMailbox(model, ref));
      const committed = await expected(async (model) => {
        await fillMailbox(model, ref);
        await step(model, ref);
      });
      let whole = 0;
      const calls = await atEveryCall(
        when,
        async (store) => store.commit(await turnOf(store, ref)),
        async (store) => {
          const half = await store.repair({ limit: 10 });
          const found = await everythingOf(store, IDS);
          const stands = found.conversations[0]?.mailbox?.conversation?.version !== 1;
          whole += stands ? 1 : 0;
          expect(found).toEqual(stands ? committed : untouched);
          expect(half).toBeLessThanOrEqual(stands ? 1 : 0);
          expect(await store.repair({ limit: 10 })).toBe(0);
          await step(store, ref);
          expect(await everythingOf(store, IDS)).toEqual(committed);
        },
        (store) => fillMailbox(store, ref),
      );
      expect(calls).toBeGreaterThan(8);
      expect(whole).toBeGreaterThan(3);
    },
  );

  it.each(["before", "after"] as const)(
    "loses nothing of a webhook that is repeated after it died %s a call of the driver, whichever",
    async (when) => {
      const webhook = (store: Store) => take(store, WEBHOOK, T0 + MINUTE);
      const accepted = await expected(webhook);
      const calls = await atEveryCall(when, webhook, async (store) => {
        const answers = await webhook(store);
        const kinds = answers.map(({ kind }) => kind);
        expect(kinds.filter((kind) => kind === "parked" || kind === "noticed")).toHaveLength(2);
        expect(await everythingOf(store, IDS)).toEqual(accepted);
      });
      expect(calls).toBeGreaterThan(12);
    },
  );

  it.each(["before", "after"] as const)(
    "makes each delivery once when a relay that died %s a call of the driver is repeated",
    async (when) => {
      const relay = async (store: Store) => {
        while ((await store.relay("acme", { limit: 2, now: T0 })).more);
      };
      const publish = async (store: Store) => {
        for (const id of ["e1", "e2", "e3"]) {
          await take(store, [aMessage(id)]);
          await step(store, { workspaceId: "acme", conversationId: ANAS });
        }
      };
      const relayed = await expected(async (model) => {
        await publish(model);
        await relay(model);
      });
      const then = async (store: Store) => {
        await relay(store);
        expect(await everythingOf(store, IDS)).toEqual(relayed);
      };
      expect(await atEveryCall(when, relay, then, publish)).toBeGreaterThan(6);
    },
  );
});

describe.each(servers)("$server: a process that sleeps in the middle of a commit", ({ url }) => {
  const client = new MongoClient(url, CLIENT_OPTIONS);
  beforeAll(() => client.connect());
  afterAll(() => client.close());

  it("changes nothing any more when it wakes up after others have gone on", async () => {
    const ref = { workspaceId: "acme", conversationId: ANAS };
    /** The first turn, and what follows it: the message of the first gets a new status, deadlines fire again. */
    const goOn = async (store: Store) => {
      await take(store, [aStatus("m2", "read"), aMessage("m3")], T0 + MINUTE);
      await step(store, ref);
      await take(store, [aStatus("m2", "played")], T0 + MINUTE);
      await step(store, ref);
    };
    const model = createMemoryStore();
    await setScene(model);
    await fillMailbox(model, ref);
    await step(model, ref);
    await goOn(model);
    const expected = await everythingOf(model, IDS);

    let slept = 0;
    for (let number = 1; number <= CALLS_MAX; number++) {
      const db = client.db(freshDatabaseName());
      await createIndexes(db);
      const storeOn = (on: Db) => createMongoStore(on, { name: "", close: async () => {} });
      const store = storeOn(db);
      await setScene(store);
      await fillMailbox(store, ref);
      const commit = await turnOf(store, ref);
      const sleep = sleepingAt(number);
      const sleeper = storeOn(interceptedDb(db, sleep.intercept)).commit(commit);
      const ended = await Promise.race([sleep.asleep.then(() => false), sleeper.then(() => true)]);
      if (ended) break;
      slept += 1;
      // Before the write that decides, somebody else takes the turn; after it, somebody else moves it out.
      if ((await store.load("acme", ANAS, { maxEntries: 10 }))?.entries.length !== 0) {
        await step(store, ref);
      }
      await goOn(store);
      sleep.wake();
      expect(await sleeper).toBe(number === 1 ? "conflict" : "committed");
      expect(await everythingOf(store, IDS)).toEqual(expected);
      expect(await store.repair({ limit: 10 })).toBe(0);
      await db.dropDatabase();
    }
    expect(slept).toBeGreaterThan(5);
  });
});
