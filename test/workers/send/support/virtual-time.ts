import type { Clock } from "../../../../src/clock.ts";
import type { Pause } from "../../../../src/workers/pause.ts";
import { T0 } from "../../../support/builders.ts";

/** Time that passes only when everybody waits for it: hours in an instant, and always the same. */
export interface VirtualTime {
  clock: Clock;
  pause: Pause;
  /** Lets time pass until the work is done. Throws when it waits for something else than time. */
  until<T>(work: Promise<T>): Promise<T>;
  /** Lets this much time pass. */
  pass(ms: number): Promise<void>;
}

/** Turns of the event loop after which nobody has anything left to do at this instant. */
const TURNS = 3;

export function createVirtualTime(at = T0): VirtualTime {
  let now = at;
  let waiting: { at: number; resolve: () => void }[] = [];

  const quiet = async (): Promise<void> => {
    for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  const nextAt = (): number => Math.min(...waiting.map((one) => one.at));
  const goTo = (time: number): void => {
    now = Math.max(now, time);
    const due = waiting.filter((one) => one.at <= now);
    waiting = waiting.filter((one) => one.at > now);
    for (const { resolve } of due) resolve();
  };

  return {
    clock: { now: () => now },
    pause: (ms) =>
      new Promise((resolve) => waiting.push({ at: now + Math.max(0, Math.ceil(ms)), resolve })),
    async until(work) {
      let isDone = false;
      const done = work.finally(() => {
        isDone = true;
      });
      done.catch(() => {});
      for (await quiet(); !isDone; await quiet()) {
        if (waiting.length === 0) throw new Error("the work waits for something else than time");
        goTo(nextAt());
      }
      return done;
    },
    async pass(ms) {
      const end = now + ms;
      for (await quiet(); nextAt() <= end; await quiet()) goTo(nextAt());
      goTo(end);
    },
  };
}
