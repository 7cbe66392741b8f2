import type { Random } from "../../../src/simulator/random.ts";
import { createHeap } from "./heap.ts";

/** How a run of the scheduler ended: nothing left to do, the time was over, or too many steps were taken. */
export type RunEnd = "idle" | "late" | "endless";

/** Virtual time. Everything that ever happens in a simulation happens because this calls it. */
export interface Scheduler {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls `task` at a time; a time that has passed means now. Tasks of the same millisecond come in a drawn order. */
  at(time: number, task: () => void): void;
  after(ms: number, task: () => void): void;
  sleep(ms: number): Promise<void>;
  run(limits: { until: number; stepsMax: number }): Promise<RunEnd>;
  /** Ends the run after the present task, as if nothing were left to do. */
  stop(): void;
  steps(): number;
}

interface Task {
  at: number;
  tie: number;
  order: number;
  run: () => void;
}

/**
 * One heap of tasks, ordered by time and, within a millisecond, by draws from the seed.
 *
 * Promises run in between and must come to rest before the next task, or the order of things would depend on how many `await`s a
 * handler has. A microtask asks for a tick of Node, and Node begins a tick when no microtask is left: that is the rest, at a
 * quarter of the cost of a turn of the event loop. Nothing else may run in this thread meanwhile: no timers, no sockets.
 */
export function createScheduler(startAt: number, random: Random): Scheduler {
  const tasks = createHeap<Task>(
    (a, b) =>
      a.at < b.at || (a.at === b.at && (a.tie < b.tie || (a.tie === b.tie && a.order < b.order))),
  );
  let now = startAt;
  let order = 0;
  let steps = 0;
  let stopped = false;

  const at = (time: number, run: () => void): void => {
    tasks.push({ at: Math.max(now, time), tie: random.next(), order: order++, run });
  };

  /** Takes one task, or says why there is none to take. */
  const step = (limits: { until: number; stepsMax: number }): RunEnd | null => {
    const next = tasks.peek();
    if (next === undefined || stopped) return "idle";
    if (next.at > limits.until) return "late";
    if (steps >= limits.stepsMax) return "endless";
    tasks.pop();
    now = next.at;
    steps += 1;
    next.run();
    return null;
  };

  return {
    now: () => now,
    at,
    after: (ms, run) => at(now + ms, run),
    sleep: (ms) => new Promise((resolve) => at(now + ms, resolve)),
    run: (limits) =>
      new Promise((resolve, reject) => {
        const tick = (): void => {
          try {
            const end = step(limits);
            if (end !== null) return resolve(end);
          } catch (error) {
            return reject(error);
          }
          void settled.then(rest);
        };
        // `queueMicrotask` does the same at several times the cost: it keeps account of who asked.
        const settled = Promise.resolve();
        const rest = (): void => process.nextTick(tick);
        tick();
      }),
    stop: () => {
      stopped = true;
    },
    steps: () => steps,
  };
}
