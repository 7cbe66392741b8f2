import { writeFileSync } from "node:fs";
import type { Reporter, TestModule, TestRunEndReason } from "vitest/node";
import { TALLY_FILE_VARIABLE, type Tally } from "./tally.ts";

/**
 * A vitest reporter that writes the tally of the run as JSON to the file named by the environment. Besides failed
 * tests it counts as failed what vitest's own numbers leave out: a file that does not load, a hook that throws, an
 * error outside any test, an interrupted run.
 */
export default class TallyReporter implements Reporter {
  onTestRunEnd(
    modules: readonly TestModule[],
    unhandledErrors: readonly unknown[],
    reason: TestRunEndReason,
  ): void {
    const tally: Tally = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) addModule(tally, module);
    // Whatever made vitest call the run failed must not end as "0 failed".
    if (reason !== "passed" && tally.failed === 0) tally.failed = 1;
    const path = process.env[TALLY_FILE_VARIABLE];
    if (path !== undefined) writeFileSync(path, JSON.stringify(tally));
  }
}

function addModule(tally: Tally, module: TestModule): void {
  tally.failed += module.errors().length;
  for (const suite of module.children.allSuites()) tally.failed += suite.errors().length;
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    // Still pending at the end: its file died before the test could answer.
    if (state === "pending") tally.failed += 1;
    else tally[state] += 1;
  }
}
