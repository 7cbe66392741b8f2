import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Benchmark, BenchmarkContext } from "./support/benchmark.ts";
import { describeMachine } from "./support/machine.ts";
import { endPrograms } from "./support/processes.ts";
import { keepResult, tableOf } from "./support/report.ts";

/*
 * `./ventana bench [name ...] [--quick] [--rounds n]`. Without a name all run, one after another. Each prints a table and leaves
 * `bench/results/<name>.json`. The exit code says whether the benchmarks ran, not whether their targets were met: that is for people.
 */

/** In the order in which they run: from the parts to the whole. */
const BENCHMARKS = {
  advance: () => import("./suites/advance.ts"),
  post: () => import("./suites/post.ts"),
  accept: () => import("./suites/accept.ts"),
  "end-to-end": () => import("./suites/end-to-end.ts"),
  status: () => import("./suites/status.ts"),
  burst: () => import("./suites/burst.ts"),
  windows: () => import("./suites/windows.ts"),
  list: () => import("./suites/list.ts"),
  commands: () => import("./suites/commands.ts"),
  send: () => import("./suites/send.ts"),
  stream: () => import("./suites/stream.ts"),
  automations: () => import("./suites/automations.ts"),
  "memory-start": () => import("./suites/memory-start.ts"),
  recovery: () => import("./suites/recovery.ts"),
} as const satisfies Record<string, () => Promise<{ benchmark: Benchmark }>>;

/** On the disk of the project: a temporary directory may lie in memory, where an fsync costs nothing. */
const SCRATCH = new URL("../.cache/bench/", import.meta.url).pathname;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    rounds: { type: "string", default: "3" },
  },
});
const names = Object.keys(BENCHMARKS) as (keyof typeof BENCHMARKS)[];
const unknown = positionals.filter((name) => !(names as string[]).includes(name));
const rounds = Number(values.rounds);
if (unknown.length > 0 || !Number.isInteger(rounds) || rounds < 1) {
  process.stderr.write(`Usage: ./ventana bench [${names.join(" | ")}] [--quick] [--rounds n]\n`);
  process.exit(2);
}
const wanted =
  positionals.length === 0 ? names : names.filter((name) => positionals.includes(name));

for (const name of wanted) {
  const { benchmark } = await BENCHMARKS[name]();
  mkdirSync(SCRATCH, { recursive: true });
  const dir = mkdtempSync(join(SCRATCH, `${name}-`));
  const machine = describeMachine(dir);
  const startedAt = performance.now();
  const context: BenchmarkContext = {
    quick: values.quick,
    rounds,
    dir,
    say: (text) => void process.stderr.write(`  ${name}: ${text}\n`),
  };
  try {
    const figures = await benchmark.run(context);
    const seconds = (performance.now() - startedAt) / 1_000;
    const result = { benchmark: name, quick: values.quick, rounds, seconds, machine, figures };
    keepResult(result);
    process.stdout.write(`${tableOf(benchmark, result)}\n`);
    rmSync(dir, { recursive: true, force: true });
  } catch (error) {
    process.exitCode = 1;
    const reason = error instanceof Error ? error.stack : String(error);
    process.stderr.write(`${name} could not be measured; its files are in ${dir}\n${reason}\n`);
  } finally {
    endPrograms();
  }
}
