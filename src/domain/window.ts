/**
 * Arithmetic of the customer service window (WhatsApp section 7, R6, Q21). All times are epoch milliseconds.
 */

const DAY_MS = 86_400_000;
const CLOCK_AHEAD_MS = 60_000;
const RETRY_SPAN_MS = 7 * DAY_MS;

/**
 * Provider time, bounded by when it reached us: Meta retries for up to seven days, and a clock more than a minute ahead
 * would hold a window open that WhatsApp has shut (reliability.md 2.6, clock skew).
 */
export function clampOccurredAt(occurredAt: number, receivedAt: number): number {
  return Math.min(Math.max(occurredAt, receivedAt - RETRY_SPAN_MS), receivedAt + CLOCK_AHEAD_MS);
}

/** End of the window after an inbound at `occurredAt`; never earlier than the end already known (Q21). */
export function extendedExpiry(known: number | null, occurredAt: number, windowMs: number): number {
  return Math.max(known ?? 0, occurredAt + windowMs);
}

/**
 * When free-form messages stop: a minute before the window's end. WhatsApp judges by its own clock when the message reaches it, and that
 * clock may be as far ahead of ours as `clampOccurredAt` tolerates (reliability.md 2.6).
 */
export function freeFormEndsAt(expiresAt: number): number {
  return expiresAt - CLOCK_AHEAD_MS;
}

/**
 * Whether a free-form message may go at `now`. The one rule of the window for sends: asked with the time a command was received when it is
 * accepted (T5, T6), and with the present time again before the message is posted (Q23).
 */
export function mayWriteFreely(expiresAt: number | null, now: number): boolean {
  return expiresAt !== null && now < freeFormEndsAt(expiresAt);
}

/** Whole seconds left for free-form messages; 0 when the window is shut or was never open. */
export function secondsLeft(expiresAt: number | null, now: number): number {
  return expiresAt === null ? 0 : Math.max(0, Math.floor((expiresAt - now) / 1_000));
}
