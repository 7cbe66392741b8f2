import { RedisConnection } from "bullmq";
import { Redis } from "ioredis";
import { within } from "./within.ts";

/** A Redis that takes longer than this to answer is treated as one that is away. */
const SILENCE_MS_MAX = 5_000;
const PROBE_MS = 1_000;

// BullMQ works with any Redis from its least version on (Ubuntu 22.04 has 6.0). Of those below the one that it would rather have it prints so
// for each of its connections, past the log.
RedisConnection.recommendedMinimumVersion = RedisConnection.minimumVersion;

/**
 * Connection for producers: fails at once while Redis is away, because a ring that waits would make somebody wait for a hint. A Redis
 * that stopped answering (frozen, or a cut network that nobody tells of) is cut off, so that rings do not pile up in memory.
 * Reconnects by itself for ever.
 */
export function connectProducer(url: string): Redis {
  return new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 5_000,
    socketTimeout: SILENCE_MS_MAX,
    retryStrategy: backoff,
  });
}

/** Connection for workers: waits for Redis for ever, as BullMQ demands. */
export function connectWorker(url: string): Redis {
  return new Redis(url, {
    maxRetriesPerRequest: null,
    connectTimeout: 5_000,
    retryStrategy: backoff,
  });
}

/** Whether Redis answers within a second. */
export async function answers(connection: Redis): Promise<boolean> {
  return connection.status === "ready" && (await within(PROBE_MS, connection.ping()));
}

function backoff(attempt: number): number {
  return Math.min(attempt * 100, 2_000);
}
