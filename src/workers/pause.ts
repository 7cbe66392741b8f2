import { setTimeout } from "node:timers/promises";

/** Waits; the simulation waits in its own time. */
export type Pause = (ms: number) => Promise<void>;

export const realPause: Pause = async (ms) => {
  await setTimeout(ms);
};
