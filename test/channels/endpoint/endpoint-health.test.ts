import fc from "fast-check";
import { expect, test } from "vitest";
import {
  HEALTHY,
  healthAfter,
  type HealthChange,
} from "../../../src/channels/endpoint/endpoint-health.ts";
import type { PostOutcome } from "../../../src/channels/endpoint/post.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START = Date.UTC(2026, 10, 22);
const ok: PostOutcome = { kind: "delivered", status: 200 };
const bad: PostOutcome = { kind: "refused", status: 500, retryAfterMs: null };
const dead: PostOutcome = { kind: "failed", reason: "connect", detail: "ECONNREFUSED" };

/** Folds attempts, given as outcome and time after the start; the last change is what counts. */
function after(...attempts: [outcome: PostOutcome, at: number][]): HealthChange {
  let change: HealthChange = { health: HEALTHY, disable: null };
  for (const [outcome, at] of attempts) change = healthAfter(change.health, outcome, START + at);
  return change;
}

test("410 disables at once, also an endpoint that never failed before", () => {
  expect(after([{ kind: "gone" }, 0]).disable).toBe("gone");
});

test("five days of failing only disable an endpoint, at a failing attempt and not before", () => {
  const failing: [PostOutcome, number][] = [
    [bad, 0],
    [dead, 5_000],
    [bad, 300_000],
  ];
  expect(after(...failing, [bad, 5 * DAY_MS - 1]).disable).toBeNull();
  expect(after(...failing, [bad, 5 * DAY_MS])).toEqual({
    health: { failingSince: START, failures: 4 },
    disable: "failing",
  });
});

test("one success wipes the slate", () => {
  const change = after([bad, 0], [bad, 1], [bad, 2], [ok, 4 * DAY_MS], [bad, 6 * DAY_MS]);
  expect(change).toEqual({
    health: { failingSince: START + 6 * DAY_MS, failures: 1 },
    disable: null,
  });
  expect(after([bad, 0], [ok, 1]).health).toEqual(HEALTHY);
});

test("two failures within 24 hours do not start the clock, three do", () => {
  expect(after([bad, 0], [bad, HOUR_MS], [bad, 6 * DAY_MS]).disable).toBeNull();
  expect(after([bad, 0], [bad, HOUR_MS], [bad, DAY_MS], [bad, 6 * DAY_MS]).disable).toBe("failing");
});

test("a failure every other day never disables an endpoint", () => {
  const rare = Array.from({ length: 50 }, (_, i): [PostOutcome, number] => [bad, i * 2 * DAY_MS]);
  expect(after(...rare)).toEqual({
    health: { failingSince: START + 98 * DAY_MS, failures: 1 },
    disable: null,
  });
});

test("attempts reported out of order neither disable nor restart the clock", () => {
  const change = after([bad, 10_000], [bad, 5_000], [bad, 0]);
  expect(change).toEqual({
    health: { failingSince: START + 10_000, failures: 3 },
    disable: null,
  });
});

test("an endpoint is only ever disabled when its last success is five days ago or more", () => {
  const attempt = fc.record({ fails: fc.boolean(), gapMs: fc.integer({ min: 0, max: DAY_MS }) });
  fc.assert(
    fc.property(fc.array(attempt, { maxLength: 200 }), (attempts) => {
      let [health, at, lastSuccessAt] = [HEALTHY, START, START];
      for (const { fails, gapMs } of attempts) {
        at += gapMs;
        const change = healthAfter(health, fails ? bad : ok, at);
        expect(change.disable === null || at - lastSuccessAt >= 5 * DAY_MS).toBe(true);
        if (!fails) lastSuccessAt = at;
        health = change.health;
      }
    }),
  );
});
