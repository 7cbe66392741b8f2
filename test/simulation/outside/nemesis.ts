import type { Random } from "../../../src/simulator/random.ts";
import type { PlannedFault } from "../core/faults.ts";
import type { World } from "../core/life.ts";
import type { SimulatedProcess } from "../core/process.ts";
import type { SimulatedRedis } from "../engine/redis.ts";

const MINUTE = 60_000;

/** Whoever wants all this to fail, for three days; then they tire of it. */
export interface Nemesis {
  storeIsDown(): boolean;
  /** All processes die at this very moment. */
  blackout(): void;
}

export interface NemesisOptions {
  world: World;
  random: Random;
  processes: SimulatedProcess<unknown>[];
  redis: SimulatedRedis;
  spanMs: number;
  /** The store went away or came back. */
  onChange: () => void;
}

export function createNemesis(options: NemesisOptions): Nemesis {
  const { world, random, processes, redis, spanMs, onChange } = options;
  const { scheduler, trace, faults } = world;
  let storeDownUntil = 0;

  const strikes: Record<PlannedFault, () => void> = {
    crash: () => random.pick(processes).crash("killed"),
    restart: () => random.pick(processes).restart(random.int(10, 25_000)),
    freeze() {
      const process = random.pick(processes);
      const ms = random.pick([random.int(100, 9_000), random.int(12_000, 120_000)]);
      const life = process.running()?.life;
      process.freeze(ms);
      // Locks that nobody renews are lost, and the jobs run elsewhere while this one still believes in them.
      if (life !== undefined && ms > 15_000) redis.abandoned(life);
    },
    storeOutage() {
      const ms = random.int(5_000, 10 * MINUTE);
      trace.note("store", "down", `${ms} ms`);
      storeDownUntil = scheduler.now() + ms;
      onChange();
      scheduler.after(ms, onChange);
    },
    redisOutage: () => redis.goDown(random.int(1_000, 20 * MINUTE)),
    flushAll: () => redis.flushAll(),
  };

  for (const [kind, strike] of Object.entries(strikes)) {
    const times = faults.planned(kind as PlannedFault);
    for (let time = 0; time < times; time++) {
      scheduler.after(random.int(0, spanMs), () => {
        if (faults.isOver()) return;
        faults.count(kind as PlannedFault);
        strike();
      });
    }
  }
  scheduler.after(spanMs, () => {
    trace.note("nemesis", "rests");
    faults.end();
  });

  return {
    storeIsDown: () => storeDownUntil > scheduler.now(),
    blackout() {
      trace.note("nemesis", "blackout");
      for (const process of processes) process.crash("blackout");
    },
  };
}
