import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { connectQueues } from "../../src/queues/connect-queues.ts";
import { withRedis } from "../../src/redis-process.ts";
import { expectSoon } from "../support/expect-soon.ts";
import { createRecordingLog } from "../support/recording-log.ts";
import { startRedis, type TestRedis } from "../support/redis.ts";
import { openBench, type QueueBench } from "./support/bench.ts";

let redis: TestRedis;
let bench: QueueBench & AsyncDisposable;
beforeEach(async () => {
  redis = await startRedis();
  bench = openBench(redis);
});
afterEach(async () => {
  await redis.kill("SIGCONT").catch(() => {});
  await bench[Symbol.asyncDispose]();
  await redis.stop();
});

/** One ring of each kind. None of these calls may throw. */
function ringAll(): void {
  const address = { workspaceId: "acme", conversationId: "1-a" };
  const { doorbell } = bench.queues;
  doorbell.ringConversations("live", [address]);
  doorbell.ringConversations("bulk", [address]);
  doorbell.ringRelay("acme");
  doorbell.ringEndpoint("acme", "ep_1");
  doorbell.schedule(address, Date.now());
}

/** Rings until a worker hears it: the connection comes back by itself, in its own time. */
async function expectHeard(): Promise<void> {
  const heard: string[] = [];
  bench.work({ relay: async ({ workspaceId }) => void heard.push(workspaceId) });
  await expectSoon(() => {
    bench.queues.doorbell.ringRelay("acme");
    return heard.length;
  }).toBeGreaterThan(0);
}

describe("rings without a Redis", () => {
  it("that died are told lost and throw nothing, and are heard again when it is back", async () => {
    const { queues, lost } = bench;
    await expectSoon(() => queues.isReady()).toBe(true);
    await redis.kill("SIGKILL");
    await expectSoon(() => queues.isReady()).toBe(false);
    ringAll();
    await expectSoon(lost).toBe(1);
    await redis.restart();
    await expectHeard();
  });

  it("that dies with them on the way are told lost", async () => {
    const { queues, lost } = bench;
    await expectSoon(() => queues.isReady()).toBe(true);
    await redis.kill("SIGSTOP");
    ringAll();
    await new Promise(setImmediate);
    await redis.kill("SIGKILL");
    await expectSoon(lost).toBeGreaterThan(0);
  });

  it("that stopped answering are told lost in the end, and it counts as away", async () => {
    const { queues, lost } = bench;
    await expectSoon(() => queues.isReady()).toBe(true);
    await redis.kill("SIGSTOP");
    ringAll();
    expect(await queues.probe()).toBe("down");
    expect(await queues.counts()).toEqual([]);
    await expectSoon(lost).toBeGreaterThan(0);
    expect(queues.isReady()).toBe(false);
    await redis.kill("SIGCONT");
    await expectHeard();
  });

  it("that is full are told lost", async () => {
    const { queues, lost, client } = bench;
    await expectSoon(() => queues.isReady()).toBe(true);
    await client.config("SET", "maxmemory", "1");
    ringAll();
    await expectSoon(lost).toBeGreaterThan(0);
    await client.config("SET", "maxmemory", "0");
    await expectHeard();
  });

  it("that was absent at the start are heard once it comes", async () => {
    await redis.kill("SIGKILL");
    const late = openBench(redis);
    await using own = late;
    expect(own.queues.isReady()).toBe(false);
    const readies: string[] = [];
    own.queues.onReady(() => readies.push("ready"));
    const heard: string[] = [];
    own.work({ relay: async ({ workspaceId }) => void heard.push(workspaceId) });
    own.queues.doorbell.ringRelay("acme");
    await expectSoon(own.lost).toBe(1);
    await redis.restart();
    await expectSoon(() => readies.length).toBe(1);
    own.queues.doorbell.ringRelay("acme");
    await expectSoon(() => heard).toEqual(["acme"]);
  });
});

describe("the connection", () => {
  it("calls back each time it comes up, and at once when it stands already", async () => {
    const { queues } = bench;
    await expectSoon(() => queues.isReady()).toBe(true);
    let readies = 0;
    queues.onReady(() => (readies += 1));
    expect(readies).toBe(1);
    await redis.restart();
    await expectSoon(() => readies).toBe(2);
  });

  it("says why Redis is away: that its password is missing or wrong looks like nothing else", async () => {
    await withRedis(redis.port, (client) => client.config("SET", "requirepass", "sesame"));
    const { host } = new URL(redis.url);
    for (const [url, code] of [
      [redis.url, "NOAUTH"],
      [`redis://:wrong@${host}`, "WRONGPASS"],
      ["redis://127.0.0.1:9", "ECONNREFUSED"],
    ] as const) {
      const log = createRecordingLog();
      const queues = connectQueues({
        url,
        prefix: "test",
        clock: systemClock,
        log,
        onLost: () => {},
      });
      await expectSoon(() => log.lines).toMatchObject([{ level: "warn", fields: { code } }]);
      await queues.close();
    }
  });

  it("says once that Redis is away and once that it is back, and nothing at its close", async () => {
    const { queues, log } = bench;
    await expectSoon(() => queues.isReady()).toBe(true);
    expect(log.lines).toEqual([]);
    await redis.kill("SIGKILL");
    await expectSoon(() => log.lines.length).toBe(1);
    // Long enough for several vain attempts.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await redis.restart();
    await expectSoon(() => log.lines.length).toBe(2);
    await queues.close();
    await redis.kill("SIGKILL");
    expect(log.lines.map(({ level, sentence }) => `${level}: ${sentence}`)).toEqual([
      "warn: Redis is away; work goes on through the store, a little later",
      "info: Redis is back; rings reach the workers again",
    ]);
  });

  it("tells the jobs of each queue while Redis answers, and nothing while it does not", async () => {
    const { queues, look } = bench;
    await expectSoon(() => queues.isReady()).toBe(true);
    ringAll();
    await expectSoon(() => look("timer").getJobCountByTypes("wait", "delayed")).toBe(1);
    // Redis has a second to answer.
    const counts = () => queues.counts();
    await expectSoon(counts).toContainEqual({ queue: "relay", state: "wait", count: 1 });
    await expectSoon(counts).toContainEqual({ queue: "sweep", state: "failed", count: 0 });
    await redis.kill("SIGKILL");
    expect(await queues.counts()).toEqual([]);
    await expect(queues.scheduleSweep(1_000)).rejects.toThrow();
  });

  it.each(["SIGKILL", "SIGSTOP"] as const)(
    "closes soon after %s of Redis, rings or not",
    async (signal) => {
      const { queues } = bench;
      await expectSoon(() => queues.isReady()).toBe(true);
      ringAll();
      await new Promise(setImmediate);
      await redis.kill(signal);
      ringAll();
      // Returns at all, far within the limit of the test: nothing here waits for Redis.
      await expect(queues.close()).resolves.toBeUndefined();
    },
  );
});

describe("a process without any Redis", () => {
  it("loses each ring, which is told, and asks nobody", async () => {
    let lost = 0;
    const queues = connectQueues({
      url: null,
      prefix: "test",
      clock: systemClock,
      log: createRecordingLog(),
      onLost: () => (lost += 1),
    });
    queues.doorbell.ringConversations("live", []);
    queues.doorbell.ringRelay("acme");
    queues.doorbell.ringEndpoint("acme", "ep_1");
    expect(lost).toBe(3);
    expect(queues.connectWorker).toBeNull();
    expect(queues.isReady()).toBe(false);
    expect(await queues.probe()).toBe("down");
    expect(await queues.counts()).toEqual([]);
    await queues.close();
  });
});
