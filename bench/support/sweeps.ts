import { systemClock } from "../../src/clock.ts";
import { createLog } from "../../src/log.ts";
import { createSilentDoorbell } from "../../src/queues/silent-doorbell.ts";
import { openSqliteStore } from "../../src/store/sqlite/store.ts";
import { createSweep } from "../../src/workers/sweep.ts";
import { monotonicMs } from "./clock.ts";
import { quantile } from "./statistics.ts";

/** Times whole sweeps of a store in which nothing is due, with the look into the next ten minutes: what each process does every second. */
export async function timeSweeps(
  databaseFile: string,
  count: number,
): Promise<{ p50: number; p99: number }> {
  const store = await openSqliteStore({ path: databaseFile });
  const nothingToDo = (): never => {
    throw new Error("the sweep found work in a store that has none");
  };
  const sweep = createSweep({
    store,
    clock: systemClock,
    doorbell: createSilentDoorbell(() => {}),
    log: createLog({ level: "warn", plain: true }),
    advance: nothingToDo,
    relay: nothingToDo,
    deliver: nothingToDo,
    replayLine: nothingToDo,
  });
  const times: number[] = [];
  for (let number = 0; number < count; number++) {
    const startedAt = monotonicMs();
    await sweep.mirror();
    await sweep.run({ graceMs: 2_000 });
    times.push(monotonicMs() - startedAt);
  }
  await store.close();
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}
