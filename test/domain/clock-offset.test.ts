import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { offsetProven, verdictOn } from "../../src/domain/clock-offset.ts";

describe("the offset of a clock", () => {
  it("lies where the answer proves it, whatever the network took", () => {
    const ms = fc.integer({ min: 0, max: 10_000 });
    const offset = fc.integer({ min: -10_000_000, max: 10_000_000 });
    fc.assert(
      fc.property(fc.nat(1e12), offset, ms, ms, (server, ahead, there, back) => {
        const proven = offsetProven({
          askedAt: server + ahead - there,
          answeredAt: server + ahead + back,
          toldAt: Math.floor(server / 1_000) * 1_000,
        });
        expect(proven.atLeast).toBeLessThanOrEqual(ahead);
        expect(proven.atMost).toBeGreaterThanOrEqual(ahead);
      }),
    );
  });

  it.each([
    [{ atLeast: 2_001, atMost: 3_100 }, "ahead"],
    [{ atLeast: 2_000, atMost: 3_100 }, "agrees"],
    [{ atLeast: -500, atMost: 600 }, "agrees"],
    [{ atLeast: -3_100, atMost: -2_000 }, "agrees"],
    [{ atLeast: -3_100, atMost: -2_001 }, "behind"],
    [{ atLeast: -60_000, atMost: 60_000 }, "agrees"],
  ])("between %j %s", (offset, verdict) => {
    expect(verdictOn(offset)).toBe(verdict);
  });
});
