import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pairFreeAt } from "../../../src/domain/sending/pair-rate.ts";
import { createPairLimit } from "../../../src/simulator/cloud-api/limits.ts";

const SECOND = 1_000;

/** Sends as soon as the rule lets it, this long after each other at least; returns when. */
function sendAll(gapsMs: readonly number[]): number[] {
  const sentAt: number[] = [];
  let now = 0;
  for (const gapMs of gapsMs) {
    now = pairFreeAt(sentAt.toReversed().slice(0, 45), now + gapMs);
    sentAt.push(now);
  }
  return sentAt;
}

describe("the pair rate", () => {
  it("lets a first message go at once, and another one every six seconds", () => {
    expect(pairFreeAt([], 7)).toBe(7);
    expect(sendAll([0, 6 * SECOND, 6 * SECOND])).toEqual([0, 6 * SECOND, 12 * SECOND]);
  });

  it("lends 45 within six seconds, and has them repaid", () => {
    const times = sendAll(Array.from({ length: 46 }, () => 100));
    expect(times[44]).toBe(45 * 100);
    expect(times[45]).toBe(100 + 45 * 6 * SECOND);
  });

  it("asks two minutes for twenty at once", () => {
    expect(sendAll(Array.from({ length: 20 }, () => 1)).length).toBe(20);
    const sentAt = Array.from({ length: 20 }, (_, index) => 20 - index);
    expect(pairFreeAt(sentAt, 7 * SECOND)).toBe(1 + 120 * SECOND);
  });

  it("never lets go what WhatsApp, as we know it, would refuse, with the last 45 in mind only", () => {
    const gaps = fc.array(
      fc.oneof(
        { weight: 8, arbitrary: fc.integer({ min: 0, max: 400 }) },
        { weight: 2, arbitrary: fc.integer({ min: 0, max: 7 * SECOND }) },
        { weight: 1, arbitrary: fc.integer({ min: 0, max: 400 * SECOND }) },
      ),
      { maxLength: 250 },
    );
    fc.assert(
      fc.property(gaps, (gapsMs) => {
        const limit = createPairLimit();
        return sendAll(gapsMs).every((at) => limit.take("pair", at));
      }),
      { numRuns: 300 },
    );
  });
});
