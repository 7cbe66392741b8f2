import { describe, expect, it } from "vitest";
import { StoreUnavailableError } from "../../src/store/store.ts";
import type { ConversationAddress } from "../../src/queues/doorbell.ts";
import type { PostOutcome } from "../../src/channels/endpoint/post.ts";
import {
  ACME,
  aLine,
  aMessage,
  DAY,
  GLOBEX_LINE,
  HOUR,
  MINUTE,
  NOBODY,
  T0,
} from "../support/builders.ts";
import { expectSoon } from "../support/expect-soon.ts";
import { createFaultyStore } from "../support/faulty-store.ts";
import { sweepOf } from "./support/sweeping.ts";
import { aSigningEndpoint, outcomesOf, useWorkshop, type Workshop } from "./support/workshop.ts";

const workshop = useWorkshop();

/** One message each of so many contacts. */
async function conversations(count: number): Promise<ConversationAddress[]> {
  const { accept } = workshop();
  const ids = Array.from({ length: count }, (_, at) => `${at}`);
  return Promise.all(ids.map((id) => accept(aMessage(id, { identity: { userId: `BR.${id}` } }))));
}

async function eventsOf({ store }: Workshop, type: "window.expired" | "message.received") {
  return store.events(ACME, { after: 0, limit: 10_000, types: [type] });
}

describe("the sweep, with no Redis at all", () => {
  it("takes what has waited for the grace, leaves what is younger, and says whether there was any", async () => {
    const { accept, clock, store } = workshop();
    const sweep = sweepOf(workshop());
    const old = await accept(aMessage("old"));
    clock.advance(1_999);
    const young = await accept(aMessage("young", { identity: { userId: "US.1" } }));
    expect(await sweep.run({ graceMs: 2_000 })).toEqual({ leftBehind: false });
    clock.advance(1);
    expect(await sweep.run({ graceMs: 2_000 })).toEqual({ leftBehind: true });
    expect(await outcomesOf(store, old)).toEqual(["old: applied"]);
    expect(await outcomesOf(store, young)).toEqual([]);
    expect(await sweep.run({ graceMs: 0 })).toEqual({ leftBehind: true });
    expect(await outcomesOf(store, young)).toEqual(["young: applied"]);
    expect(await sweep.run({ graceMs: 0 })).toEqual({ leftBehind: false });
  });

  it("takes more than a batch holds in one go", async () => {
    await conversations(600);
    await sweepOf(workshop()).run({ graceMs: 0 });
    expect((await workshop().store.depth()).waitingEntries).toBe(0);
  });

  it("fires deadlines of any number of conversations that fall due at once", async () => {
    await conversations(600);
    const sweep = sweepOf(workshop());
    await sweep.run({ graceMs: 0 });
    workshop().clock.advance(DAY);
    expect(await sweep.run({ graceMs: 0 })).toEqual({ leftBehind: false });
    expect(await eventsOf(workshop(), "window.expired")).toHaveLength(600);
    await sweep.run({ graceMs: 0 });
    expect(await eventsOf(workshop(), "window.expired")).toHaveLength(600);
  });

  it("brings in what waits for a line that is registered, line by line, whatever becomes of one of them", async () => {
    const { store, accept, log } = workshop();
    for (const lineId of ["777", "888"]) {
      await store.accept([aMessage(lineId, { lineId })], {
        receivedAt: T0,
        newContactId: () => "nobody",
      });
    }
    const asked: string[] = [];
    const sweep = sweepOf(workshop(), {
      async replayLine({ lineId }) {
        asked.push(lineId);
        if (lineId === "777") throw new TypeError("an item that cannot be read");
      },
    });
    await sweep.run({ graceMs: 0 });
    expect(asked).toEqual([]);
    for (const id of ["777", "888"]) await store.putLine(aLine({ id }));
    const waiting = await accept(aMessage("1"));
    await sweep.run({ graceMs: 0 });
    expect(asked).toEqual(["777", "888"]);
    expect(log.complaints()).toEqual(["A part of the sweep failed; the others go on"]);
    expect(await outcomesOf(store, waiting)).toEqual(["1: applied"]);
  });

  it("relays, and delivers what is due", async () => {
    const { store, accept, advance } = workshop();
    await store.putEndpoint(aSigningEndpoint({ events: ["message.received"] }));
    await advance(await accept(aMessage("1")));
    const sweep = sweepOf(workshop());
    await sweep.run({ graceMs: 0 });
    await sweep.idle();
    expect(sweep.posts).toHaveLength(1);
    expect(await store.unrelayed()).toEqual([]);
    expect(await store.outboxDepth()).toBe(0);
  });

  it("delivers a retry when its time has come", async () => {
    const { store, accept, advance, clock } = workshop();
    await store.putEndpoint(aSigningEndpoint({ events: ["message.received"] }));
    await advance(await accept(aMessage("1")));
    const answers: PostOutcome[] = [
      { kind: "refused", status: 500, retryAfterMs: null },
      { kind: "delivered", status: 200 },
    ];
    const sweep = sweepOf(workshop(), { post: async () => answers.shift()! });
    const look = async () => {
      await sweep.run({ graceMs: 0 });
      await sweep.idle();
      return sweep.posts.length;
    };
    expect(await look()).toBe(1);
    clock.advance(4_999);
    expect(await look()).toBe(1);
    clock.advance(1);
    expect(await look()).toBe(2);
    expect(new Set(sweep.posts).size).toBe(1);
    expect(await store.outboxDepth()).toBe(0);
  });
});

