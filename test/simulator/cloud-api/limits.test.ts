import { describe, expect, it } from "vitest";
import { createPairLimit, createThroughputLimit } from "../../../src/simulator/cloud-api/limits.ts";

const second = 1_000;

describe("the pair rate", () => {
  it("lets one message through every six seconds for ever", () => {
    const limit = createPairLimit();
    for (let now = 0; now < 3_600 * second; now += 6 * second) {
      expect(limit.take("ana", now)).toBe(true);
    }
  });

  it("refuses the 46th within six seconds", () => {
    const limit = createPairLimit();
    const taken = Array.from({ length: 60 }, (_, index) => limit.take("ana", index * 50));
    expect(taken.filter(Boolean)).toHaveLength(45);
    expect(taken.slice(0, 45).every(Boolean)).toBe(true);
  });

  it("makes a burst of 20 pay two minutes of silence", () => {
    const limit = createPairLimit();
    for (let index = 0; index < 20; index += 1) limit.take("ana", index * 100);
    expect(limit.take("ana", 7 * second)).toBe(false);
    expect(limit.take("ana", 120 * second - 1)).toBe(false);
    expect(limit.take("ana", 120 * second)).toBe(true);
  });

  it("keeps people apart", () => {
    const limit = createPairLimit();
    for (let index = 0; index < 45; index += 1) limit.take("ana", 0);
    expect(limit.take("ana", 0)).toBe(false);
    expect(limit.take("bruno", 0)).toBe(true);
  });
});

describe("the throughput", () => {
  it("refuses what exceeds the second's share and refills as time goes on", () => {
    const limit = createThroughputLimit(() => 80);
    const taken = Array.from({ length: 100 }, () => limit.take("line", 0)).filter(Boolean);
    expect(taken).toHaveLength(80);
    expect(limit.take("line", 500)).toBe(true);
    const later = Array.from({ length: 100 }, () => limit.take("line", 500)).filter(Boolean);
    expect(later).toHaveLength(39);
  });

  it("counts inbound messages too", () => {
    const limit = createThroughputLimit(() => 80);
    for (let index = 0; index < 79; index += 1) limit.force("line", 0);
    expect(limit.take("line", 0)).toBe(true);
    expect(limit.take("line", 0)).toBe(false);
  });
});
