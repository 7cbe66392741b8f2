import type { EndpointHealth } from "../../domain/endpoint.ts";
import type { PostOutcome } from "./post.ts";

const HOUR_MS = 60 * 60 * 1_000;

/** How many failures, with no success between them, start the clock, and within what time. */
const FAILURES_TO_START = 3;
const START_SPAN_MS = 24 * HOUR_MS;
/** An endpoint that does nothing but fail for so long is switched off. */
const FAILING_MS_MAX = 5 * 24 * HOUR_MS;

export interface HealthChange {
  health: EndpointHealth;
  /** Why the endpoint must be switched off now: it answered 410, or failed for five days; null when it stays on. */
  disable: "gone" | "failing" | null;
}

export const HEALTHY: EndpointHealth = { failingSince: null, failures: 0 };

/**
 * Takes one attempt into account (reliability.md 2.2, Svix's rule): any success wipes the slate; three failures within
 * 24 hours start the clock, counted from the first of them; five days of failing only switch the endpoint off, at a
 * failing attempt. Failures further apart than that never start it, so an endpoint with little traffic is not switched off for
 * one bad answer a week.
 *
 * @param at When the attempt ended, epoch milliseconds. Attempts may be reported a little out of order.
 */
export function healthAfter(
  health: EndpointHealth,
  outcome: PostOutcome,
  at: number,
): HealthChange {
  switch (outcome.kind) {
    case "delivered":
      return { health: HEALTHY, disable: null };
    case "gone":
      return { health: withFailure(health, at), disable: "gone" };
    case "refused":
    case "failed": {
      const next = withFailure(health, at);
      return { health: next, disable: hasFailedTooLong(next, at) ? "failing" : null };
    }
  }
}

function withFailure({ failingSince, failures }: EndpointHealth, at: number): EndpointHealth {
  const isStarted = failures >= FAILURES_TO_START;
  if (failingSince === null || (!isStarted && at - failingSince > START_SPAN_MS)) {
    return { failingSince: at, failures: 1 };
  }
  return { failingSince, failures: failures + 1 };
}

function hasFailedTooLong({ failingSince, failures }: EndpointHealth, at: number): boolean {
  if (failingSince === null || failures < FAILURES_TO_START) return false;
  return at - failingSince >= FAILING_MS_MAX;
}
