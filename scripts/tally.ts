import { readFileSync, rmSync, writeFileSync } from "node:fs";

/** What a run of tests or checks came to. `failures` tells some of what failed, each by its name and why. */
export type Tally = {
  passed: number;
  failed: number;
  skipped: number;
  failures: string[];
};

/** Environment variable that carries the path of the file for the tally of one run of vitest. */
export const TALLY_FILE_VARIABLE = "VENTANA_TALLY_FILE";

export const NOTHING: Readonly<Tally> = { passed: 0, failed: 0, skipped: 0, failures: [] };

export function addTallies(tallies: readonly Tally[]): Tally {
  const sum = (count: (tally: Tally) => number) =>
    tallies.reduce((total, tally) => total + count(tally), 0);
  return {
    passed: sum((tally) => tally.passed),
    failed: sum((tally) => tally.failed),
    skipped: sum((tally) => tally.skipped),
    failures: tallies.flatMap(({ failures }) => failures),
  };
}

/** Reads and removes the file. Undefined when it is absent or unreadable: the run ended before it could report. */
export function takeTally(path: string): Tally | undefined {
  try {
    const tally = JSON.parse(readFileSync(path, "utf8")) as Tally;
    rmSync(path);
    return tally;
  } catch {
    return undefined;
  }
}

/**
 * Ends a run: the one line `N passed, N failed` is the last thing printed, or the whole content of the file that
 * VENTANA_RESULT_FILE names (`.ci/run` adds up several runs). Returns the exit code: 1 when anything failed, and
 * when nothing ran at all.
 */
export function reportResult({ passed, failed }: Pick<Tally, "passed" | "failed">): 0 | 1 {
  const line = `${passed} passed, ${failed} failed\n`;
  const path = process.env["VENTANA_RESULT_FILE"];
  if (path === undefined) process.stdout.write(line);
  else writeFileSync(path, line);
  return failed === 0 && passed > 0 ? 0 : 1;
}
