import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { connectProducer, connectWorker } from "../../src/queues/connection.ts";
import { startQueueWorkers } from "../../src/workers/queue-workers.ts";
import { createTurningClock } from "../http/support/turning-clock.ts";
import { createGate, everythingIn, openBench, useQueueBench } from "../queues/support/bench.ts";
import { expectSoon } from "../support/expect-soon.ts";
import { createRecordingLog } from "../support/recording-log.ts";
import { startRedis } from "../support/redis.ts";

const bench = useQueueBench();
const at = (conversationId: string) => ({ workspaceId: "acme", conversationId });

describe("queue workers", () => {
  it("bring each job to the handler of its queue, with ids and nothing else", async () => {
    const { queues, work } = bench();
    const heard: unknown[] = [];
    const hear = (queue: string) => async (data: object) => void heard.push([queue, data]);
    work({
      "advance-live": hear("advance-live"),
      "advance-bulk": hear("advance-bulk"),
      timer: hear("timer"),
      relay: hear("relay"),
      deliver: hear("deliver"),
      media: hear("media"),
      templates: hear("templates"),
      automation: hear("automation"),
    });
    const { doorbell } = queues;
    doorbell.ringConversations("live", [at("1-live")]);
    doorbell.ringConversations("bulk", [at("1-bulk")]);
    doorbell.schedule(at("1-timer"), 5);
    doorbell.ringRelay("acme");
    doorbell.ringEndpoint("acme", "ep_1");
    doorbell.ringMedia(at("1-media"));
    doorbell.ringTemplates({ workspaceId: "acme", wabaId: "300" });
    doorbell.ringEffects("acme");
    await expectSoon(() => heard.length).toBe(8);
    expect(heard).toEqual(
      expect.arrayContaining([
        ["advance-live", at("1-live")],
        ["advance-bulk", at("1-bulk")],
        ["timer", { ...at("1-timer"), dueAt: 5 }],
        ["relay", { workspaceId: "acme" }],
        ["automation", { workspaceId: "acme" }],
        ["deliver", { workspaceId: "acme", endpointId: "ep_1" }],
        ["media", at("1-media")],
        ["templates", { workspaceId: "acme", wabaId: "300" }],
      ]),
    );
  });

  it("let no malformed job near a handler", async () => {
    const { work, look, log } = bench();
    let calls = 0;
    work({ relay: async () => void (calls += 1) });
    for (const data of [{}, { workspaceId: 7 }, { workspaceId: "acme", text: "Hola" }, null])
      await look("relay").add("relay", data);
    await expectSoon(() => log.lines.length).toBe(4);
    expect(calls).toBe(0);
  });

  it("tell Redis nothing of why a job failed, because errors quote what people wrote", async () => {
    const { queues, work, client, look, log } = bench();
    work({
      relay: async () => {
        throw new Error("cannot store 'Canary Text' of Ana Canary, +55 11 98765-4321");
      },
    });
    queues.doorbell.ringRelay("acme");
    await expectSoon(() => look("relay").getFailedCount()).toBe(1);
    const everything = await everythingIn(client);
    expect(everything).toContain("the job failed");
    expect(everything).not.toMatch(/canary|98765/i);
    expect(log.complaints()).toEqual(["A job failed; the sweep looks after its work"]);
  });

  it("note when a job last ended", async () => {
    const { queues } = bench();
    const clock = createTurningClock();
    const gate = createGate();
    const workers = startQueueWorkers({
      handlers: { ...NO_HANDLERS, relay: gate.pass },
      connect: queues.connectWorker!,
      prefix: queues.prefix,
      clock,
      log: createRecordingLog(),
    });
    const startedAt = clock.now();
    queues.doorbell.ringRelay("acme");
    await expectSoon(gate.waiting).toBe(1);
    clock.advance(5_000);
    expect(workers.lastJobAt()).toBe(startedAt);
    gate.letGo();
    await expectSoon(workers.lastJobAt).toBe(startedAt + 5_000);
    await workers.close(1_000);
  });

  it("go on by themselves after Redis was killed and came back empty", async () => {
    await using redis = await startRedis();
    await using own = openBench(redis);
    const heard: string[] = [];
    own.work({ relay: async ({ workspaceId }) => void heard.push(workspaceId) });
    await expectSoon(() => own.queues.isReady()).toBe(true);
    own.queues.doorbell.ringRelay("before");
    await expectSoon(() => heard).toEqual(["before"]);
    await redis.kill("SIGKILL");
    await redis.restart();
    await expectSoon(() => {
      own.queues.doorbell.ringRelay("after");
      return heard.includes("after");
    }).toBe(true);
  });
});

