import { describe, expect, it } from "vitest";
import { createIdMint } from "../../src/simulator/ids.ts";
import { createRandom } from "../../src/simulator/random.ts";

const draws = (seed: number | string) => {
  const random = createRandom(seed);
  return Array.from({ length: 50 }, () => random.next());
};

describe("the seeded generator", () => {
  it("gives the same numbers for the same seed and others for another", () => {
    expect(draws(7)).toEqual(draws(7));
    expect(draws(7)).not.toEqual(draws(8));
  });

  it("forks into independent generators that depend on the label only", () => {
    const parent = createRandom(7);
    parent.next();
    expect(parent.fork("a").next()).toBe(createRandom(7).fork("a").next());
    expect(parent.fork("a").next()).not.toBe(parent.fork("b").next());
  });

  it("spreads evenly", () => {
    const random = createRandom("even");
    const counts = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    for (let index = 0; index < 100_000; index += 1) {
      const place = random.int(0, 9);
      counts[place] = (counts[place] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  it("shuffles without losing or inventing anything", () => {
    const items = Array.from({ length: 100 }, (_, index) => index);
    const mixed = createRandom(1).shuffle(items);
    expect(mixed).not.toEqual(items);
    expect(mixed.toSorted((left, right) => left - right)).toEqual(items);
  });
});

describe("the ids", () => {
  it("never repeat within a run, and repeat exactly for the same seed and run id", () => {
    const run = (scope: string) => {
      const mint = createIdMint(scope);
      return Array.from({ length: 5_000 }, () => mint.wamid("525511110001", "in"));
    };
    const first = run("42/a");
    expect(new Set(first).size).toBe(5_000);
    expect(run("42/a")).toEqual(first);
    expect(new Set(run("42/b")).isDisjointFrom(new Set(first))).toBe(true);
  });
});
