const ROUNDS_MAX = 10;

/**
 * The least that a round of `work` adds to the memory of this process (RSS, bytes), of up to ten rounds; it stops at the first below `enough`.
 * When a heap is collected is nobody's promise, so that a single round may add what the next gives back; what keeps memory adds in each.
 */
export async function leastGrowth(enough: number, work: () => Promise<void>): Promise<number> {
  let least = Infinity;
  for (let round = 0; round < ROUNDS_MAX && least >= enough; round++) {
    const before = process.memoryUsage().rss;
    await work();
    least = Math.min(least, process.memoryUsage().rss - before);
  }
  return least;
}
