import type { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectProducer } from "../../src/queues/connection.ts";
import {
  createLocalRates,
  createRedisRates,
  type Rate,
  type RateCounter,
} from "../../src/queues/rate-counter.ts";
import { createTurningClock, type TurningClock } from "../http/support/turning-clock.ts";
import { expectSoon } from "../support/expect-soon.ts";
import { startRedis, type TestRedis } from "../support/redis.ts";

const MINUTE = 60_000;
/** Longer than a busy machine keeps Redis from answering, and short enough to be waited for once. */
const ANSWER_MS_MAX = 3_000;

let redis: TestRedis;
let clock: TurningClock;
const connections: Redis[] = [];

/** What one process counts with. */
function aProcess(): RateCounter & { connection: Redis } {
  const connection = connectProducer(redis.url);
  connection.on("error", () => {});
  connections.push(connection);
  const rates = createRedisRates({ connection, prefix: "test", clock, answerMsMax: ANSWER_MS_MAX });
  return { connection, ...rates };
}

/** Counts under a key that has no limit. */
async function hit(rates: RateCounter, key: string): Promise<Rate> {
  const [rate] = await rates.hit([{ key, max: Number.MAX_SAFE_INTEGER }], MINUTE);
  return rate!;
}

const isReady = (connection: Redis) => expectSoon(() => connection.status).toBe("ready");

beforeEach(async () => {
  redis = await startRedis();
  clock = createTurningClock();
});
afterEach(async () => {
  for (const connection of connections.splice(0)) connection.disconnect();
  await redis.stop();
});

describe("requests that are counted in Redis", () => {
  it("are counted together by all processes, each key by itself, and forgotten in time", async () => {
    const [one, other] = [aProcess(), aProcess()];
    await Promise.all([isReady(one.connection), isReady(other.connection)]);
    const hits = await Promise.all(
      Array.from({ length: 1_000 }, (_, at) => hit(at % 2 === 0 ? one : other, "token:a")),
    );
    expect(hits.map(({ count }) => count).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 1_000 }, (_, at) => at + 1),
    );
    expect((await hit(other, "token:b")).count).toBe(1);
    const ttl = await one.connection.pttl("test:rate:token:a");
    expect(ttl).toBeGreaterThan(0);
    expect(ttl).toBeLessThanOrEqual(MINUTE);
  });

  it("are not counted under what comes behind a limit that is exceeded", async () => {
    const { connection, ...redisRates } = aProcess();
    await isReady(connection);
    for (const rates of [redisRates, createLocalRates({ clock })]) {
      const limits = [
        { key: "token:c", max: 2 },
        { key: "workspace:c", max: 10 },
      ];
      const counts = async () => (await rates.hit(limits, MINUTE)).map(({ count }) => count);
      expect([await counts(), await counts(), await counts(), await counts()]).toEqual([
        [1, 1],
        [2, 2],
        [3],
        [4],
      ]);
      expect((await hit(rates, "workspace:c")).count).toBe(3);
    }
  });

  it("are counted by each process for itself while Redis is away or silent, and together again after", async () => {
    const process = aProcess();
    await isReady(process.connection);
    await hit(process, "token:a");
    await redis.kill("SIGSTOP");
    // The first waits a moment for Redis, and those behind it do not.
    for (let count = 1; count <= 50; count += 1) {
      expect((await hit(process, "token:a")).count).toBe(count);
    }
    await redis.kill("SIGCONT");
    await redis.kill("SIGKILL");
    clock.advance(2_000);
    await expectSoon(() => process.connection.status).not.toBe("ready");
    expect((await hit(process, "token:a")).count).toBe(51);
    await redis.restart();
    await isReady(process.connection);
    clock.advance(2_000);
    expect((await hit(process, "token:a")).count).toBe(1);
  });
});

describe("requests that are counted in this process", () => {
  it("are forgotten in time, and when there are too many keys the oldest first", async () => {
    const rates = createLocalRates({ clock });
    await hit(rates, "a");
    expect(await hit(rates, "a")).toEqual({ count: 2, resetsInMs: MINUTE });
    clock.advance(MINUTE - 1);
    expect(await hit(rates, "a")).toEqual({ count: 3, resetsInMs: 1 });
    clock.advance(1);
    expect(await hit(rates, "a")).toEqual({ count: 1, resetsInMs: MINUTE });
    for (let at = 0; at < 10_001; at += 1) await hit(rates, `made-up-${at}`);
    expect((await hit(rates, "made-up-10000")).count).toBe(2);
    expect((await hit(rates, "a")).count).toBe(1);
  });
});
