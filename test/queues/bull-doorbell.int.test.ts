import { describe, expect, it } from "vitest";
import { STATUS_ROUND_MAX } from "../../src/queues/catalogue.ts";
import { expectSoon } from "../support/expect-soon.ts";
import { startRedis } from "../support/redis.ts";
import { createGate, openBench, useQueueBench } from "./support/bench.ts";

const bench = useQueueBench();

const at = (conversationId: string) => ({ workspaceId: "acme", conversationId });

/** How often scripts were called so far: each ring that leaves is one. */
async function scriptCalls(): Promise<number> {
  const info = await bench().client.info("commandstats");
  return Number(/cmdstat_evalsha:calls=(\d+)/.exec(info)?.[1] ?? 0);
}

describe("rings", () => {
  it("of one turn of the event loop go out once for each conversation, workspace and endpoint", async () => {
    const { queues, client } = bench();
    const { doorbell } = queues;
    // Asked of the lists themselves: BullMQ's own looks are scripts too.
    const waiting = (queue: string) => client.llen(`${queues.prefix}:${queue}:wait`);
    const ring = () => {
      doorbell.ringConversations("live", [at("1-a"), at("1-b")]);
      doorbell.ringRelay("acme");
      doorbell.ringEndpoint("acme", "ep_1");
    };
    ring();
    await expectSoon(() => waiting("deliver")).toBe(1);
    const before = await scriptCalls();
    for (let i = 0; i < 100; i++) ring();
    doorbell.ringEndpoint("acme", "ep_2");
    await expectSoon(() => waiting("deliver")).toBe(2);
    expect((await scriptCalls()) - before).toBe(5);
    expect([await waiting("advance-live"), await waiting("relay")]).toEqual([2, 1]);
  });

  it("for statuses go out in rounds: one job for many conversations, each once", async () => {
    const { queues, work } = bench();
    const rounds: string[][] = [];
    work({
      "advance-status": async ({ conversations }) =>
        void rounds.push(conversations.map(({ conversationId }) => conversationId)),
    });
    for (let i = 0; i < 3; i++) queues.doorbell.ringConversations("status", [at("1-a"), at("1-b")]);
    await expectSoon(() => rounds.length).toBe(1);
    expect(rounds).toEqual([["1-a", "1-b"]]);
  });

  it("for statuses of very many conversations make several rounds, and leave nobody out", async () => {
    const { queues, work } = bench();
    const rounds: number[] = [];
    const seen = new Set<string>();
    work({
      "advance-status": async ({ conversations }) => {
        rounds.push(conversations.length);
        for (const { conversationId } of conversations) seen.add(conversationId);
      },
    });
    const all = Array.from({ length: 2 * STATUS_ROUND_MAX + 1 }, (_, index) => at(`1-${index}`));
    queues.doorbell.ringConversations("status", all);
    await expectSoon(() => seen.size).toBe(all.length);
    expect(rounds.toSorted((a, b) => a - b)).toEqual([1, STATUS_ROUND_MAX, STATUS_ROUND_MAX]);
  });

  it("of several turns wait as one job", async () => {
    const { queues, look } = bench();
    for (let i = 0; i < 20; i++) {
      queues.doorbell.ringConversations("live", [at("1-a")]);
      await new Promise(setImmediate);
    }
    await expectSoon(() => look("advance-live").getJobCountByTypes("wait", "active")).toBe(1);
  });

  it("during the work, however many, lead to exactly one more look", async () => {
    const { queues, work, look } = bench();
    const gate = createGate();
    let looks = 0;
    work({
      "advance-live": async () => {
        looks += 1;
        await gate.pass();
      },
    });
    queues.doorbell.ringConversations("live", [at("1-a")]);
    await expectSoon(gate.waiting).toBe(1);
    for (let i = 0; i < 5; i++) {
      queues.doorbell.ringConversations("live", [at("1-a")]);
      await new Promise(setImmediate);
      // Until the ring has arrived.
      await look("advance-live").getJobCounts();
    }
    gate.letGo();
    await expectSoon(gate.waiting).toBe(1);
    gate.letGo();
    await expectSoon(() => look("advance-live").getJobCountByTypes("wait", "active")).toBe(0);
    expect(looks).toBe(2);
  });

  it("after work that failed are heard again", async () => {
    const { queues, work } = bench();
    let looks = 0;
    work({
      relay: async () => {
        looks += 1;
        throw new Error("broken");
      },
    });
    for (let ring = 1; ring <= 3; ring++) {
      queues.doorbell.ringRelay("acme");
      await expectSoon(() => looks).toBe(ring);
    }
  });

  it("of two workspaces are two, even where their endpoints bear one name", async () => {
    const { queues, look } = bench();
    queues.doorbell.ringEndpoint("acme", "ep_1");
    queues.doorbell.ringEndpoint("globex", "ep_1");
    await expectSoon(() => look("deliver").getWaitingCount()).toBe(2);
    const jobs = await look("deliver").getWaiting();
    expect(jobs.map(({ data }) => data).sort(byWorkspace)).toEqual([
      { workspaceId: "acme", endpointId: "ep_1" },
      { workspaceId: "globex", endpointId: "ep_1" },
    ]);
  });

  it("leave nothing behind in Redis once they were answered", async () => {
    const { queues, work, look, client } = bench();
    const answered: string[] = [];
    work({
      "advance-bulk": async () => void answered.push("bulk"),
      timer: async () => void answered.push("timer"),
    });
    queues.doorbell.ringConversations("bulk", [at("1-a")]);
    queues.doorbell.schedule(at("1-a"), Date.now());
    await expectSoon(() => answered.toSorted()).toEqual(["bulk", "timer"]);
    await expectSoon(() => look("advance-bulk").getJobCountByTypes("wait", "active")).toBe(0);
    await expectSoon(() => look("timer").getJobCountByTypes("wait", "active", "delayed")).toBe(0);
    const keys = await client.keys(`${queues.prefix}:*1-a*`);
    expect(keys).toEqual([]);
  });
});

