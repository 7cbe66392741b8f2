/** The value below which `share` of the samples lie (nearest rank); NaN without samples. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = Float64Array.from(samples).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/** Takes the measurement `rounds` times and answers the median of each of its figures. */
export async function medianOfRounds<Name extends string>(
  rounds: number,
  measure: (round: number) => Promise<Record<Name, number>> | Record<Name, number>,
): Promise<Record<Name, number>> {
  const taken: Record<Name, number>[] = [];
  for (let round = 0; round < rounds; round++) taken.push(await measure(round));
  const names = Object.keys(taken[0] ?? {}) as Name[];
  return Object.fromEntries(
    names.map((name) => [name, median(taken.map((figures) => figures[name]))]),
  ) as Record<Name, number>;
}

/** Numbers in [0, 1) that look random and are the same in every run (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
