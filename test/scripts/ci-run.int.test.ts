import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "ventana ci "));
  mkdirSync(join(dir, ".ci"));
  cpSync(join(root, ".ci/run"), join(dir, ".ci/run"));
});

afterEach(() => rmSync(dir, { recursive: true }));

/** Runs .ci/run with a launcher whose two commands are the given shell lines. */
function ciRun(commands: { check: string; test: string }): { code: number | null; last: string } {
  const launcher = `#!/bin/sh
    result() { echo "$1 passed, $2 failed" >"$VENTANA_RESULT_FILE"; exit "$3"; }
    case $1 in check) ${commands.check} ;; test) ${commands.test} ;; esac`;
  writeFileSync(join(dir, "ventana"), launcher);
  chmodSync(join(dir, "ventana"), 0o755);
  const { status, stdout } = spawnSync(join(dir, ".ci/run"), { cwd: tmpdir(), encoding: "utf8" });
  return { code: status, last: stdout.trimEnd().split("\n").at(-1) ?? "" };
}

describe("the CI script", () => {
  test("passes when tests ran and nothing failed", () => {
    const ran = ciRun({ check: "result 4 0 0", test: "result 12 0 0" });
    expect(ran).toEqual({ code: 0, last: "12 passed, 0 failed" });
  });

  test("adds failed checks to failed tests", () => {
    const ran = ciRun({ check: "result 2 2 1", test: "result 12 3 1" });
    expect(ran).toEqual({ code: 1, last: "12 passed, 5 failed" });
  });

  test("fails when no test ran", () => {
    const ran = ciRun({ check: "result 4 0 0", test: "result 0 0 0" });
    expect(ran).toEqual({ code: 1, last: "0 passed, 1 failed" });
  });

  test("counts a command that ends without a result, or badly after a good one, as failed", () => {
    expect(ciRun({ check: "exit 1", test: "result 12 0 0" }).last).toBe("12 passed, 1 failed");
    expect(ciRun({ check: "result 4 0 0", test: "kill -9 $$" }).last).toBe("0 passed, 1 failed");
    expect(ciRun({ check: "result 4 0 0", test: "result 12 0 3" }).last).toBe(
      "12 passed, 1 failed",
    );
  });
});
