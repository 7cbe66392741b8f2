import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { iso } from "../../src/http/schemas.ts";

const DATES_MAX_MS = 8.64e15;
const DAY_MS = 86_400_000;

describe("a time as the API says it", () => {
  it("is what toISOString says, of any day and beside any other", () => {
    const moment = fc.oneof(
      fc.integer({ min: -DATES_MAX_MS, max: DATES_MAX_MS }),
      fc.integer({ min: 0, max: 2 * DAY_MS }),
      fc.double({ min: -DAY_MS, max: DAY_MS, noNaN: true }),
      fc.constantFrom(0, -1, DAY_MS - 1, DAY_MS, DATES_MAX_MS, -DATES_MAX_MS),
    );
    fc.assert(
      fc.property(fc.array(moment), (moments) => {
        expect(moments.map(iso)).toEqual(moments.map((at) => new Date(at).toISOString()));
      }),
    );
  });

  it("is none when there is no such time", () => {
    for (const at of [Number.NaN, Number.POSITIVE_INFINITY, 2 * DATES_MAX_MS]) {
      expect(() => iso(at)).toThrow(RangeError);
    }
  });
});
