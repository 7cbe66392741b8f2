import { WORKER_TUNING, type JobData, type QueueName } from "../../../src/queues/catalogue.ts";
import type { Handlers } from "../../../src/workers/handlers.ts";
import type { Life, World } from "../core/life.ts";
import type { SimulatedProcess } from "../core/process.ts";
import { createDelayedJobs } from "./delayed-jobs.ts";

/** A place where jobs run. */
export type WorkerProcess = SimulatedProcess<{ handlers: Handlers }>;

/** BullMQ as the engine uses it, with everything that goes wrong with it (reliability.md 2.4). Nothing here survives `flushAll`. */
export interface SimulatedRedis {
  isUp(): boolean;
  /** One job per queue and id: a ring while it waits is the same job, one while it is worked leads to one more look. */
  ring<Q extends QueueName>(queue: Q, id: string, data: JobData<Q>): void;
  /** A delayed job, due by the wall clock of `from`, and taken by the wall clock of whichever worker looks. */
  delay(data: JobData<"timer">, delayMs: number, from: { queueSkewMs: number }): void;
  flushAll(): void;
  /** Makes sure that the schedule of the sweep stands: `made` when it did not, which tells that Redis was emptied. */
  scheduleSweep(): "made" | "kept";
  /** Out of reach for so long; what stands in it stays. */
  goDown(ms: number): void;
  /** Jobs may find a worker now: one started or thawed. */
  lookAround(): void;
  /** A life is over, or frozen for longer than its locks last: the jobs it had stall, and run again elsewhere. */
  abandoned(life: Life): void;
}

interface Job {
  queue: QueueName;
  data: JobData<QueueName>;
  /** Name in the deduplication; null for a job that slipped past it. */
  key: string | null;
  state: "waiting" | "active";
  /** A ring came while it was worked. */
  again: boolean;
  stalls: number;
}

export interface RedisOptions {
  world: World;
  workers: () => readonly WorkerProcess[];
  /** A job's handler threw. */
  onFailed: (queue: QueueName, error: unknown) => void;
  onUp: () => void;
  onFlushed: () => void;
}

const STALL_MS = WORKER_TUNING.lockDuration + WORKER_TUNING.stalledInterval;

export function createRedis(options: RedisOptions): SimulatedRedis {
  const { world, workers, onFailed, onUp, onFlushed } = options;
  const { scheduler, trace, faults, chance } = world;
  const byKey = new Map<string, Job>();
  const waiting = new Set<Job>();
  const activeIn = new Map<Life, Set<(end: "done" | "stalled") => void>>();
  let upAt = 0;
  let isScheduled = false;
  /** Counts `flushAll`: what was made before it is gone. */
  let era = 0;

  const isUp = (): boolean => upAt <= scheduler.now();

  const add = (job: Omit<Job, "state" | "again">): void => {
    const known = job.key === null ? undefined : byKey.get(job.key);
    if (known !== undefined) {
      if (known.state === "active") known.again = true;
      return;
    }
    const added: Job = { ...job, state: "waiting", again: false };
    if (added.key !== null) byKey.set(added.key, added);
    waiting.add(added);
    scheduler.after(chance.int(0, 3), () => take(added));
  };

  const take = (job: Job): void => {
    if (!waiting.has(job) || !isUp()) return;
    const able = workers().filter((worker) => worker.isHealthy());
    const running = able.length === 0 ? null : chance.pick(able).running();
    if (running === null) return;
    waiting.delete(job);
    job.state = "active";
    trace.note(running.life.name, `job ${job.queue}`);
    const end = watch(job, running.life);
    const handle = running.app.handlers[job.queue] as (data: unknown) => Promise<unknown>;
    handle(job.data).then(
      () => end("done"),
      (error: unknown) => {
        onFailed(job.queue, error);
        end("done");
      },
    );
  };

  /** Keeps a job as active until it ends in one way or the other; the first way counts. */
  const watch = (job: Job, life: Life): ((how: "done" | "stalled") => void) => {
    const bornIn = era;
    const active = activeIn.get(life) ?? new Set();
    activeIn.set(life, active);
    const end = (how: "done" | "stalled"): void => {
      if (!active.delete(end) || bornIn !== era) return;
      if (job.key !== null) byKey.delete(job.key);
      const { queue, key, data, stalls, again } = job;
      if (how === "stalled" && stalls < WORKER_TUNING.maxStalledCount) {
        add({ queue, key, data, stalls: stalls + 1 });
      } else if (again) add({ queue, key, data, stalls: 0 });
    };
    active.add(end);
    return end;
  };

  const delayed = createDelayedJobs(world, {
    workers,
    promote: (data) => add({ queue: "timer", key: null, data, stalls: 0 }),
  });

  return {
    isUp,
    ring(queue, id, data) {
      if (faults.strikes("ringLost")) return trace.note("redis", "lost", `${queue} ${id}`);
      const bornIn = era;
      const lateMs = faults.strikes("ringLate") ? chance.int(1_000, 120_000) : 0;
      const arrive = (key: string | null): void => {
        if (bornIn === era) add({ queue, key, data, stalls: 0 });
      };
      scheduler.after(chance.int(0, 2) + lateMs, () => arrive(`${queue} ${id}`));
      if (faults.strikes("ringDoubled")) scheduler.after(chance.int(0, 5), () => arrive(null));
    },
    delay: delayed.add,
    flushAll() {
      trace.note("redis", "FLUSHALL", `${waiting.size} waiting`);
      era += 1;
      isScheduled = false;
      byKey.clear();
      waiting.clear();
      delayed.clear();
      onFlushed();
    },
    scheduleSweep() {
      const was = isScheduled;
      isScheduled = true;
      return was ? "kept" : "made";
    },
    goDown(ms) {
      trace.note("redis", "down", `${ms} ms`);
      upAt = Math.max(upAt, scheduler.now() + ms);
      scheduler.after(ms, () => {
        if (!isUp()) return;
        for (const job of waiting) scheduler.after(chance.int(0, 20), () => take(job));
        onUp();
      });
    },
    lookAround() {
      for (const job of waiting) scheduler.after(chance.int(0, 20), () => take(job));
      delayed.lookAround();
    },
    abandoned(life) {
      const ends = [...(activeIn.get(life) ?? [])];
      if (ends.length === 0) return;
      scheduler.after(STALL_MS, () => {
        for (const end of ends) end("stalled");
      });
    },
  };
}
