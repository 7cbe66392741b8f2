import { randomBytes } from "node:crypto";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { systemClock } from "../../../src/clock.ts";
import { connectQueues, type Queues } from "../../../src/queues/connect-queues.ts";
import type { QueueName } from "../../../src/queues/catalogue.ts";
import type { Handlers } from "../../../src/workers/handlers.ts";
import { startQueueWorkers, type QueueWorkers } from "../../../src/workers/queue-workers.ts";
import { expectSoon } from "../../support/expect-soon.ts";
import { createRecordingLog, type RecordingLog } from "../../support/recording-log.ts";
import { startRedis, type TestRedis } from "../../support/redis.ts";

/** A process's queues on a real Redis, under a prefix of their own. */
export interface QueueBench {
  redis: TestRedis;
  queues: Queues;
  log: RecordingLog;
  /** Rings that were lost so far. */
  lost: () => number;
  /** Starts workers; jobs without a handler here do nothing. Closed after the test. */
  work(handlers: Partial<Handlers>): QueueWorkers;
  /** A look at a queue as BullMQ sees it. */
  look(name: QueueName): Queue;
  /** A plain connection, for looking at and harming what is there. */
  client: Redis;
}

const HANDLERS: Handlers = {
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

/** One Redis for the file, queues of their own for each test. */
export function useQueueBench(): () => QueueBench {
  let redis: TestRedis | null = null;
  let bench: (QueueBench & AsyncDisposable) | null = null;
  beforeAll(async () => void (redis = await startRedis()));
  beforeEach(async () => {
    bench = openBench(redis!);
    await expectSoon(() => bench?.queues.isReady()).toBe(true);
  });
  afterEach(async () => {
    await bench?.[Symbol.asyncDispose]();
    bench = null;
  });
  afterAll(() => redis?.stop());
  return () => {
    if (bench === null) throw new Error("the bench is not open outside of a test");
    return bench;
  };
}

/** Queues on a Redis that the test may harm. Not connected yet. Two with one prefix are two processes of one engine. */
export function openBench(
  redis: TestRedis,
  prefix = `test-${randomBytes(4).toString("hex")}`,
): QueueBench & AsyncDisposable {
  const log = createRecordingLog();
  let lost = 0;
  const queues = connectQueues({
    url: redis.url,
    prefix,
    clock: systemClock,
    log,
    onLost: () => (lost += 1),
  });
  const client = new Redis(redis.url, { maxRetriesPerRequest: null });
  client.on("error", () => {});
  const workers: QueueWorkers[] = [];
  const looks = new Map<QueueName, Queue>();
  return {
    redis,
    queues,
    log,
    client,
    lost: () => lost,
    work(handlers) {
      const connect = queues.connectWorker!;
      const made = startQueueWorkers({
        handlers: { ...HANDLERS, ...handlers },
        connect,
        prefix,
        clock: systemClock,
        log,
      });
      workers.push(made);
      return made;
    },
    look(name) {
      const known = looks.get(name);
      if (known !== undefined) return known;
      const made = new Queue(name, { connection: client, prefix });
      made.on("error", () => {});
      looks.set(name, made);
      return made;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(workers.map((one) => one.close(1_000)));
      await queues.close();
      client.disconnect();
    },
  };
}

/** Everything that stands in a Redis, keys and values, as one text. */
export async function everythingIn(client: Redis): Promise<string> {
  const keys = await client.keys("*");
  const values = await Promise.all(keys.map((key) => valueOf(client, key)));
  return JSON.stringify(keys.map((key, at) => [key, values[at]]));
}

async function valueOf(client: Redis, key: string): Promise<unknown> {
  const type = await client.type(key);
  switch (type) {
    case "string":
      return client.get(key);
    case "hash":
      return client.hgetall(key);
    case "list":
      return client.lrange(key, 0, -1);
    case "set":
      return client.smembers(key);
    case "zset":
      return client.zrange(key, "0", "-1");
    case "stream":
      return client.xrange(key, "-", "+");
    case "none":
      return null;
  }
  throw new Error(`a key of type ${type}, which this cannot read`);
}

/** Work that ends when it is let go. */
export function createGate() {
  const waiting: (() => void)[] = [];
  return {
    pass: () => new Promise<void>((resolve) => void waiting.push(resolve)),
    waiting: () => waiting.length,
    letGo: () => waiting.splice(0).forEach((resolve) => resolve()),
  };
}
