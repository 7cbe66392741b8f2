import type { Redis } from "ioredis";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { BullDoorbell } from "./bull-doorbell.ts";
import { answers, connectProducer, connectWorker } from "./connection.ts";
import type { Doorbell } from "./doorbell.ts";
import { createFeedHints, type FeedHints } from "./feed-hints.ts";
import { createRedisRates, type RateCounter } from "./rate-counter.ts";
import { RedisHints } from "./redis-hints.ts";
import { createSilentDoorbell } from "./silent-doorbell.ts";
import { within } from "./within.ts";

/** This process's side of Redis. */
export interface Queues {
  doorbell: Doorbell;
  feedHints: FeedHints;
  /** Counts in Redis; null in a process without. */
  rates: RateCounter | null;
  prefix: string;
  /** A connection for workers; null in a process without Redis. Whoever asks for it closes it. */
  connectWorker: (() => Redis) | null;
  /** Whether rings get through at this moment. */
  isReady(): boolean;
  /** Calls back whenever the connection comes up; at once if it stands already. */
  onReady(listener: () => void): void;
  /** Whether Redis answers; within a second or so, whatever Redis does. */
  probe(): Promise<"up" | "down">;
  /** Job counts by queue and state; empty while Redis does not answer. */
  counts(): Promise<{ queue: string; state: string; count: number }[]>;
  /** Makes sure that the sweep's schedule stands; `made` when it did not. Rejects while Redis is away. */
  scheduleSweep(everyMs: number): Promise<"stood" | "made">;
  /** Rings that were not sent yet are lost, as any ring may be. */
  close(): Promise<void>;
}

const CLOSE_MS_MAX = 1_000;

export function connectQueues(options: {
  /** Null: this process goes without Redis. */
  url: string | null;
  prefix: string;
  clock: Clock;
  log: Log;
  /** A ring went nowhere. */
  onLost: () => void;
  /** How long Redis may take to count a request, as `createRedisRates` has it. */
  rateAnswerMsMax?: number | undefined;
}): Queues {
  const { url, prefix, clock, log, onLost, rateAnswerMsMax } = options;
  if (url === null) return withoutRedis(prefix, onLost);
  const connection = connectProducer(url);
  const stopReporting = reportChanges(connection, log);
  const doorbell = new BullDoorbell({ connection, prefix, clock, onLost });
  const hints = new RedisHints({ producer: connection, connect: () => connectWorker(url), prefix });
  const isReady = (): boolean => connection.status === "ready";
  return {
    doorbell,
    feedHints: createFeedHints(hints),
    rates: createRedisRates({ connection, prefix, clock, answerMsMax: rateAnswerMsMax }),
    prefix,
    connectWorker: () => connectWorker(url),
    isReady,
    onReady(listener) {
      connection.on("ready", listener);
      if (isReady()) listener();
    },
    probe: async () => ((await answers(connection)) ? "up" : "down"),
    counts: async () => ((await answers(connection)) ? doorbell.counts() : []),
    scheduleSweep: (everyMs) => doorbell.scheduleSweep(everyMs),
    async close() {
      stopReporting();
      hints.close();
      await within(CLOSE_MS_MAX, doorbell.close());
      connection.disconnect();
    },
  };
}

function withoutRedis(prefix: string, onLost: () => void): Queues {
  return {
    doorbell: createSilentDoorbell(onLost),
    feedHints: createFeedHints(null),
    rates: null,
    prefix,
    connectWorker: null,
    isReady: () => false,
    onReady: () => {},
    probe: () => Promise.resolve("down"),
    counts: () => Promise.resolve([]),
    scheduleSweep: () => Promise.reject(new Error("this process has no Redis")),
    close: () => Promise.resolve(),
  };
}

/** `ECONNREFUSED`, `NOAUTH`, `WRONGPASS`: the system's code, or the word that Redis begins its refusals with. */
function codeOf(error: Error): string {
  if ("code" in error && typeof error.code === "string") return error.code;
  return /^[A-Z]+\b/.exec(error.message)?.[0] ?? error.name;
}

/** Says once when Redis goes, and once when it is back; ioredis itself would repeat every failed attempt. Returns the way to stop. */
function reportChanges(connection: Redis, log: Log): () => void {
  let isUp: boolean | null = null;
  let code: string | undefined;
  const onUp = (): void => {
    if (isUp === false) log.info("Redis is back; rings reach the workers again");
    isUp = true;
    code = undefined;
  };
  const onDown = (): void => {
    if (isUp !== false)
      log.warn({ code }, "Redis is away; work goes on through the store, a little later");
    isUp = false;
  };
  connection.on("ready", onUp);
  connection.on("close", onDown);
  connection.on("error", (error) => {
    code = codeOf(error);
  });
  return () => {
    connection.off("ready", onUp);
    connection.off("close", onDown);
  };
}
