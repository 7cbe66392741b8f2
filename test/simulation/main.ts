/**
 * `./ventana simulate`: runs seeds of the deterministic simulation and says what they broke.
 *
 *     --seed N      one seed
 *     --runs N      so many seeds (default 100), --from N the first of them (default 1)
 *     --step N      every N-th of them; every 5th world has flows
 *     --trace       prints everything that happens; with one seed
 *     --bug NAME    with a planted bug
 *
 * Exit code 1 when a promise was broken.
 */
import { parseArgs } from "node:util";
import { bugNamed } from "./bugs/catalogue.ts";
import { performAll, seedTasks } from "./pool/pool.ts";
import { describeFailure, describeFigures, describeRun, sumFigures } from "./report.ts";
import { seedsFrom } from "./seeds.ts";
import { simulate, type RunReport } from "./simulate.ts";

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    runs: { type: "string", default: "100" },
    from: { type: "string", default: "1" },
    step: { type: "string", default: "1" },
    trace: { type: "boolean", default: false },
    bug: { type: "string" },
  },
});
const bug = values.bug ?? null;
const reports =
  values.seed === undefined
    ? await runMany(numberOf("from", values.from), numberOf("runs", values.runs))
    : [await runOne(numberOf("seed", values.seed))];

const failed = reports.filter(({ violations }) => violations.length > 0);
say(describeFigures(sumFigures(reports)));
for (const report of failed) say(describeFailure(report, bug));
say(`${reports.length} seeds run, ${failed.length} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;

async function runOne(seed: number): Promise<RunReport> {
  const report = await simulate(seed, {
    ...(bug === null ? {} : { sabotage: bugNamed(bug) }),
    ...(values.trace ? { print: say } : {}),
  });
  say(describeRun(report));
  return report;
}

async function runMany(from: number, count: number): Promise<RunReport[]> {
  const results = await performAll(
    seedTasks(seedsFrom(from, count, numberOf("step", values.step)), bug),
    {
      onResult({ reports: some }) {
        for (const report of some) {
          if (values.trace) say(describeRun(report));
          if (report.violations.length > 0) say(describeFailure(report, bug));
        }
      },
    },
  );
  return results.flatMap(({ reports: some }) => some);
}

function numberOf(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  process.stderr.write(`--${name} must be a whole number, not "${text}"\n`);
  process.exit(2);
}
