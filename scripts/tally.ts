import { readFileSync, rmSync, writeFileSync } from "node:fs";

/** What a run of tests or checks came to. */
export type Tally = { passed: number; failed: number; skipped: number };

/** Environment variable that carries the path of the file for the tally of one run of vitest. */
export const TALLY_FILE_VARIABLE = "VENTANA_TALLY_FILE";

export function addTallies(tallies: readonly Tally[]): Tally {
  const total: Tally = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of tallies) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return total;
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
export function reportResult(tally: Tally): 0 | 1 {
  const line = `${tally.passed} passed, ${tally.failed} failed\n`;
  const path = process.env["VENTANA_RESULT_FILE"];
  if (path === undefined) process.stdout.write(line);
  else writeFileSync(path, line);
  return tally.failed === 0 && tally.passed > 0 ? 0 : 1;
}
