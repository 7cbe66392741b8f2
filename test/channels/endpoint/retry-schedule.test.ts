import fc from "fast-check";
import { expect, test } from "vitest";
import type { PostOutcome } from "../../../src/channels/endpoint/post.ts";
import {
  decideRetry,
  RETRY_SCHEDULES,
  type RetryScheduleName,
} from "../../../src/channels/endpoint/retry-schedule.ts";

const HOUR_MS = 3_600_000;
const MIDDLE = 0.5;
const refused = (status: number, retryAfterMs: number | null = null): PostOutcome => ({
  kind: "refused",
  status,
  retryAfterMs,
});
const timeout: PostOutcome = { kind: "failed", reason: "timeout", detail: "no-answer" };

/** Waits after each attempt until the schedule gives up. */
function waits(schedule: RetryScheduleName, outcome: PostOutcome, random = MIDDLE): number[] {
  const delays: number[] = [];
  for (let attempt = 1; ; attempt++) {
    const decision = decideRetry({ attempt, outcome, random, schedule });
    if (decision.kind !== "retry") return delays;
    delays.push(decision.delayMs);
  }
}

test("eight attempts are made over 27.6 hours, then no more", () => {
  const delays = waits("28h", timeout);
  const expected = [5_000, 300_000, 1_800_000, 2, 5, 10, 10].map((n) =>
    n < 100 ? n * HOUR_MS : n,
  );
  expect(delays).toEqual(expected);
  expect(RETRY_SCHEDULES["28h"]).toEqual([0, ...delays]);
  const last = decideRetry({ attempt: 8, outcome: timeout, random: MIDDLE });
  expect(last).toEqual({ kind: "give-up", reason: "exhausted" });
});

test("the long schedule makes ten attempts over 75.6 hours", () => {
  const delays = waits("75h", refused(503));
  expect(delays).toHaveLength(9);
  const total = delays.reduce((sum, delay) => sum + delay, 0);
  expect((total / HOUR_MS).toFixed(1)).toBe("75.6");
});

test("a delivered attempt settles the delivery", () => {
  const outcome: PostOutcome = { kind: "delivered", status: 204 };
  expect(decideRetry({ attempt: 3, outcome, random: 0 })).toEqual({ kind: "settled" });
});

test("410 ends the delivery at once", () => {
  const decision = decideRetry({ attempt: 1, outcome: { kind: "gone" }, random: 0 });
  expect(decision).toEqual({ kind: "give-up", reason: "gone" });
});

test("jitter moves a wait by at most 20 % either way", () => {
  const delay = (random: number) => waits("28h", timeout, random)[1];
  expect([delay(0), delay(0.25), delay(0.75)]).toEqual([240_000, 270_000, 330_000]);
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (random) => {
      const drawn = waits("75h", timeout, random);
      expect(drawn).toHaveLength(9);
      for (const [index, delayMs] of drawn.entries()) {
        const planned = RETRY_SCHEDULES["75h"][index + 1] ?? 0;
        expect(Math.abs(delayMs - planned)).toBeLessThanOrEqual(planned * 0.2 + 1);
      }
    }),
  );
});

test("Retry-After lengthens a wait, is stretched and never cut by jitter", () => {
  const delay = (random: number) =>
    decideRetry({ attempt: 1, outcome: refused(429, 60_000), random });
  expect(delay(0)).toEqual({ kind: "retry", delayMs: 60_000 });
  expect(delay(0.5)).toEqual({ kind: "retry", delayMs: 66_000 });
});

test("Retry-After does not shorten a wait", () => {
  const decision = decideRetry({ attempt: 4, outcome: refused(503, 1_000), random: MIDDLE });
  expect(decision).toEqual({ kind: "retry", delayMs: 2 * HOUR_MS });
});

test("Retry-After is capped at 24 hours", () => {
  for (const random of [0, MIDDLE, 0.999]) {
    const decision = decideRetry({ attempt: 1, outcome: refused(429, 1_000 * HOUR_MS), random });
    expect(decision).toEqual({ kind: "retry", delayMs: 24 * HOUR_MS });
  }
});

test("Retry-After does not add an attempt to an exhausted schedule", () => {
  const decision = decideRetry({ attempt: 8, outcome: refused(429, 1_000), random: MIDDLE });
  expect(decision).toEqual({ kind: "give-up", reason: "exhausted" });
});
