import { Redis } from "ioredis";

/**
 * Connection for producers: fails at once while Redis is away, because a ring that waits would make somebody wait for a hint.
 * Reconnects by itself for ever.
 */
export function connectProducer(url: string): Redis {
  return new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 5_000,
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

function backoff(attempt: number): number {
  return Math.min(attempt * 100, 2_000);
}
