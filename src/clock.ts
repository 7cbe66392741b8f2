/** The one source of time for decisions; tests and the simulation turn their own. Epoch milliseconds. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };
