import type { Update } from "../payloads/update.ts";
import type { PlanOptions } from "./plan.ts";
import type { RetryOptions } from "./retry.ts";

/** How the fake Meta delivers. Every share is 0 to 1; all times are on the simulator's clock. */
export interface WebhookOptions extends Partial<PlanOptions> {
  /** Where to post. Updates wait while it is not known; see `target`. */
  url?: string;
  appSecret: string;
  seed: number | string;
  /** Bodies in flight at once. Default 8. */
  concurrency?: number;
  retry?: Partial<RetryOptions>;
  /** Real milliseconds to wait for an answer. Default 10,000. */
  timeoutMs?: number;
  /** Send `\uXXXX` and `\/` as Meta is believed to. Default true. */
  escaped?: boolean;
  /** Post by itself after each turn of the event loop. Default true; false collects until `flush`. */
  autoFlush?: boolean;
  /** Sees every attempt before it is posted. */
  onPost?: (post: { body: Buffer; attempt: number; updates: readonly Update[] }) => void;
}

/** Delivery without any fault: one update per body, in order, at once. */
export const planDefaults: PlanOptions = {
  duplicateShare: 0,
  concurrentShare: 0.05,
  shuffleWindow: 0,
  batch: { min: 1, max: 1 },
  delayMs: { min: 0, max: 0 },
  joinShare: 0.5,
  trailingNamesShare: 0.1,
};
