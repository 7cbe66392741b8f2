import type { Clock } from "../../../src/clock.ts";
import { T0 } from "../../support/builders.ts";

/** A clock that stands still until it is turned. */
export interface TurningClock extends Clock {
  advance(ms: number): void;
}

export function createTurningClock(at = T0): TurningClock {
  let now = at;
  return {
    now: () => now,
    advance(ms) {
      now += ms;
    },
  };
}
