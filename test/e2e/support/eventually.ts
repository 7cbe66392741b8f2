import { setTimeout as sleep } from "node:timers/promises";

const PAUSE_MS = 50;

/**
 * Asks again and again until `look` answers something other than undefined, and answers that. Throws after `timeoutMs`, saying what was
 * waited for: a limit for runs that hang, not a figure that is judged.
 */
export async function eventually<T>(
  what: string,
  timeoutMs: number,
  look: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  const giveUpAt = performance.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (performance.now() >= giveUpAt) throw new Error(`waited in vain for ${what}`);
    await sleep(PAUSE_MS);
  }
}