describe("what goes wrong in a sweep", () => {
  it("with one conversation does not touch the others, and is logged by its id", async () => {
    const { store, log } = workshop();
    const [broken, ...healthy] = await conversations(3);
    const faulty = createFaultyStore(store, ({ method, args }) => {
      if (method === "load" && args[1] === broken?.conversationId)
        throw new TypeError("a row that cannot be read");
      return null;
    });
    await sweepOf(workshop(), { store: faulty }).run({ graceMs: 0 });
    for (const address of healthy) expect(await outcomesOf(store, address)).toHaveLength(1);
    expect(log.complaints()).toEqual(["A conversation could not be advanced"]);
    expect(log.lines[0]?.fields).toMatchObject({ conversationId: broken?.conversationId });
  });

  it("with one workspace's relay does not keep others from theirs, nor deliveries from leaving", async () => {
    const { store, accept, advance, log } = workshop();
    await advance(await accept(aMessage("1")));
    await advance(await accept(aMessage("2", { lineId: GLOBEX_LINE })));
    await store.putEndpoint(aSigningEndpoint({ workspaceId: "globex", id: "theirs" }));
    const faulty = createFaultyStore(store, ({ method, args }) => {
      if (method === "relay" && args[0] === ACME) throw new TypeError("an endpoint without a doc");
      return null;
    });
    const sweep = sweepOf(workshop(), { store: faulty });
    await sweep.run({ graceMs: 0 });
    await sweep.idle();
    expect((await store.unrelayed()).map(({ workspaceId }) => workspaceId)).toEqual([ACME]);
    expect(sweep.posts.length).toBeGreaterThan(0);
    expect(log.complaints()).toEqual(["A part of the sweep failed; the others go on"]);
  });

  it("with the store ends it, with the store's own error and without a flood of log lines", async () => {
    const { store, log } = workshop();
    await conversations(5);
    const faulty = createFaultyStore(store, () => ({ kind: "before" }));
    const sweep = sweepOf(workshop(), { store: faulty });
    await expect(sweep.run({ graceMs: 0 })).rejects.toThrow(StoreUnavailableError);
    expect(log.lines).toEqual([]);
  });

  it("with a store that can only be read, as on a full disk, ends it after the first few", async () => {
    const { store, log } = workshop();
    await conversations(600);
    let commits = 0;
    const full = createFaultyStore(store, ({ method }) => {
      if (method !== "commit") return null;
      commits += 1;
      return { kind: "before" };
    });
    const sweep = sweepOf(workshop(), { store: full });
    await expect(sweep.run({ graceMs: 0 })).rejects.toThrow(StoreUnavailableError);
    expect(commits).toBeLessThan(100);
    expect(log.lines).toEqual([]);
  });

  it("with a slow endpoint holds up neither the sweep nor other endpoints", async () => {
    const { store, accept, advance } = workshop();
    const slow = aSigningEndpoint({ id: "a-slow", url: "https://slow.example/" });
    const fast = aSigningEndpoint({ id: "b-fast", url: "https://fast.example/" });
    for (const endpoint of [slow, fast])
      await store.putEndpoint({ ...endpoint, events: ["message.received"] });
    await advance(await accept(aMessage("1")));
    const answer = Promise.withResolvers<PostOutcome>();
    const sweep = sweepOf(workshop(), {
      post: ({ url }) =>
        url === slow.url ? answer.promise : Promise.resolve({ kind: "delivered", status: 200 }),
    });
    await sweep.run({ graceMs: 0 });
    await accept(aMessage("2"));
    await sweep.run({ graceMs: 0 });
    await expectSoon(() => sweep.posts.filter((post) => post.startsWith(fast.url))).toHaveLength(2);
    let isIdle = false;
    const idle = sweep.idle().then(() => (isIdle = true));
    expect(isIdle).toBe(false);
    answer.resolve({ kind: "delivered", status: 200 });
    await idle;
    await sweep.run({ graceMs: 0 });
    await sweep.idle();
    expect(await store.outboxDepth()).toBe(0);
  });

  it("when the process stops: it ends after what it has begun", async () => {
    const stop = new AbortController();
    const { store } = workshop();
    await conversations(300);
    let loads = 0;
    const counting = createFaultyStore(store, ({ method }) => {
      if (method === "load" && ++loads === 10) stop.abort();
      return null;
    });
    const sweep = sweepOf(workshop(), { store: counting, stopping: stop.signal });
    await sweep.run({ graceMs: 0 });
    expect((await store.depth()).waitingEntries).toBe(300 - 64);
    expect(await store.unrelayed()).toHaveLength(1);
  });
});

describe("the mirror of deadlines", () => {
  async function withDeadlines() {
    const bench = workshop();
    for (const [id, dueIn] of Object.entries({ near: 5 * MINUTE, next: 12 * MINUTE, far: HOUR })) {
      const occurredAt = T0 - DAY + dueIn;
      const identity = { ...NOBODY, userId: `BR.${id}` };
      const address = await bench.accept(aMessage(id, { occurredAt, identity }));
      await bench.advance(address);
    }
    bench.doorbell.rings.length = 0;
    return bench;
  }
  const dueIn = (ring: string) => (Number(ring.split(" ")[2]) - T0) / MINUTE;

  it("holds the deadlines of the next ten minutes, each once, and what comes near as time goes on", async () => {
    const { doorbell, clock } = await withDeadlines();
    const sweep = sweepOf(workshop());
    await sweep.mirror();
    await sweep.mirror();
    expect(doorbell.rings.map(dueIn)).toEqual([5]);
    clock.advance(3 * MINUTE);
    await sweep.mirror();
    expect(doorbell.rings.map(dueIn)).toEqual([5, 12]);
  });

  it("is made again from the start when it was lost", async () => {
    const { doorbell } = await withDeadlines();
    const sweep = sweepOf(workshop());
    await sweep.mirror();
    await sweep.mirror({ afresh: true });
    expect(doorbell.rings.map(dueIn)).toEqual([5, 5]);
  });
});
