import { Worker, type Job } from "bullmq";
import type { Redis } from "ioredis";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import { QUEUE_NAMES, WORKER_TUNING, catalogue, type QueueName } from "../queues/catalogue.ts";
import type { Handlers } from "./handlers.ts";

export interface QueueWorkersOptions {
  handlers: Handlers;
  connect: () => Redis;
  prefix: string;
  clock: Clock;
  log: Log;
  metrics?: Pick<Metrics, "jobFailures" | "jobLagSeconds" | "workerRebuilds">;
}

/** All BullMQ workers of a process. */
export interface QueueWorkers {
  /** When a job last ended, epoch milliseconds; at first, when the workers were built. */
  lastJobAt(): number;
  /** Builds all workers anew: after a fail-over a worker may sit idle for ever (reliability.md 2.4). */
  rebuild(): Promise<void>;
  /** Takes no more jobs, and waits for those under way, `limitMs` at most. */
  close(limitMs: number): Promise<void>;
}

export function startQueueWorkers(options: QueueWorkersOptions): QueueWorkers {
  let lastJobAt = options.clock.now();
  const noteJob = (): void => {
    lastJobAt = options.clock.now();
  };
  let set = buildSet(options, noteJob);
  return {
    lastJobAt: () => lastJobAt,
    async rebuild() {
      const old = set;
      set = buildSet(options, noteJob);
      noteJob();
      options.metrics?.workerRebuilds.inc();
      await old.close(1_000);
    },
    close: (limitMs) => set.close(limitMs),
  };
}

interface WorkerSet {
  close(limitMs: number): Promise<void>;
}

function buildSet(options: QueueWorkersOptions, noteJob: () => void): WorkerSet {
  const connection = options.connect();
  connection.on("error", () => {});
  const workers = QUEUE_NAMES.map((name) => buildWorker(name, connection, options, noteJob));
  return {
    async close(limitMs) {
      const closed = Promise.allSettled(workers.map((worker) => worker.close()));
      const inTime = await within(limitMs, closed);
      if (!inTime) {
        // What is still under way goes on until the process ends; its jobs stall, and run again elsewhere.
        options.log.warn(
          { durationMs: limitMs },
          "Jobs were still running when their time to finish was over",
        );
        await within(1_000, Promise.allSettled(workers.map((worker) => worker.close(true))));
      }
      connection.disconnect();
    },
  };
}

function buildWorker(
  name: QueueName,
  connection: Redis,
  { handlers, prefix, clock, log, metrics }: QueueWorkersOptions,
  noteJob: () => void,
): Worker {
  const { schema, concurrency } = catalogue[name];
  const handle = handlers[name] as (data: unknown) => Promise<unknown>;
  const worker = new Worker(
    name,
    async (job: Job) => {
      metrics?.jobLagSeconds.observe({ queue: name }, lagSeconds(job, clock.now()));
      try {
        await handle(schema.parse(job.data));
      } catch (err) {
        metrics?.jobFailures.inc({ queue: name });
        log.error({ err, queue: name }, "A job failed; the sweep looks after its work");
        throw err;
      } finally {
        noteJob();
      }
    },
    { connection, prefix, concurrency, ...WORKER_TUNING },
  );
  // Lost connections are normal and repaired by themselves; without a listener they would end the process.
  worker.on("error", () => {});
  return worker;
}

/** Time a job waited beyond its own delay. */
function lagSeconds(job: Job, now: number): number {
  return Math.max(0, now - job.timestamp - (job.opts.delay ?? 0)) / 1_000;
}

async function within(limitMs: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
