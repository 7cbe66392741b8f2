/** A rate limit that answers yes or no. */
export interface Limit {
  /** Counts one use of this key at `now` if the limit allows it. */
  take(key: string, now: number): boolean;
  /** Counts one use that cannot be refused, such as an inbound message. */
  force(key: string, now: number): void;
}

const pairSpacingMs = 6_000;
const pairBurstMs = 6_000;
const pairBurst = 45;

/**
 * Pair rate (section 10): one message per 6 s to the same person; up to 45 within 6 s may be borrowed
 * from the future, and then nothing goes until they are repaid: after 20 at once, 2 minutes.
 */
export function createPairLimit(): Limit {
  const bursts = new Map<string, { startedAt: number; count: number }>();
  const take = (key: string, now: number): boolean => {
    const burst = bursts.get(key);
    if (burst === undefined || now >= burst.startedAt + burst.count * pairSpacingMs) {
      bursts.set(key, { startedAt: now, count: 1 });
      return true;
    }
    if (now - burst.startedAt >= pairBurstMs || burst.count >= pairBurst) return false;
    burst.count += 1;
    return true;
  };
  return { take, force: (key, now) => void take(key, now) };
}

/** Throughput of a number: so many messages per second, in and out together (section 10). */
export function createThroughputLimit(perSecond: (key: string) => number): Limit {
  const buckets = new Map<string, { left: number; at: number }>();
  const refill = (key: string, now: number): { left: number; at: number } => {
    const rate = perSecond(key);
    const bucket = buckets.get(key) ?? { left: rate, at: now };
    const gained = (Math.max(0, now - bucket.at) / 1_000) * rate;
    const filled = { left: Math.min(rate, bucket.left + gained), at: Math.max(now, bucket.at) };
    buckets.set(key, filled);
    return filled;
  };
  return {
    take: (key, now) => {
      const bucket = refill(key, now);
      if (bucket.left < 1) return false;
      bucket.left -= 1;
      return true;
    },
    force: (key, now) => {
      const bucket = refill(key, now);
      bucket.left = Math.max(0, bucket.left - 1);
    },
  };
}

/** No limit at all, for load tests. */
export const unlimited: Limit = { take: () => true, force: () => {} };
