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

/** What is known of a window: its end, and the message or call that it is reckoned from. */
export interface WindowTimes {
  windowExpiresAt: number | null;
  lastInboundAt: number | null;
}

/** Of a window that is shorter than an hour, as demos have them, free-form gives up so small a part. */
const MARGIN_PARTS = 60;

/**
 * When free-form messages stop: a minute before the window's end; null when there was none. WhatsApp judges by its own clock when the message
 * reaches it, and that clock may be as far ahead of ours as `clampOccurredAt` tolerates (reliability.md 2.6).
 */
export function freeFormEndsAt({ windowExpiresAt, lastInboundAt }: WindowTimes): number | null {
  if (windowExpiresAt === null) return null;
  const lengthMs = windowExpiresAt - (lastInboundAt ?? 0);
  return windowExpiresAt - Math.min(CLOCK_AHEAD_MS, Math.floor(lengthMs / MARGIN_PARTS));
}

/**
 * Whether a free-form message may go at `now`. The one rule of the window for sends: asked with the time a command was received when it is
 * accepted (T5, T6), and with the present time again before the message is posted (Q23).
 */
export function mayWriteFreely(window: WindowTimes, now: number): boolean {
  const endsAt = freeFormEndsAt(window);
  return endsAt !== null && now < endsAt;
}

/** Whole seconds left for free-form messages; 0 when the window is shut or was never open. */
export function secondsLeft(expiresAt: number | null, now: number): number {
  return expiresAt === null ? 0 : Math.max(0, Math.floor((expiresAt - now) / 1_000));
}
