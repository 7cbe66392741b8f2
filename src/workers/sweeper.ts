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
  /** Makes sure that the queue's own schedule stands; `FLUSHALL` takes it away without a word (stack.md section 4). */
  scheduleSweep: () => Promise<void>;
  clock: Clock;
  log: Log;
  everyMs: number;
}

/** The sweep of this process: on its own timer, with no need for Redis, and at once when a ring was lost. */
export interface Sweeper {
  /** A ring was lost: look soon, also at entries that have just arrived. */
  soon(): void;
  /** Redis came up, perhaps empty: bring back what stood there. */
  refresh(): void;
  /** Ends the timer, and waits for the sweep under way. */
  close(): Promise<void>;
}

export function startSweeper(options: SweeperOptions): Sweeper {
  const { sweep, log } = options;
  let running: Promise<void> | null = null;
  let again = false;
  let closed = false;

  const look = async (graceMs: number): Promise<void> => {
    try {
      const { leftBehind } = await sweep.run({ graceMs });
      if (leftBehind) await watch(options);
    } catch (err) {
      log.warn({ err }, "The store could not be swept; the next sweep tries again");
    }
  };

  const start = (graceMs: number): void => {
    if (closed) return;
    if (running !== null) {
      again ||= graceMs === 0;
      return;
    }
    running = look(graceMs).finally(() => {
      running = null;
      if (!again) return;
      again = false;
      start(0);
    });
  };

  const timer = setInterval(
    () => start(options.redisIsReady() ? SWEEP_GRACE_MS : 0),
    options.everyMs,
  );
  const refresh = (): void => {
    if (closed || !options.redisIsReady()) return;
    void Promise.all([options.scheduleSweep(), sweep.mirror()]).catch((err: unknown) =>
      log.debug({ err }, "Redis could not be brought up to date; the next minute tries again"),
    );
  };
  const refreshTimer = setInterval(refresh, REFRESH_MS);

  return {
    soon: () => start(0),
    refresh,
    async close() {
      closed = true;
      clearInterval(timer);
      clearInterval(refreshTimer);
      await running;
    },
  };
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
