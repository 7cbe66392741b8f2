import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { takeTally, TALLY_FILE_VARIABLE, type Tally } from "../../scripts/tally.ts";

const root = join(import.meta.dirname, "../..");
const reporter = join(root, "scripts/tally-reporter.ts");
const config = `export default { test: { include: ["*.planted.ts"], passWithNoTests: true } };`;
const imports = `import { afterAll, beforeAll, describe, expect, test } from "vitest";`;
const passing = `test("passes", () => {});`;
let dir: string;

beforeEach(() => {
  // Inside the project, so that the planted files find vitest, and out of the reach of every tier's patterns.
  mkdirSync(join(root, ".cache"), { recursive: true });
  dir = mkdtempSync(join(root, ".cache/tally-"));
  writeFileSync(join(dir, "vitest.config.ts"), config);
});

afterEach(() => rmSync(dir, { recursive: true }));

/** Runs vitest over the given test files, and counts. */
function countsOf(...bodies: string[]) {
  const tally = tallyOf(...bodies);
  return tally && { passed: tally.passed, failed: tally.failed, skipped: tally.skipped };
}

/** Runs vitest over the given test files. */
function tallyOf(...bodies: string[]): Tally | undefined {
  bodies.forEach((body, index) => {
    writeFileSync(join(dir, `${index}.planted.ts`), `${imports}\n${body}\n`);
  });
  const tallyFile = join(dir, "tally.json");
  spawnSync("vitest", ["run", "--root", dir, `--reporter=${reporter}`], {
    stdio: "ignore",
    env: { ...process.env, [TALLY_FILE_VARIABLE]: tallyFile },
  });
  return takeTally(tallyFile);
}

describe("the tally of a vitest run", () => {
  test("counts passed, failed and skipped tests over all files", () => {
    const mixed = `${passing} test("fails", () => expect(1).toBe(2)); test.skip("waits", () => {});`;
    expect(countsOf(mixed, passing)).toEqual({ passed: 2, failed: 1, skipped: 1 });
  });

  test("counts a file that does not load as failed", () => {
    expect(countsOf(passing, `throw new Error("at load");`)).toMatchObject({
      passed: 1,
      failed: 1,
    });
  });

  test("counts a throwing hook as failed, beside tests that passed or never ran", () => {
    const before = `describe("d", () => { beforeAll(() => { throw new Error("b"); }); ${passing} });`;
    const after = `describe("d", () => { afterAll(() => { throw new Error("a"); }); ${passing} });`;
    expect(countsOf(before, after)).toEqual({ passed: 1, failed: 2, skipped: 1 });
  });

  test("counts a rejection that nobody awaited as failed", () => {
    const body = `test("t", async () => {
      void Promise.reject(new Error("lost"));
      await new Promise((resolve) => setTimeout(resolve, 50));
    });`;
    expect(countsOf(body)).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });

  test("counts a test process that dies as failed", () => {
    const tally = tallyOf(`test("t", () => { process.kill(process.pid, "SIGKILL"); });`, passing);
    expect(tally).toMatchObject({ passed: 1 });
    expect(tally!.failed).toBeGreaterThan(0);
  });

  test("is all zero when there is no test", () => {
    expect(countsOf()).toEqual({ passed: 0, failed: 0, skipped: 0 });
  });

  test("tells each failure by file, name and what it says, cut to a few short lines", () => {
    const long = `throw new Error("seed: 7\\n" + "x".repeat(9_000) + "\\n3\\n4\\n5")`;
    const tally = tallyOf(
      `describe("a", () => { test("b", () => { ${long}; }); }); ${passing}`,
      `throw new Error("at load");`,
      `describe("c", () => { beforeAll(() => { throw new Error("hook"); }); ${passing} });`,
    );
    expect(tally!.failures.toSorted()).toEqual([
      `0.planted.ts > a > b\n  seed: 7\n  ${"x".repeat(500)}\n  3\n  4`,
      "1.planted.ts\n  at load",
      "2.planted.ts > c\n  hook",
    ]);
  });
});
