import { Worker, type Job } from "bullmq";
import type { Redis } from "ioredis";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import { QUEUE_NAMES, WORKER_TUNING, catalogue, type QueueName } from "../queues/catalogue.ts";
import { answers } from "../queues/connection.ts";
import { within } from "../queues/within.ts";
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
  /** Takes no more jobs, and waits for those under way, `limitMs` at most, and a second or two for Redis. */
  close(limitMs: number): Promise<void>;
}

/** Time for the jobs of workers that are replaced; they go on after it, beside the new ones. */
const REPLACED_MS = 1_000;

export function startQueueWorkers(options: QueueWorkersOptions): QueueWorkers {
  const jobs = createJobBook(options.clock);
  let set = buildSet(options, jobs);
  return {
    lastJobAt: () => jobs.lastEndedAt,
    async rebuild() {
      const old = set;
      set = buildSet(options, jobs);
      jobs.lastEndedAt = options.clock.now();
      options.metrics?.workerRebuilds.inc();
      await old.close(REPLACED_MS);
    },
    async close(limitMs) {
      if (await set.close(limitMs)) return;
      // What is still under way goes on until the process ends; its jobs stall, and run again elsewhere.
      options.log.warn(
        { durationMs: limitMs, count: jobs.underWay.size },
        "Jobs were still running when their time to finish was over",
      );
    },
  };
}

/** Which handlers run, and when one last ended. */
interface JobBook {
  readonly underWay: Set<Promise<unknown>>;
  lastEndedAt: number;
}

function createJobBook(clock: Clock): JobBook {
  return { underWay: new Set(), lastEndedAt: clock.now() };
}

interface WorkerSet {
  /** Returns whether all handlers had ended in time. */
  close(limitMs: number): Promise<boolean>;
}

function buildSet(options: QueueWorkersOptions, jobs: JobBook): WorkerSet {
  const connection = options.connect();
  connection.on("error", () => {});
  const workers = QUEUE_NAMES.map((name) => buildWorker(name, { connection, options, jobs }));
  return {
    async close(limitMs) {
      // BullMQ's own waiting needs a Redis that answers, and would take a missing one for jobs that do not end.
      const force = !(await answers(connection));
      const closed = Promise.allSettled(workers.map((worker) => worker.close(force)));
      const ended = await within(limitMs, Promise.allSettled(jobs.underWay));
      // Lets Redis know of what just ended; otherwise it would stall there and run again.
      if (ended) await within(REPLACED_MS, closed);
      connection.disconnect();
      return ended;
    },
  };
}

function buildWorker(
  name: QueueName,
  { connection, options, jobs }: { connection: Redis; options: QueueWorkersOptions; jobs: JobBook },
): Worker {
  const { handlers, prefix, clock, log, metrics } = options;
  const { schema, concurrency } = catalogue[name];
  const handle = handlers[name] as (data: unknown) => Promise<unknown>;
  const run = async (job: Job): Promise<void> => {
    metrics?.jobLagSeconds.observe({ queue: name }, lagSeconds(job, clock.now()));
    try {
      await handle(schema.parse(job.data));
    } catch (err) {
      metrics?.jobFailures.inc({ queue: name });
      log.error({ err, queue: name }, "A job failed; the sweep looks after its work");
      // Redis keeps the words of this error in clear text, and those of the other may quote what people wrote.
      throw new JobFailedError();
    }
  };
  const worker = new Worker(
    name,
    async (job: Job) => {
      const running = run(job);
      jobs.underWay.add(running);
      try {
        await running;
      } finally {
        jobs.underWay.delete(running);
        jobs.lastEndedAt = clock.now();
      }
    },
    { connection, prefix, concurrency, ...WORKER_TUNING },
  );
  // Lost connections are normal and repaired by themselves; without a listener they would end the process.
  worker.on("error", () => {});
  return worker;
}

class JobFailedError extends Error {
  constructor() {
    super("the job failed; the log of the process that ran it says why");
    this.name = "JobFailedError";
  }
}

/** Time a job waited beyond its own delay. */
function lagSeconds(job: Job, now: number): number {
  return Math.max(0, now - job.timestamp - (job.opts.delay ?? 0)) / 1_000;
}
