import { setImmediate } from "node:timers/promises";
import { backtestCommand } from "./backtest-command.ts";
import { createBar } from "./progress-bar.ts";
import { systemClock } from "./clock.ts";
import type { Config } from "./config.ts";
import type { Log } from "./log.ts";
import { openExistingStore } from "./open-store.ts";
import { runBacktest } from "./workers/automation/backtest/run-backtest.ts";

/** `./ventana backtest`, on the configured store, of which it only reads. */
export async function runBacktestCommand(
  config: Config,
  words: readonly string[],
  log: Log,
): Promise<void> {
  const store = await openExistingStore(config);
  const bar = createBar(process.stderr);
  try {
    const lines = await backtestCommand(words, {
      store,
      clock: systemClock,
      onProgress: bar.show,
      run: async (plan, onProgress) => {
        const { signal } = new AbortController();
        const deps = { store, clock: systemClock, log, breathe: () => setImmediate() };
        return runBacktest(plan, deps, { signal, onProgress });
      },
    });
    bar.end();
    process.stdout.write(lines.map((line) => `${line}\n`).join(""));
  } finally {
    bar.end();
    await store.close();
  }
}
