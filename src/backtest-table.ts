import type { BacktestReport, VersionFigures } from "./domain/automation/backtest.ts";

/** A report as lines for people. */
export function backtestTable(report: BacktestReport): string[] {
  const { conversations, events, compared, runs, moreRuns, cannotKnow } = report;
  const { draft, live } = report;
  const name = report.version === null ? "draft" : `version ${report.version}`;
  const heads = ["", name, ...(live === null ? [] : [`live ${String(report.against)}`])];
  const row = (title: string, of: (figures: VersionFigures) => number | string): string[] => [
    title,
    String(of(draft)),
    ...(live === null ? [] : [String(of(live))]),
  ];
  const rows = [
    heads,
    row("events that could start it", ({ evaluations }) => evaluated(evaluations)),
    row("runs started", ({ runs: of }) => of.started),
    row("conversations touched", (figures) => figures.conversations),
    row("free-form messages", ({ messages }) => messages.freeForm),
    row("templates", ({ messages }) => sum(messages.templates)),
    ...named("template", draft, live, ({ messages }) => messages.templates),
    ...named("ended", draft, live, ({ runs: of }) => of.ended),
    ...named("not matched at", draft, live, ({ evaluations }) => evaluations.notMatched),
    ...named("skipped for", draft, live, ({ evaluations }) => evaluations.skipped),
    ...named("assumed", draft, live, ({ assumed }) => assumed),
  ];
  const period = `${day(report.since)} to ${day(report.until)}`;
  const { rehearsed, passedOver, failed } = conversations;
  return [
    `Flow ${report.flowId}, ${period}: ${rehearsed + passedOver + failed} conversations, ${events} entries of history.`,
    ...(failed > 0 ? [`${failed} of them could not be gone through; the log says why.`] : []),
    "",
    ...aligned(rows),
    "",
    ...(compared === null
      ? []
      : [
          `Started in both: ${compared.both}; only in ${name}: ${compared.onlyDraft}; only in the live one: ${compared.onlyLive}.`,
          "",
        ]),
    ...aligned([
      ["started (UTC)", "contact", "in", "state", "messages"],
      ...runs.map(({ startedAt, contact, in: whose, state, messages }) => [
        minute(startedAt),
        contact.name === "" ? contact.id : contact.name,
        live === null ? "" : whose,
        state,
        messages.map(({ kind, text }) => (kind === "template" ? `[${text}]` : text)).join(" / "),
      ]),
    ]),
    ...(moreRuns > 0 ? [`and ${moreRuns} more`] : []),
    "",
    "What it cannot know, and how it does without:",
    ...cannotKnow.map((line) => `  ${line}`),
  ];
}

function evaluated({ started, notMatched, skipped }: VersionFigures["evaluations"]): number {
  return started + sum(notMatched) + sum(skipped);
}

function named(
  title: string,
  draft: VersionFigures,
  live: VersionFigures | null,
  of: (figures: VersionFigures) => Partial<Record<string, number>>,
): string[][] {
  const sides = live === null ? [of(draft)] : [of(draft), of(live)];
  const names = [...new Set(sides.flatMap((side) => Object.keys(side)))].toSorted();
  return names
    .filter((name) => sides.some((side) => (side[name] ?? 0) > 0))
    .map((name) => [`  ${title} ${name}`, ...sides.map((side) => String(side[name] ?? 0))]);
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((all, count) => all + count, 0);
}

function aligned(rows: readonly string[][]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  }
  return rows.map((row) => {
    const cells = row.map((cell, at) => cell.padEnd(widths[at] ?? 0));
    return cells.join("  ").trimEnd();
  });
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function minute(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace("T", " ");
}
