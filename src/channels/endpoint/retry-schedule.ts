import type { PostOutcome } from "./post.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * Waits before attempts 1, 2, ... of a delivery, by name (reliability.md 2.2).
 * - `28h`: Svix's eight attempts over 27.6 hours; the default.
 * - `75h`: the ten of Standard Webhooks over 75.6 hours.
 */
export const RETRY_SCHEDULES = {
  "28h": [0, 5 * SECOND_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, ...hours(2, 5, 10, 10)],
  "75h": [0, 5 * SECOND_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, ...hours(2, 5, 10, 14, 20, 24)],
} as const satisfies Record<string, readonly number[]>;
export type RetryScheduleName = keyof typeof RETRY_SCHEDULES;

/** Each wait is drawn from ±20 % around its length, so that what failed together does not come back together. */
const JITTER = 0.2;
const RETRY_AFTER_MS_MAX = 24 * HOUR_MS;

/**
 * What follows from an attempt for its delivery.
 * - `settled`: delivered, nothing more to do.
 * - `retry`: try again after `delayMs`.
 * - `give-up`: no more attempts; `gone` when the endpoint answered 410, `exhausted` when this was the last of the schedule.
 */
export type RetryDecision =
  | { kind: "settled" }
  | { kind: "retry"; delayMs: number }
  | { kind: "give-up"; reason: "gone" | "exhausted" };

export interface EndedAttempt {
  /** The attempt that just ended, counted from 1. */
  attempt: number;
  outcome: PostOutcome;
  /** In [0, 1). */
  random: number;
  /** Default `28h`. */
  schedule?: RetryScheduleName;
}

/**
 * Decides what follows from an attempt. A `Retry-After` of the endpoint lengthens the wait, never shortens it, and up to 24 hours;
 * it is stretched by up to 20 %, never cut, so that everything refused at once does not return at the same instant.
 */
export function decideRetry({
  attempt,
  outcome,
  random,
  schedule = "28h",
}: EndedAttempt): RetryDecision {
  switch (outcome.kind) {
    case "delivered":
      return { kind: "settled" };
    case "gone":
      return { kind: "give-up", reason: "gone" };
    case "refused":
      return retryIn(RETRY_SCHEDULES[schedule][attempt], random, outcome.retryAfterMs ?? 0);
    case "failed":
      return retryIn(RETRY_SCHEDULES[schedule][attempt], random, 0);
  }
}

function retryIn(waitMs: number | undefined, random: number, retryAfterMs: number): RetryDecision {
  if (waitMs === undefined) return { kind: "give-up", reason: "exhausted" };
  const scheduledMs = waitMs * (1 - JITTER + 2 * JITTER * random);
  const askedMs = Math.min(retryAfterMs * (1 + JITTER * random), RETRY_AFTER_MS_MAX);
  return { kind: "retry", delayMs: Math.round(Math.max(scheduledMs, askedMs)) };
}

function hours(...counts: number[]): number[] {
  return counts.map((count) => count * HOUR_MS);
}
