import { describe, expect, it } from "vitest";
import type { FaultKind } from "./core/faults.ts";
import { performAll, seedTasks } from "./pool/pool.ts";
import { describeFailure, describeFigures, sumFigures } from "./report.ts";
import { KEPT_SEEDS, seedsFrom } from "./seeds.ts";
import type { RunReport } from "./simulate.ts";

/** About five minutes on two cores. `SIMULATION_SEEDS` overrides; `./ventana test --full` runs ten times as many. */
const SEEDS = Number(
  process.env["SIMULATION_SEEDS"] ?? (process.env["VENTANA_FULL"] === undefined ? 1_000 : 10_000),
);
const SEEDS_RUN_TWICE = 50;

const EVERY_FAULT: Record<FaultKind, true> = {
  storeErrorBefore: true,
  storeErrorAfter: true,
  slowCall: true,
  crashBefore: true,
  crashAfter: true,
  ringLost: true,
  ringDoubled: true,
  ringLate: true,
  requestLost: true,
  answerLost: true,
  blackoutAfterAnswer: true,
  redelivery: true,
  flood: true,
  endpointFault: true,
  graphFault: true,
  crash: true,
  restart: true,
  freeze: true,
  storeOutage: true,
  redisOutage: true,
  flushAll: true,
};

async function runAll(seeds: readonly number[]): Promise<RunReport[]> {
  const results = await performAll(seedTasks(seeds));
  return results.flatMap(({ reports }) => reports);
}

function failuresOf(reports: readonly RunReport[]): string {
  const failed = reports.filter(({ violations }) => violations.length > 0);
  return failed.map((report) => describeFailure(report)).join("\n");
}

describe("the whole engine in virtual time", () => {
  let running: Promise<RunReport[]> | null = null;
  const allSeeds = (): Promise<RunReport[]> => (running ??= runAll(seedsFrom(1, SEEDS)));

  it("keeps what the seeds of earlier mistakes once broke", async () => {
    const reports = await runAll(KEPT_SEEDS.map(({ seed }) => seed));
    expect(failuresOf(reports)).toBe("");
  });

  it(`keeps every promise through three days of faults and the calm after them, in ${SEEDS} seeds`, async () => {
    const reports = await allSeeds();
    const figures = sumFigures(reports);
    process.stdout.write(`${reports.length} seeds:\n${describeFigures(figures)}\n`);
    expect(failuresOf(reports)).toBe("");
    expect(reports).toHaveLength(SEEDS);
    // A fault that never strikes proves nothing.
    if (SEEDS >= 100) {
      expect(Object.keys(figures.faults).sort()).toEqual(Object.keys(EVERY_FAULT).sort());
    }
  });

  it("tells the same story every time for the same seed", async () => {
    const first = (await allSeeds()).slice(0, SEEDS_RUN_TWICE);
    const seeds = first.map(({ seed }) => seed).toReversed();
    expect((await runAll(seeds)).reverse()).toEqual(first);
  });
});
