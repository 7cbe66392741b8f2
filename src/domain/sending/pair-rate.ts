/**
 * The pair rate of WhatsApp section 10, for one line and one person: a message per 6 s; up to 45 within 6 s may be borrowed from the future,
 * and then nothing goes until they are repaid.
 */
const SPACING_MS = 6_000;
const BURST_MS = 6_000;
const BURST_MAX = 45;

/**
 * When the next message to the person may leave: `now`, or later. `sentAt`: when the last ones left, newest first; 45 are enough, because a
 * burst that begins before them is repaid before they began.
 */
export function pairFreeAt(sentAt: readonly number[], now: number): number {
  let burst: { startedAt: number; count: number } | null = null;
  for (const at of sentAt.toReversed()) {
    if (burst === null || at >= repaidAt(burst)) burst = { startedAt: at, count: 1 };
    else burst.count += 1;
  }
  if (burst === null || now >= repaidAt(burst)) return now;
  const mayBorrow = now < burst.startedAt + BURST_MS && burst.count < BURST_MAX;
  return mayBorrow ? now : repaidAt(burst);
}

function repaidAt({ startedAt, count }: { startedAt: number; count: number }): number {
  return startedAt + count * SPACING_MS;
}
