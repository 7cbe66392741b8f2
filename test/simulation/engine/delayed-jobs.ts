import type { JobData } from "../../../src/queues/catalogue.ts";
import type { World } from "../core/life.ts";
import type { WorkerProcess } from "./redis.ts";

/** Jobs that wait for their time. BullMQ has no clock of its own: the wall clock of each worker decides (reliability.md 2.4). */
export interface DelayedJobs {
  add(data: JobData<"timer">, delayMs: number, from: { queueSkewMs: number }): void;
  /** A worker has come up, and looks for what is due by its clock. */
  lookAround(): void;
  clear(): void;
}

interface DelayedJob {
  id: string;
  data: JobData<"timer">;
  /** By a wall clock that goes right. */
  dueAt: number;
}

export function createDelayedJobs(
  { scheduler, chance }: World,
  options: {
    workers: () => readonly WorkerProcess[];
    promote: (data: JobData<"timer">) => void;
  },
): DelayedJobs {
  const { workers, promote } = options;
  const jobs = new Map<string, DelayedJob>();

  const look = (job: DelayedJob, worker: WorkerProcess): void => {
    if (jobs.get(job.id) !== job || !worker.isHealthy()) return;
    if (job.dueAt - worker.queueSkewMs > scheduler.now()) return;
    jobs.delete(job.id);
    promote(job.data);
  };

  return {
    add(data, delayMs, from) {
      const id = `${data.conversationId} ${data.dueAt}`;
      // BullMQ ignores a job whose id exists.
      if (jobs.has(id)) return;
      const job = { id, data, dueAt: scheduler.now() + delayMs + from.queueSkewMs };
      jobs.set(id, job);
      for (const worker of workers()) {
        const at = job.dueAt - worker.queueSkewMs + chance.int(0, 3);
        scheduler.at(at, () => look(job, worker));
      }
    },
    lookAround() {
      for (const job of jobs.values()) {
        for (const worker of workers()) look(job, worker);
      }
    },
    clear: () => jobs.clear(),
  };
}