describe("a mirrored deadline", () => {
  it("comes as a job when its time is there, and once, however often it was mirrored", async () => {
    const { queues, work, look } = bench();
    const dueAt = Date.now() + 300;
    for (let i = 0; i < 3; i++) {
      queues.doorbell.schedule(at("1-a"), dueAt);
      await new Promise(setImmediate);
    }
    // All of them have arrived when the next one has; until somebody works, none is let go of, however late it is.
    queues.doorbell.schedule(at("1-b"), dueAt + 3_600_000);
    await expectSoon(() => look("timer").getDelayedCount()).toBe(2);
    const heard: { dueAt: number; at: number }[] = [];
    work({ timer: async (data) => void heard.push({ dueAt: data.dueAt, at: Date.now() }) });
    await expectSoon(() => heard.length).toBe(1);
    expect(heard[0]?.dueAt).toBe(dueAt);
    expect(heard[0]?.at).toBeGreaterThanOrEqual(dueAt);
    await expectSoon(() => look("timer").getJobCountByTypes("delayed", "wait", "active")).toBe(1);
    expect(heard).toHaveLength(1);
  });

  it("that has passed already comes at once", async () => {
    const { queues, work } = bench();
    const heard: string[] = [];
    work({ timer: async ({ conversationId }) => void heard.push(conversationId) });
    queues.doorbell.schedule(at("1-past"), Date.now() - 60_000);
    await expectSoon(() => heard).toEqual(["1-past"]);
  });
});

describe("the schedule of the sweep", () => {
  it("runs for all processes together, and is brought back after FLUSHALL by whoever looks next", async () => {
    await using redis = await startRedis();
    await using own = openBench(redis);
    await expectSoon(() => own.queues.isReady()).toBe(true);
    let sweeps = 0;
    own.work({ sweep: async () => void (sweeps += 1) });
    expect(await own.queues.scheduleSweep(200)).toBe("made");
    expect(await own.queues.scheduleSweep(200)).toBe("stood");
    await expectSoon(() => sweeps).toBeGreaterThan(1);
    await redis.flush();
    expect(await own.look("sweep").getJobSchedulers()).toEqual([]);
    expect(await own.queues.scheduleSweep(200)).toBe("made");
    const before = sweeps;
    await expectSoon(() => sweeps).toBeGreaterThan(before + 1);
    expect(await own.look("sweep").getJobSchedulers()).toHaveLength(1);
  });

  it("goes on at its pace when it is confirmed more often than it runs", async () => {
    const { queues, work } = bench();
    let sweeps = 0;
    work({ sweep: async () => void (sweeps += 1) });
    // If confirming it put it off, none would ever come.
    await expectSoon(async () => {
      await queues.scheduleSweep(300);
      return sweeps;
    }).toBeGreaterThan(1);
  });
});

function byWorkspace(a: { workspaceId: string }, b: { workspaceId: string }): number {
  return a.workspaceId < b.workspaceId ? -1 : 1;
}
