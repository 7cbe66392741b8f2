import { MongoClient } from "mongodb";
import { afterAll, describe, expect, it } from "vitest";
import { conversationIdOf } from "../../../src/domain/ids.ts";
import { reachingFor } from "../../../src/store/mongo/connect.ts";
import { createMongoStore, openMongoStore } from "../../../src/store/mongo/store.ts";
import { StoreUnavailableError, type Store } from "../../../src/store/store.ts";
import {
  ACME,
  aMessage,
  aSubmission,
  LINE,
  MINUTE,
  SECOND_LINE,
  T0,
} from "../../support/builders.ts";
import { startMongo } from "../../support/mongo-server.ts";
import { startForwarder, type Treatment, type WireCommand } from "./forwarder.ts";
import { undisturbed } from "./playground.ts";
import { everythingOf, fillMailbox, setScene, step, take, turnOf, WEBHOOK } from "./scenes.ts";
import { freshDatabase, REACH_MS, urlOf } from "./setup.ts";

const servers = await startMongo();
afterAll(() => Promise.all(servers.map((server) => server.stop())));

const ANAS = { workspaceId: ACME, conversationId: conversationIdOf(LINE, "made-0-1") };
const BENS = [LINE, SECOND_LINE].map((line) => conversationIdOf(line, "made-60000-1"));
const ALL = [ANAS.conversationId, ...BENS];

/** A day's work: everything that callers of the store do, each repeated until the store answers. */
async function work(store: Store, insist: <T>(call: () => Promise<T>) => Promise<T>) {
  await insist(() => take(store, WEBHOOK, T0 + MINUTE));
  await insist(() => fillMailbox(store, ANAS));
  await insist(() => step(store, ANAS));
  await insist(() => store.submit(aSubmission(ANAS.conversationId, "again")));
  await insist(() => step(store, ANAS));
  while ((await insist(() => store.relay(ACME, { limit: 2, now: T0 }))).more);
}

async function once<T>(call: () => Promise<T>): Promise<T> {
  return call();
}

/** Numbers below `sides` from a small generator: the same seed breaks the same writes. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/** A call of several writes meets a loss in most attempts: one in a hundred of these works needs more than twenty. */
const ATTEMPTS = 500;

/** Repeats what the store could not answer, as a caller would. */
async function insist<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
    }
  }
  throw new Error("the store never answered");
}

const THROUGH = {
  // A member of a replica set would send its clients past the forwarder.
  directConnection: true,
  // Where the server can tell a repeated write, the driver repeats it by itself; others leave that to the store.
  retryWrites: false,
  // The driver looks for the server at once, and not only twice a second.
  minHeartbeatFrequencyMS: 5,
};

const WRITES = new Set(["insert", "update", "delete", "findAndModify"]);