describe("lanes", () => {
  it("keep 2,000 bulk jobs from delaying a live one", async () => {
    const { queues, work, look } = bench();
    const order: string[] = [];
    const { doorbell } = queues;
    const bulk = Array.from({ length: 2_000 }, (_, index) => at(`1-${index}`));
    doorbell.ringConversations("bulk", bulk);
    await expectSoon(() => look("advance-bulk").getWaitingCount()).toBe(2_000);
    const work1 = async () => {
      order.push("bulk");
      // A person writes while the import is under way.
      if (order.length === 100) doorbell.ringConversations("live", [at("2-live")]);
      await new Promise(setImmediate);
    };
    work({ "advance-bulk": work1, "advance-live": async () => void order.push("live") });
    await expectSoon(() => order.length).toBe(2_001);
    expect(order.indexOf("live")).toBeLessThan(1_000);
  });
});

describe("the close of queue workers", () => {
  it("waits for the job under way, takes no more, and leaves nothing to stall", async () => {
    const { queues, work, look } = bench();
    const gate = createGate();
    const workers = work({
      relay: async ({ workspaceId }) => void (workspaceId === "acme" && (await gate.pass())),
    });
    queues.doorbell.ringRelay("acme");
    await expectSoon(gate.waiting).toBe(1);
    let isClosed = false;
    const closed = workers.close(60_000).then(() => (isClosed = true));
    // Until they pile up: closing begins when Redis has answered, and what came before it is still taken, one after another.
    let rings = 0;
    await expectSoon(async () => {
      queues.doorbell.ringRelay(`later-${rings++}`);
      return look("relay").getWaitingCount();
    }).toBeGreaterThan(20);
    expect(isClosed).toBe(false);
    gate.letGo();
    await closed;
    const counts = await look("relay").getJobCounts("active", "failed");
    expect(counts).toEqual({ active: 0, failed: 0 });
    expect(await look("relay").getWaitingCount()).toBeGreaterThan(20);
    expect(bench().log.lines).toEqual([]);
  });

  it("does not wait for ever for a job that hangs, and says how many there are", async () => {
    const { queues, work, log } = bench();
    const gate = createGate();
    const workers = work({ relay: gate.pass });
    queues.doorbell.ringRelay("acme");
    queues.doorbell.ringRelay("globex");
    await expectSoon(gate.waiting).toBe(2);
    await workers.close(100);
    expect(log.lines).toMatchObject([{ level: "warn", fields: { count: 2, durationMs: 100 } }]);
    gate.letGo();
  });

  it.each(["SIGKILL", "SIGSTOP"] as const)(
    "is not held up by %s of Redis, and does not take that for a job",
    async (signal) => {
      await using redis = await startRedis();
      await using own = openBench(redis);
      const heard: string[] = [];
      const workers = own.work({ relay: async ({ workspaceId }) => void heard.push(workspaceId) });
      await expectSoon(() => own.queues.isReady()).toBe(true);
      own.queues.doorbell.ringRelay("acme");
      await expectSoon(() => heard.length).toBe(1);
      await redis.kill(signal);
      // With a limit beyond the test's own: it must not be what ends this.
      await workers.close(300_000);
      await redis.kill("SIGCONT").catch(() => {});
      expect(own.log.complaints().filter((sentence) => sentence.startsWith("Jobs"))).toEqual([]);
    },
  );

  it("is not held up by a Redis that was never there", async () => {
    const workers = startQueueWorkers({
      handlers: NO_HANDLERS,
      connect: () => connectWorker("redis://127.0.0.1:1"),
      prefix: "test",
      clock: systemClock,
      log: createRecordingLog(),
    });
    await expect(workers.close(300_000)).resolves.toBeUndefined();
  });
});

describe("queue workers that went deaf", () => {
  it("hear again once they were built anew", async () => {
    await using elsewhere = await startRedis();
    const { queues, redis } = bench();
    const heard: string[] = [];
    // As after a fail-over: the first connection leads to a server that nobody rings at.
    const urls = [elsewhere.url, redis.url];
    const workers = startQueueWorkers({
      handlers: { ...NO_HANDLERS, relay: async ({ workspaceId }) => void heard.push(workspaceId) },
      connect: () => connectWorker(urls.shift()!),
      prefix: queues.prefix,
      clock: systemClock,
      log: createRecordingLog(),
    });
    queues.doorbell.ringRelay("acme");
    const producer = connectProducer(redis.url);
    await expectSoon(() => producer.llen(`${queues.prefix}:relay:wait`).catch(() => 0)).toBe(1);
    producer.disconnect();
    expect(heard).toEqual([]);
    await workers.rebuild();
    await expectSoon(() => heard).toEqual(["acme"]);
    await workers.close(1_000);
  });
});

const NO_HANDLERS = {
  "advance-live": async () => {},
  "advance-bulk": async () => {},
  "advance-status": async () => {},
  timer: async () => {},
  relay: async () => {},
  deliver: async () => {},
  media: async () => {},
  templates: async () => {},
  automation: async () => {},
  send: async () => {},
  sweep: async () => {},
};
