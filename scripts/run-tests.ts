/**
 * `./ventana test [--full] [vitest arguments]`: the types, then every tier in order, and one line with the total.
 * `--full` sets VENTANA_FULL=1, by which tests that scale (seeds, rows, messages) take their large size.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  addTallies,
  NOTHING,
  reportResult,
  takeTally,
  TALLY_FILE_VARIABLE,
  type Tally,
} from "./tally.ts";

const TIERS = ["unit", "int", "simulation", "e2e"];
/** Tests with servers wait more than they work: of these, more run at a time than there are cores. */
const WORKERS: Readonly<Record<string, number>> = { int: 3 };
const MONGO_PREPARATION = "test/support/mongo-prepare.ts";
const ONE_FAILED: Tally = { ...NOTHING, failed: 1 };

const args = process.argv.slice(2);
if (args.includes("--full")) process.env["VENTANA_FULL"] = "1";
const vitestArgs = args.filter((arg) => arg !== "--full");
const directory = mkdtempSync(join(tmpdir(), "ventana-test-"));
const tallies: [name: string, tally: Tally][] = [];

// A time limit outside (.ci/run) ends this process by SIGTERM: what is known until then is still reported.
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    tallies.push([`ended by ${signal}`, ONE_FAILED]);
    finish();
  });
}

if (existsSync(MONGO_PREPARATION)) {
  if (!(await run("node", [MONGO_PREPARATION]))) tallies.push(["MongoDB servers", ONE_FAILED]);
}
heading("types");
if (!(await run("tsc", ["--noEmit"]))) tallies.push(["types", ONE_FAILED]);
for (const tier of TIERS) {
  heading(tier);
  tallies.push([tier, await runTier(tier)]);
}
finish();

async function runTier(tier: string): Promise<Tally> {
  const tallyFile = join(directory, `${tier}.json`);
  const reporters = ["--reporter=default", "--reporter=./scripts/tally-reporter.ts"];
  const passed = await run(
    "vitest",
    [
      "run",
      "--project",
      `${tier}*`,
      "--passWithNoTests",
      ...(WORKERS[tier] === undefined ? [] : [`--maxWorkers=${WORKERS[tier]}`]),
      ...reporters,
      ...vitestArgs,
    ],
    { [TALLY_FILE_VARIABLE]: tallyFile },
  );
  const tally = takeTally(tallyFile);
  if (passed) return tally ?? NOTHING;
  // Whatever the tests said: a run that ends badly has failed.
  return tally === undefined || tally.failed === 0 ? { ...NOTHING, ...tally, failed: 1 } : tally;
}

/** True when the command ended with exit code 0. Its output goes where ours goes. */
function run(
  command: string,
  commandArgs: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<boolean> {
  const child = spawn(command, commandArgs, {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...env },
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code === 0));
  });
}

function heading(name: string): void {
  process.stdout.write(`\n== ${name}\n`);
}

function finish(): never {
  rmSync(directory, { recursive: true, force: true });
  heading("result");
  for (const [name, { passed, failed, skipped }] of tallies) {
    process.stdout.write(`${name}: passed ${passed}, failed ${failed}, skipped ${skipped}\n`);
  }
  const total = addTallies(tallies.map(([, tally]) => tally));
  // Once more, since of a long output somebody may be shown the end only.
  for (const failure of total.failures) process.stdout.write(`FAILED  ${failure}\n`);
  process.exit(reportResult(total));
}