describe.each(servers)("$server: connections that break", ({ url }) => {
  /** A store behind a forwarder that is told what to do with each write, and one past it. */
  async function open(
    treat: (command: WireCommand) => Treatment,
    { silenceMs = 10_000, reachMs = REACH_MS } = {},
  ) {
    const forwarder = await startForwarder(url);
    const database = freshDatabase(url);
    const past = await openMongoStore({ url: database.url, reachMs: REACH_MS });
    await setScene(past);
    const options = {
      ...reachingFor(reachMs),
      ...THROUGH,
      socketTimeoutMS: silenceMs,
    };
    const client = new MongoClient(urlOf(url, database.name, forwarder.host), options);
    await client.connect();
    const store = createMongoStore(client.db(), { name: "", close: () => client.close() });
    forwarder.treat = (command) => (WRITES.has(command.name) ? treat(command) : "pass");
    return {
      store,
      past,
      forwarder,
      async close() {
        await store.close();
        await past.close();
        await forwarder[Symbol.asyncDispose]();
        await database.drop();
      },
    };
  }

  it.each<{ treatment: Treatment; seed: number }>([
    { treatment: "loseRequest", seed: 1 },
    { treatment: "loseRequest", seed: 2 },
    { treatment: "loseAnswer", seed: 3 },
    { treatment: "loseAnswer", seed: 4 },
    { treatment: "loseAnswer", seed: 5 },
    { treatment: "loseAnswer", seed: 6 },
  ])(
    "leave everything once, when a third of the writes is treated as $treatment (seed $seed)",
    async ({ treatment, seed }) => {
      const expected = await undisturbed(ALL, (store) => work(store, once));
      const roll = dice(seed);
      let lost = 0;
      const { store, past, close } = await open(() => {
        if (roll(3) > 0) return "pass";
        lost += 1;
        return treatment;
      });
      await work(store, insist);
      await past.repair({ limit: 100 });
      expect(await everythingOf(past, ALL)).toEqual(expected);
      expect(lost).toBeGreaterThan(5);
      await close();
    },
  );

  it("do not hide from a commit that it was made", async () => {
    let lost = 0;
    const { store, past, close } = await open(({ collection }) => {
      if (collection !== "conversations" || lost > 0) return "pass";
      lost += 1;
      return "loseAnswer";
    });
    await fillMailbox(past, ANAS);
    expect(await step(store, ANAS)).toBe("committed");
    expect(lost).toBe(1);
    const expected = await undisturbed(
      ALL,
      (model) => fillMailbox(model, ANAS),
      (model) => step(model, ANAS),
    );
    expect(await everythingOf(past, ALL)).toEqual(expected);
    await close();
  });

  it("make a commit say that its outcome is unknown when others have gone on since", async () => {
    const { store, past, forwarder, close } = await open(() => "pass");
    await fillMailbox(past, ANAS);
    const commit = await turnOf(store, ANAS);
    const asked: string[] = [];
    forwarder.treat = async ({ name, collection }) => {
      if (collection !== "conversations") return "pass";
      asked.push(name);
      if (asked.length === 1) return "loseAnswer";
      // Before it can see what became of it, somebody finds the commit and makes the next one.
      await take(past, [aMessage("m9")]);
      await step(past, ANAS);
      return "pass";
    };
    await expect(store.commit(commit)).rejects.toThrow(StoreUnavailableError);
    expect(asked).toEqual(["update", "find"]);
    const history = await past.history(ACME, ANAS.conversationId);
    const steps = new Set(history.map(({ applied }) => applied.version));
    expect([...steps]).toEqual([1, 2, 3, 4, 5]);
    // Three messages, a status, a reaction, a command, and the deadline of each of three turns.
    expect(history).toHaveLength(9);
    await close();
  });

  it("are given up when they stay silent, and what was done shows at the next look", async () => {
    let asked = 0;
    const treat = ({ collection }: WireCommand) =>
      collection === "conversations" && (asked += 1) === 1 ? "hang" : "pass";
    const { store, past, close } = await open(treat, { silenceMs: 3_000 });
    await fillMailbox(past, ANAS);
    await expect(step(store, ANAS)).rejects.toThrow("MongoDB did not answer in time");
    expect(await step(store, ANAS)).toBe("committed");
    const expected = await undisturbed(
      ALL,
      (model) => fillMailbox(model, ANAS),
      (model) => step(model, ANAS),
    );
    expect(await everythingOf(past, ALL)).toEqual(expected);
    await close();
  });

  it("end with one plain sentence, and are forgotten when the server is back", async () => {
    const { store, forwarder, close } = await open(() => "pass", { reachMs: 2_000 });
    forwarder.setOpen(false);
    const outage = await store.ping().catch((error: unknown) => error);
    expect(outage).toBeInstanceOf(StoreUnavailableError);
    expect(String(outage)).toMatch(
      /^StoreUnavailableError: (MongoDB|the connection to MongoDB) [a-z ]+(: [a-z ]+)?$/,
    );
    forwarder.setOpen(true);
    await insist(() => store.ping());
    expect(
      await store.accept([aMessage("m9")], { receivedAt: T0, newContactId: () => "x" }),
    ).toMatchObject([{ kind: "accepted" }]);
    await close();
  });
});
