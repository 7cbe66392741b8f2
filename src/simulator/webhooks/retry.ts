import type { Random } from "../random.ts";
import type { PlannedPost } from "./plan.ts";

/** When a body that was not answered with 200 is posted again. */
export interface RetryOptions {
  /** Wait before the 2nd, 3rd, ... attempt; the last one repeats. */
  delaysMs: number[];
  /** Multiplies all of them and the horizon: 0.001 turns minutes into milliseconds. */
  scale: number;
  /** Nothing is retried later than this after the first attempt. */
  horizonMs: number;
  /** Share of retries that come in two bodies instead of one. */
  rebatchShare: number;
}

const minute = 60_000;
const hour = 3_600_000;

/**
 * Meta's words: at once, then with decreasing frequency, over 36 hours or 7 days (its pages
 * contradict each other, section 6). The steps in between are not published.
 */
export const metaLikeRetry: RetryOptions = {
  delaysMs: [0, 5_000, 30_000, 2 * minute, 10 * minute, hour, 4 * hour, 12 * hour, 24 * hour],
  scale: 1,
  horizonMs: 168 * hour,
  rebatchShare: 0,
};

/** Wait before the attempt after this one (1 for the first), or undefined when the horizon is passed. */
export function nextDelayMs(
  retry: RetryOptions,
  attempt: number,
  ageMs: number,
): number | undefined {
  const delays = retry.delaysMs;
  const delayMs = (delays[Math.min(attempt, delays.length) - 1] ?? 0) * retry.scale;
  return delays.length === 0 || ageMs + delayMs > retry.horizonMs * retry.scale
    ? undefined
    : delayMs;
}

/** The same updates again: in one body, or cut in two when the draw says so. */
export function rebatch(post: PlannedPost, random: Random, share: number): PlannedPost[] {
  const cuts = random.chance(share) && post.updates.length > 1;
  if (!cuts) return [post];
  const cut = random.int(1, post.updates.length - 1);
  return [
    { ...post, updates: post.updates.slice(0, cut) },
    { ...post, updates: post.updates.slice(cut) },
  ];
}
