import { setTimeout as sleep } from "node:timers/promises";

/** Milliseconds on a clock that all processes of this machine share and nobody sets: what happens in one can be compared with another. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Asks until the answer is neither null nor false; throws after `limitMs`, naming what was waited for. */
export async function until<T>(
  what: string,
  ask: () => Promise<T> | T,
  { limitMs = 60_000, everyMs = 20 }: { limitMs?: number; everyMs?: number } = {},
): Promise<NonNullable<T>> {
  const giveUpAt = monotonicMs() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (monotonicMs() > giveUpAt) throw new Error(`waited ${limitMs} ms in vain: ${what}`);
    await sleep(everyMs);
  }
}
