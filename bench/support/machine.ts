import { execFileSync } from "node:child_process";
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from "node:fs";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { monotonicMs } from "./clock.ts";
import { median } from "./statistics.ts";

const SYNCS = 200;

/** What figures depend on beside the program. */
export interface Machine {
  at: string;
  cpu: string;
  cores: number;
  memoryGb: number;
  node: string;
  redis: string;
  /** Load average of the last minute at the start: above 0.3 or so, others were working here too. */
  load1: number;
  /** Median time of appending 4 KB to a file of this disk and syncing it: what each group commit waits for at least. */
  fdatasyncMs: number;
  /** No process is bound to a core: engine, Redis, load generator and receiver share them all. */
  pinned: false;
}

/** @param dir where the databases of the benchmarks lie */
export function describeMachine(dir: string): Machine {
  return {
    at: new Date().toISOString(),
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    redis: redisVersion(),
    load1: Number((loadavg()[0] ?? 0).toFixed(2)),
    fdatasyncMs: timeSync(dir),
    pinned: false,
  };
}

function timeSync(dir: string): number {
  const path = join(dir, "sync-probe");
  const file = openSync(path, "w");
  const times = Array.from({ length: SYNCS }, () => {
    writeSync(file, Buffer.alloc(4_096));
    const startedAt = monotonicMs();
    fdatasyncSync(file);
    return monotonicMs() - startedAt;
  });
  closeSync(file);
  rmSync(path);
  return Number(median(times).toFixed(2));
}

function redisVersion(): string {
  for (const program of ["redis-server", "valkey-server"]) {
    try {
      const text = execFileSync(program, ["--version"], { encoding: "utf8" });
      return /v=([\d.]+)/.exec(text)?.[1] ?? text.trim();
    } catch {
      // The next one, then.
    }
  }
  return "none";
}
