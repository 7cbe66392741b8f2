import type { FaultKind } from "./core/faults.ts";
import type { RunFigures, RunReport } from "./simulate.ts";

/** What one run was, in one line. */
export function describeRun({ seed, traceHash, figures }: RunReport): string {
  const { virtualHours, steps, updates, commands, events, deliveries, sends, latestMs } = figures;
  return (
    `seed ${seed}: trace ${traceHash}, ${virtualHours} virtual hours, ${steps} steps, ${updates} updates, ` +
    `${commands} commands, ${events} events, ${deliveries} deliveries, ${sends} sends, latest deadline in the calm ${latestMs} ms`
  );
}

/** What a failed run broke, and how to see it again. */
export function describeFailure(
  { seed, violations }: RunReport,
  bug: string | null = null,
): string {
  const lines = violations.map(({ invariant, what }) => `  ${invariant}: ${what}`);
  const again = `./ventana simulate --seed ${seed}${bug === null ? "" : ` --bug "${bug}"`} --trace`;
  return [`seed ${seed} failed:`, ...lines, `  replay: ${again}`].join("\n");
}

/** Sums over many runs; `latestMs` is the worst. */
export function sumFigures(reports: readonly RunReport[]): RunFigures {
  const sum: RunFigures = {
    virtualHours: 0,
    steps: 0,
    updates: 0,
    commands: 0,
    events: 0,
    deliveries: 0,
    sends: 0,
    runs: 0,
    effects: 0,
    ends: {},
    latestMs: 0,
    faults: {},
  };
  for (const { figures } of reports) {
    sum.virtualHours += figures.virtualHours;
    sum.steps += figures.steps;
    sum.updates += figures.updates;
    sum.commands += figures.commands;
    sum.events += figures.events;
    sum.deliveries += figures.deliveries;
    sum.sends += figures.sends;
    sum.runs += figures.runs;
    sum.effects += figures.effects;
    for (const [word, count] of Object.entries(figures.ends)) {
      sum.ends[word] = (sum.ends[word] ?? 0) + count;
    }
    sum.latestMs = Math.max(sum.latestMs, figures.latestMs);
    for (const [kind, count] of Object.entries(figures.faults)) {
      const known = sum.faults[kind as FaultKind] ?? 0;
      sum.faults[kind as FaultKind] = known + count;
    }
  }
  return sum;
}

export function describeFigures(figures: RunFigures): string {
  const { virtualHours, steps, updates, commands, events, deliveries, sends } = figures;
  const { runs, effects, ends, latestMs, faults } = figures;
  return [
    `  ${virtualHours} virtual hours, ${steps} steps`,
    `  ${updates} updates, ${commands} commands, ${events} events, ${deliveries} deliveries, ${sends} sends taken`,
    `  ${runs} runs of flows, ${effects} effects: ${listOf(ends)}`,
    `  latest deadline in the calm: ${latestMs} ms`,
    `  faults: ${listOf(faults)}`,
  ].join("\n");
}

function listOf(counts: Readonly<Record<string, number>>): string {
  return (
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(", ") || "none"
  );
}
