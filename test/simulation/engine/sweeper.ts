import { TIMER_HORIZON_MS } from "../../../src/queues/catalogue.ts";
import type { Store } from "../../../src/store/store.ts";
import { SWEEP_GRACE_MS } from "../../../src/workers/handlers.ts";
import type { Sweep } from "../../../src/workers/sweep.ts";
import type { Life, World } from "../core/life.ts";
import type { SimulatedRedis } from "./redis.ts";
import type { WorkFinder } from "./work-finder.ts";

const SWEEP_EVERY_MS = 5_000;
const MIRROR_EVERY_MS = 60_000;

/** The timer of one process's own sweep, as `startSweeper` has it. */
export interface SimulatedSweeper {
  /** A ring was lost: look soon. */
  soon(): void;
  /** Redis is back, or was emptied: mirror what falls due soon. */
  refresh(): void;
  /** Something in the store changed: there may be something to find now. */
  wake(): void;
}

export interface SweeperOptions {
  world: World;
  life: Life;
  sweep: Sweep;
  redis: Pick<SimulatedRedis, "isUp" | "scheduleSweep">;
  /** Aborted when the process is to end: no sweep begins any more. */
  stopping: AbortSignal;
  /** The store itself, not the port: looking whether a sweep is worth while must neither take time nor fail. */
  store: Store;
  finder: WorkFinder;
  onFailed: (error: unknown) => void;
}

/**
 * Sweeps every five seconds, like the real one, but leaves out the sweeps that would find nothing: those of a quiet night are what a
 * simulation would spend most of its time on, and a sweep that finds nothing changes nothing. What there is to find, and when the next
 * thing falls due, is asked of the store directly.
 */
export function startSimulatedSweeper(options: SweeperOptions): SimulatedSweeper {
  const { world, life, sweep, store, finder, redis, stopping, onFailed } = options;
  const { scheduler, chance } = world;
  const phase = chance.int(0, SWEEP_EVERY_MS - 1);
  let running = false;
  let again = false;
  let mirroredAt = 0;
  /** When the next look is planned; looks planned for later are superseded. */
  let plannedAt = Number.POSITIVE_INFINITY;

  const graceMs = (): number => (redis.isUp() ? SWEEP_GRACE_MS : 0);

  /** Plans a look at the first tick of this process's timer at or after `time`. */
  const plan = (time: number): void => {
    const from = Math.max(time, scheduler.now() + 1);
    const at = from + ((phase - (from % SWEEP_EVERY_MS) + SWEEP_EVERY_MS) % SWEEP_EVERY_MS);
    if (at >= plannedAt) return;
    plannedAt = at;
    scheduler.at(at, () => {
      if (plannedAt !== at) return;
      plannedAt = Number.POSITIVE_INFINITY;
      life.resume(() => void look());
    });
  };

  const look = async (): Promise<void> => {
    if (running) return;
    const now = scheduler.now();
    await mirrorIfUseful(now);
    const workAt = await finder.nextWorkAt(now, graceMs());
    if (workAt !== null && workAt <= now) start(graceMs());
    else planNext(workAt, await nextDeadline(now));
  };

  const planNext = (workAt: number | null, deadline: number | null): void => {
    if (workAt !== null) plan(workAt);
    if (deadline === null) return;
    plan(Math.max(deadline - TIMER_HORIZON_MS, mirroredAt + MIRROR_EVERY_MS));
  };

  /** The earliest deadline that the last mirroring did not reach. */
  const nextDeadline = async (now: number): Promise<number | null> => {
    const after = Math.max(now, mirroredAt + TIMER_HORIZON_MS);
    const [next] = await store.upcoming({ after, until: Number.POSITIVE_INFINITY, limit: 1 });
    return next?.dueAt ?? null;
  };

  const mirrorIfUseful = async (now: number): Promise<void> => {
    if (!redis.isUp() || now < mirroredAt + MIRROR_EVERY_MS) return;
    const deadline = await nextDeadline(now);
    if (deadline !== null && deadline <= now + TIMER_HORIZON_MS) refresh();
  };

  const refresh = (): void => {
    if (!redis.isUp() || stopping.aborted) return;
    mirroredAt = scheduler.now();
    sweep.mirror({ afresh: redis.scheduleSweep() === "made" }).catch(onFailed);
  };

  const start = (grace: number): void => {
    if (!life.isAlive() || stopping.aborted) return;
    if (running) {
      again ||= grace === 0;
      return;
    }
    running = true;
    void sweep
      .run({ graceMs: grace })
      .catch(onFailed)
      .then(() => {
        running = false;
        plan(scheduler.now());
        if (!again) return;
        again = false;
        start(0);
      });
  };

  plan(scheduler.now());
  return {
    soon: () => start(0),
    refresh: () => life.resume(refresh),
    wake() {
      if (life.isAlive() && !running) plan(scheduler.now());
    },
  };
}
