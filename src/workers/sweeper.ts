import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { SWEEP_GRACE_MS } from "./handlers.ts";
import type { QueueWorkers } from "./queue-workers.ts";
import type { Sweep } from "./sweep.ts";

/** With work left behind and no job for so long, the queue workers are taken for dead. */
const WATCHDOG_MS = 30_000;

const REFRESH_MS = 60_000;

export interface SweeperOptions {
  sweep: Sweep;
  queueWorkers: Pick<QueueWorkers, "lastJobAt" | "rebuild">;
  redisIsReady: () => boolean;
  /**
   * Makes sure that the queue's own schedule stands. `FLUSHALL` takes it away without a word (stack.md section 4), and everything
   * else with it: that it had to be made tells that Redis is empty.
   */
  scheduleSweep: () => Promise<"stood" | "made">;
  clock: Clock;
  log: Log;
  everyMs: number;
}

/** The sweep of this process: on its own timer, with no need for Redis, and at once when a ring was lost. */
export interface Sweeper {
  /** A ring was lost: look soon, also at entries that have just arrived. */
  soon(): void;
  /** Brings back what should stand in Redis: it came up just now, or was emptied. */
  refresh(): Promise<void>;
  /** Ends the timers, and waits for the sweep under way and the deliveries it began. */
  close(): Promise<void>;
}

export function startSweeper(options: SweeperOptions): Sweeper {
  const { sweep, log, redisIsReady, scheduleSweep } = options;
  let running: Promise<void> | null = null;
  let again = false;
  let closed = false;

  const start = (graceMs: number): void => {
    if (closed) return;
    if (running !== null) {
      again ||= graceMs === 0;
      return;
    }
    running = look(options, graceMs).finally(() => {
      running = null;
      if (!again) return;
      again = false;
      start(0);
    });
  };

  const refresh = async (): Promise<void> => {
    if (closed || !redisIsReady()) return;
    try {
      const schedule = await scheduleSweep();
      await sweep.mirror({ afresh: schedule === "made" });
    } catch (err) {
      log.debug({ err }, "Redis could not be brought up to date; the next minute tries again");
    }
  };

  const timer = setInterval(() => start(redisIsReady() ? SWEEP_GRACE_MS : 0), options.everyMs);
  const refreshTimer = setInterval(() => void refresh(), REFRESH_MS);

  return {
    soon: () => start(0),
    refresh,
    async close() {
      closed = true;
      clearInterval(timer);
      clearInterval(refreshTimer);
      await running;
      await sweep.idle();
    },
  };
}

async function look(options: SweeperOptions, graceMs: number): Promise<void> {
  const { sweep, log } = options;
  try {
    const { leftBehind } = await sweep.run({ graceMs });
    // Without the grace an entry of this very moment counts as left behind, which says nothing of the workers.
    if (leftBehind && graceMs > 0) await watch(options);
  } catch (err) {
    log.warn({ err }, "The store could not be swept; the next sweep tries again");
  }
}

async function watch({ queueWorkers, redisIsReady, clock, log }: SweeperOptions): Promise<void> {
  const idleMs = clock.now() - queueWorkers.lastJobAt();
  if (!redisIsReady() || idleMs < WATCHDOG_MS) return;
  log.warn(
    { durationMs: idleMs },
    "Work was waiting and no job ran; the queue workers are built anew",
  );
  await queueWorkers.rebuild();
}
