import { createTimerList, type Timer } from "./timer-list.ts";

/** The simulator's one source of time. Epoch milliseconds. */
export interface Clock {
  now(): number;
  /** Moves forward by this much, running what falls due on the way, in order. */
  advance(ms: number): Promise<void>;
  /** Moves to an instant; a jump back only changes what `now` says. */
  set(atMs: number): Promise<void>;
  /** Runs `fire` when the clock reaches `atMs`; at once, on the next step, if that is already past. */
  at(atMs: number, fire: () => void): Timer;
  /** When the next timer is due, or undefined if none is armed. */
  nextAt(): number | undefined;
  /**
   * Waits for this after the timers of one instant have fired and before time moves on, so that a
   * jump over days does not outrun the requests that its first minute caused.
   */
  onStep(wait: () => Promise<void>): void;
  /** Drops all timers. */
  close(): void;
}

/** `virtual`: time stands still until told to move. `real`: it runs, `speed` virtual ms per real ms. */
export interface ClockOptions {
  /** Default: the machine's time in real mode, 2026-01-01 in virtual mode. */
  startAt?: number;
  realTime?: boolean;
  speed?: number;
}

const longestSleepMs = 2_147_483_647;

/** Creates a clock; virtual unless `realTime` is set. */
export function createClock(options: ClockOptions = {}): Clock {
  const realTime = options.realTime ?? false;
  const speed = options.speed ?? 1;
  const startAt = options.startAt ?? (realTime ? Date.now() : Date.UTC(2026, 0, 1));
  const startedAt = performance.now();
  const timers = createTimerList();
  const waits: (() => Promise<void>)[] = [];
  let shiftMs = 0;
  let alarm: NodeJS.Timeout | undefined;

  const now = (): number =>
    Math.floor(startAt + shiftMs + (realTime ? (performance.now() - startedAt) * speed : 0));

  const arm = (): void => {
    clearTimeout(alarm);
    const nextAt = timers.nextAt();
    if (!realTime || nextAt === undefined) return;
    const sleepMs = Math.min(Math.max(0, (nextAt - now()) / speed), longestSleepMs);
    alarm = setTimeout(() => {
      timers.fireDue(now());
      arm();
    }, Math.ceil(sleepMs)).unref();
  };

  const step = async (): Promise<void> => {
    while (timers.fireDue(now())) for (const wait of waits) await wait();
  };

  const moveTo = async (target: number): Promise<void> => {
    for (let at = timers.nextAt(); at !== undefined && at <= target; at = timers.nextAt()) {
      shiftMs += Math.max(0, at - now());
      await step();
    }
    shiftMs += target - now();
    await step();
    arm();
  };

  return {
    now,
    advance: async (ms) => moveTo(now() + ms),
    set: moveTo,
    at: (at, fire) => {
      const timer = timers.add(at, fire);
      arm();
      return timer;
    },
    nextAt: timers.nextAt,
    onStep: (wait) => void waits.push(wait),
    close: () => {
      clearTimeout(alarm);
      timers.clear();
    },
  };
}
