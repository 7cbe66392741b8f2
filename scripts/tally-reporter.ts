import { writeFileSync } from "node:fs";
import type { Reporter, TestModule, TestRunEndReason } from "vitest/node";
import { TALLY_FILE_VARIABLE, type Tally } from "./tally.ts";

/** Of each failure: so much of what it says that a generated case can be repeated. */
const LINES_MAX = 4;
const LINE_LENGTH_MAX = 500;

type Failures = readonly { message: string }[];

/**
 * A vitest reporter that writes the tally of the run as JSON to the file named by the environment. Besides failed
 * tests it counts as failed what vitest's own numbers leave out: a file that does not load, a hook that throws, an
 * error outside any test, an interrupted run.
 */
export default class TallyReporter implements Reporter {
  onTestRunEnd(
    modules: readonly TestModule[],
    unhandledErrors: Failures,
    reason: TestRunEndReason,
  ): void {
    const tally: Tally = { passed: 0, failed: 0, skipped: 0, failures: [] };
    for (const module of modules) addModule(tally, module);
    addFailures(tally, "outside any test", unhandledErrors);
    // Whatever made vitest call the run failed must not end as "0 failed".
    if (reason !== "passed" && tally.failed === 0) tally.failed = 1;
    const path = process.env[TALLY_FILE_VARIABLE];
    if (path !== undefined) writeFileSync(path, JSON.stringify(tally));
  }
}

function addModule(tally: Tally, module: TestModule): void {
  const file = module.relativeModuleId;
  addFailures(tally, file, module.errors());
  for (const suite of module.children.allSuites()) {
    addFailures(tally, `${file} > ${suite.fullName}`, suite.errors());
  }
  for (const test of module.children.allTests()) {
    const { state, errors } = test.result();
    const name = `${file} > ${test.fullName}`;
    if (state === "failed") {
      tally.failed += 1;
      tally.failures.push(describeFailure(name, errors));
    } else if (state === "pending") {
      tally.failed += 1;
      tally.failures.push(`${name}\n  its file ended before the test could answer`);
    } else {
      tally[state] += 1;
    }
  }
}

function addFailures(tally: Tally, where: string, errors: Failures): void {
  tally.failed += errors.length;
  for (const error of errors) tally.failures.push(describeFailure(where, [error]));
}

function describeFailure(where: string, errors: Failures): string {
  const lines = errors.flatMap(({ message }) => message.split("\n").slice(0, LINES_MAX));
  return [where, ...lines.map((line) => `  ${line.slice(0, LINE_LENGTH_MAX)}`)].join("\n");
}
