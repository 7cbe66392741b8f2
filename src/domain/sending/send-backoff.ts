const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;

const REPEAT_MS_MAX = 128 * SECOND_MS;
const PAIR_MS_MAX = HOUR_MS;
/** A send that has reached nobody is given up after this time, if it was tried often enough. */
const UNREACHED_MS_MAX = HOUR_MS;
const UNREACHED_TRIES_MIN = 5;
const ASKED_MS_MAX = HOUR_MS;

/** Spreads what failed together over ±20 %. */
const JITTER = 0.2;

/** Wait before the next post, milliseconds. `failures` counts those so far, 1 at least; `random` in [0, 1). */
export function repeatDelayMs(failures: number, random: number): number {
  return spread(Math.min(SECOND_MS * 2 ** (failures - 1), REPEAT_MS_MAX), random);
}

/** The same after WhatsApp said that too much went to one person: 4^n seconds, n = 0, 1, 2, ... (131056, WhatsApp section 9). */
export function pairDelayMs(failures: number, random: number): number {
  const waitMs = Math.min(SECOND_MS * 4 ** (failures - 1), PAIR_MS_MAX);
  // Never shorter: it is WhatsApp's own rule.
  return Math.round(waitMs * (1 + JITTER * random));
}

/** Whether a send that has reached nobody is worth another try. */
export function isWorthReaching(
  send: { failures: number; queuedAt: number },
  now: number,
): boolean {
  return send.failures < UNREACHED_TRIES_MIN || now - send.queuedAt < UNREACHED_MS_MAX;
}

/**
 * How long a whole line is held back after so many calls in a row that it was too fast with, or that reached nobody; a wait that WhatsApp
 * asks for lengthens it, up to an hour.
 */
export function holdBackMs(
  strikes: number,
  { random, askedMs, longestMs }: { random: number; askedMs: number | null; longestMs: number },
): number {
  const ownMs = Math.min(SECOND_MS * 2 ** (strikes - 1), longestMs);
  return Math.max(spread(ownMs, random), Math.min(askedMs ?? 0, ASKED_MS_MAX));
}

function spread(ms: number, random: number): number {
  return Math.round(ms * (1 - JITTER + 2 * JITTER * random));
}
