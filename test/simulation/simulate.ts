import type { Dump } from "../support/memory-store/dump.ts";
import type { FaultKind } from "./core/faults.ts";
import type { RunEnd } from "./core/scheduler.ts";
import { startEngine, type Engine } from "./engine/start-engine.ts";
import { isTakeover } from "./invariants/automations/takeovers.ts";
import { checkInvariants } from "./invariants/check.ts";
import type { Evidence } from "./invariants/evidence.ts";
import type { Violation } from "./invariants/violation.ts";
import { createWhatsApp, startOutside, type Outside } from "./outside/start-outside.ts";
import type { Sabotage } from "./bugs/sabotage.ts";
import { CALM_MS_MAX, createUniverse, STORM_MS, type Universe } from "./universe.ts";

/** More than any honest run takes: beyond it something goes round in circles. */
const STEPS_MAX = 400_000;

export interface SimulateOptions {
  sabotage?: Sabotage;
  /** Given each line of the trace. */
  print?: (line: string) => void;
}

/** What became of one seed. */
export interface RunReport {
  seed: number;
  /** Empty: everything that was promised was kept. */
  violations: Violation[];
  /** The same for the same seed, always. */
  traceHash: string;
  figures: RunFigures;
}

export interface RunFigures {
  virtualHours: number;
  steps: number;
  updates: number;
  commands: number;
  events: number;
  deliveries: number;
  /** Sends that WhatsApp took. */
  sends: number;
  /** Of automations: runs that started, and what they did outside. */
  runs: number;
  effects: number;
  /** How runs ended, and how flows were looked at. */
  ends: Record<string, number>;
  /** The latest firing of a deadline in the calm. */
  latestMs: number;
  faults: Partial<Record<FaultKind, number>>;
}

/** Runs one seed from the first message to the last echo of it, and then asks whether every promise was kept. */
export async function simulate(seed: number, options: SimulateOptions = {}): Promise<RunReport> {
  const universe = createUniverse(seed, options.print);
  const { world, verdict, startAt } = universe;
  // Of a planted bug one sign is enough.
  if (options.sabotage !== undefined) verdict.onBroken(world.scheduler.stop);
  let outside: Outside | null = null;
  const whatsapp = createWhatsApp(universe);
  const engine = startEngine(universe, {
    sabotage: options.sabotage ?? null,
    graph: whatsapp.graph,
    onCommitted: (commit) => outside?.onCommitted(commit),
    onStopped: (workspaceId, lineId) => outside?.mend(workspaceId, lineId),
  });
  outside = startOutside(universe, engine, whatsapp);

  const limits = { until: startAt + STORM_MS + CALM_MS_MAX, stepsMax: STEPS_MAX };
  let end = await world.scheduler.run(limits);
  if (end === "idle") {
    outside.readers.finish();
    end = await world.scheduler.run(limits);
  }
  noteEnd(universe, end);
  const dumps = engine.database.dump();
  if (end === "idle" && (options.sabotage === undefined || verdict.violations().length === 0))
    await checkInvariants(evidenceOf(universe, engine, dumps));
  return {
    seed,
    violations: verdict.violations(),
    traceHash: world.trace.hash(),
    figures: figuresOf(universe, engine, dumps),
  };
}

function evidenceOf(
  { world, verdict, ledger }: Universe,
  { database, acceptedAt, patience, automations }: Engine,
  dumps: Dump[],
): Evidence {
  const now = world.scheduler.now();
  return { verdict, ledger, database, dumps, now, acceptedAt, patience, automations };
}

/** I11 begins here: what never comes to rest has lost something, or repeats something. */
function noteEnd({ world, verdict }: Universe, end: RunEnd): void {
  if (end === "idle") return;
  const words = { late: "was still at work when the calm was over", endless: "never came to rest" };
  verdict.broken("I11", `the engine ${words[end]}, after ${world.scheduler.steps()} steps`);
}

function figuresOf(
  { world, startAt, ledger }: Universe,
  { timers, automations }: Engine,
  dumps: Dump[],
): RunFigures {
  const { scheduler, faults } = world;
  return {
    virtualHours: Math.round((scheduler.now() - startAt) / 3_600_000),
    steps: scheduler.steps(),
    updates: ledger.updates.size,
    commands: ledger.commands.length,
    events: dumps.reduce((sum, { events }) => sum + events.length, 0),
    deliveries: dumps.reduce((sum, { deliveries }) => sum + deliveries.length, 0),
    sends: ledger.sends.length,
    runs: dumps.reduce((sum, dump) => sum + dump.automations.runs.length, 0),
    effects: automations?.decided.size ?? 0,
    ends: endsOf(dumps),
    latestMs: timers.latestMs(),
    faults: Object.fromEntries(faults.counts()),
  };
}

function endsOf(dumps: readonly Dump[]): Record<string, number> {
  const words = dumps.flatMap(({ entries, automations: { runs, evaluations } }) => [
    ...runs.map(({ state }) => state),
    ...evaluations.map(({ verdict }) =>
      verdict.kind === "skipped" ? verdict.reason : verdict.kind,
    ),
    ...entries.filter(({ entry }) => isTakeover(entry)).map(() => "took_over"),
  ]);
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
