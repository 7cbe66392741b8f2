import { execFileSync } from "node:child_process";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";

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
  /** No process is bound to a core: engine, Redis, load generator and receiver share them all. */
  pinned: false;
}

export function describeMachine(): Machine {
  return {
    at: new Date().toISOString(),
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    redis: redisVersion(),
    load1: Number((loadavg()[0] ?? 0).toFixed(2)),
    pinned: false,
  };
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
