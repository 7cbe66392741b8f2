import type { Clock } from "../../../src/clock.ts";
import type { Random } from "../../../src/simulator/random.ts";
import type { Faults } from "./faults.ts";
import type { Scheduler } from "./scheduler.ts";
import type { Trace } from "./trace.ts";

/** What a process needs of the world it runs in. */
export interface World {
  scheduler: Scheduler;
  trace: Trace;
  faults: Faults;
  /** Latencies and everything else that is only a matter of when. */
  chance: Random;
}

/** Where a call to the outside can go wrong, seen from the caller. */
export type CallFault = "before" | "after";

/** What a port does besides its work. Each of these may strike at every call of it. */
export interface PortRules<T> {
  /** Whether the other side is out of reach now. */
  isDown?: () => boolean;
  /** Draws an error of this port; null: none. */
  drawFault: () => CallFault | null;
  /** What the caller is told then: an answer of the port's own kind, or a thrown error. */
  failed: (fault: CallFault) => T;
}

/**
 * One life of a process, from its start to its crash. Everything a handler awaits comes from `call` or `pause`, and a dead life is
 * never answered: whatever it was in the middle of ends there, as in a process that was killed.
 */
export interface Life {
  readonly name: string;
  isAlive(): boolean;
  /** The clock by which this process decides. */
  readonly clock: Clock;
  /**
   * A call to the outside: a scheduling point. It takes time; it may fail before or after it took effect; the process may die at it.
   * `effect` runs once at most, in one go, some time after the call and some time before the answer.
   */
  call<T>(port: string, effect: () => Promise<T>, rules: PortRules<T>): Promise<T>;
  pause(ms: number): Promise<void>;
  /** Calls `task` as soon as the process runs: now, or when it thaws. Not at all once it is dead. */
  resume(task: () => void): void;
  /** Calls back when the process dies; returns the way to take that back. */
  onDeath(task: () => void): () => void;
}

export interface LifeControl {
  life: Life;
  die(): void;
}

/** Begins a life. `crash` is called when a call turns out to be the last one; `thawsAt` tells until when the process stands still. */
export function beginLife(
  world: World,
  process: {
    name: string;
    skewMs: number;
    crash: (why: string) => void;
    thawsAt: () => number;
  },
): LifeControl {
  const { scheduler, trace, faults, chance } = world;
  const { name, skewMs, crash, thawsAt } = process;
  const deathWatch = new Set<() => void>();
  let alive = true;

  const resume = (task: () => void): void => {
    if (!alive) return;
    if (thawsAt() > scheduler.now()) scheduler.at(thawsAt(), () => resume(task));
    else task();
  };

  const call = <T>(port: string, effect: () => Promise<T>, rules: PortRules<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      if (!alive) return;
      if (faults.strikes("crashBefore")) return crash(`before ${port}`);
      // An answer that takes no time comes with the effect: half of the tasks, and they are what a run's time is spent on.
      const tell = (settle: () => void): void => {
        const ms = latency(chance);
        if (ms === 0) resume(settle);
        else scheduler.after(ms, () => resume(settle));
      };
      const fail = (fault: CallFault): void => {
        trace.note(name, port, `failed ${fault}`);
        tell(() => {
          try {
            resolve(rules.failed(fault));
          } catch (error) {
            reject(error as Error);
          }
        });
      };
      const takeEffect = (): void => {
        // A dying process takes some of its requests with it; others are on the wire already.
        if (!alive && chance.chance(0.5)) return;
        if (rules.isDown?.() === true) return fail("before");
        const fault = rules.drawFault();
        if (fault === "before") return fail("before");
        trace.note(name, port);
        effect().then(
          (value) => {
            if (!alive) return;
            if (faults.strikes("crashAfter")) crash(`after ${port}`);
            else if (fault === "after") fail("after");
            else tell(() => resolve(value));
          },
          (error: Error) => tell(() => reject(error)),
        );
      };
      const slowMs = faults.strikes("slowCall") ? chance.int(1_000, 20_000) : 0;
      scheduler.after(slowMs + latency(chance), takeEffect);
    });

  const life: Life = {
    name,
    isAlive: () => alive,
    clock: { now: () => scheduler.now() + skewMs },
    call,
    pause: (ms) =>
      new Promise((resolve) => scheduler.after(Math.max(1, ms), () => resume(resolve))),
    resume,
    onDeath(task) {
      deathWatch.add(task);
      return () => void deathWatch.delete(task);
    },
  };
  return {
    life,
    die() {
      if (!alive) return;
      alive = false;
      for (const task of deathWatch) task();
      deathWatch.clear();
    },
  };
}

/** Mostly the millisecond or two of a good day, which lets many things fall together; now and then a bad one. */
function latency(chance: Random): number {
  return chance.chance(0.03) ? chance.int(5, 120) : chance.int(0, 2);
}
