import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Task, TaskResult } from "./task.ts";

export interface PoolOptions {
  /** Threads; default one per core. */
  threads?: number;
  /** Told of each result as it comes. */
  onResult?: (result: TaskResult) => void;
}

/**
 * Performs tasks on all cores and gives their results in the order of the tasks. A run is so wholly determined by its seed that it does
 * not matter which thread runs it, and beside what.
 *
 * @throws what a thread died of: a defect of the simulation itself
 */
export async function performAll(
  tasks: readonly Task[],
  { threads = availableParallelism(), onResult }: PoolOptions = {},
): Promise<TaskResult[]> {
  const results: TaskResult[] = [];
  let next = 0;
  const work = (worker: Worker): Promise<void> =>
    new Promise((resolve, reject) => {
      let index = -1;
      const goOn = (): void => {
        const task = tasks[next];
        if (task === undefined) return resolve();
        index = next++;
        worker.postMessage(task);
      };
      worker.on("message", (result: TaskResult) => {
        results[index] = result;
        onResult?.(result);
        goOn();
      });
      worker.once("error", reject);
      goOn();
    });
  const workers = Array.from(
    { length: Math.min(threads, tasks.length) },
    () => new Worker(new URL("worker.ts", import.meta.url), WORKER_OPTIONS),
  );
  try {
    await Promise.all(workers.map(work));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return results;
}

/** Seeds in chunks small enough that all threads end at about the same time. */
export function seedTasks(seeds: readonly number[], bug: string | null = null): Task[] {
  const tasks: Task[] = [];
  for (let start = 0; start < seeds.length; start += CHUNK) {
    tasks.push({ kind: "run", seeds: seeds.slice(start, start + CHUNK), bug });
  }
  return tasks;
}

const CHUNK = 10;

/** Runs make much garbage that lives for milliseconds: a large nursery spares most of its collections. */
const WORKER_OPTIONS = { execArgv: [], resourceLimits: { maxYoungGenerationSizeMb: 64 } };
