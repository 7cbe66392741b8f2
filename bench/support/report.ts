import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Benchmark, Figure } from "./benchmark.ts";
import type { Machine } from "./machine.ts";

export interface Result {
  benchmark: string;
  quick: boolean;
  rounds: number;
  seconds: number;
  machine: Machine;
  figures: Figure[];
}

const RESULTS = new URL("../results/", import.meta.url).pathname;

/** Keeps the result as `bench/results/<name>.json`; the one before it is overwritten. */
export function keepResult(result: Result): void {
  mkdirSync(RESULTS, { recursive: true });
  const name = `${result.benchmark}${result.quick ? ".quick" : ""}.json`;
  writeFileSync(join(RESULTS, name), `${JSON.stringify(result, null, 2)}\n`);
}

/** The result as a table for people. */
export function tableOf({ title }: Pick<Benchmark, "title">, result: Result): string {
  const { machine } = result;
  const rows = result.figures.map(rowOf);
  const all = [["figure", "measured", "baseline", "ratio", "target", ""], ...rows];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const lines = all.map((row) =>
    row
      .map((cell, column) =>
        isNumeric(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      )
      .join("  ")
      .trimEnd(),
  );
  return [
    `${result.benchmark}: ${title}`,
    `  ${machine.cores} x ${machine.cpu}, Node ${machine.node}, Redis ${machine.redis}, load ${machine.load1} and fdatasync ${machine.fdatasyncMs} ms at the start, nothing pinned`,
    `  median of ${result.rounds} round(s)${result.quick ? ", quick: smaller numbers" : ""}, ${Math.round(result.seconds)} s`,
    "",
    ...lines.map((line) => `  ${line}`),
    ...baselinesOf(result.figures),
    "",
  ].join("\n");
}

/** Says once what each baseline is. */
function baselinesOf(figures: readonly Figure[]): string[] {
  const whats = new Set(
    figures.flatMap(({ baseline }) => (baseline === undefined ? [] : [baseline.what])),
  );
  return [...whats].map((what) => {
    const names = figures.filter(({ baseline }) => baseline?.what === what).map(({ name }) => name);
    const others = names.length > 1 ? ` and ${names.length - 1} more` : "";
    return `  baseline of "${names[0]}"${others}: ${what}`;
  });
}

function rowOf({ name, value, unit, baseline, target }: Figure): string[] {
  return [
    name,
    `${written(value)} ${unit}`,
    baseline === undefined ? "" : `${written(baseline.value)} ${unit}`,
    baseline === undefined ? "" : written(value / baseline.value),
    target?.text ?? "",
    target === undefined ? "" : target.met ? "met" : "MISSED",
  ];
}

const isNumeric = (column: number): boolean => column >= 1 && column <= 3;

/** Three significant digits are more than the noise allows. */
function written(value: number): string {
  if (!Number.isFinite(value)) return "-";
  if (value === 0 || Math.abs(value) >= 100) return Math.round(value).toLocaleString("en-GB");
  return String(Number(value.toPrecision(3)));
}
