import type { FlowDefinition } from "./flow.ts";
import type { Step, StepId } from "./step.ts";
import { waysOf } from "./step-graph.ts";
import { stepHash } from "./step-hash.ts";

/** Where a run stands when it is to take a step, and what it is held against. */
export interface Position {
  /** The version that the run entered with. */
  recorded: FlowDefinition;
  /** The version that is live; null when the flow is switched off: then runs go on as they entered (Q63). */
  live: FlowDefinition | null;
  /** Steps taken so far. */
  path: readonly StepId[];
  /** The step that comes next in the recorded version; null: the run ends. */
  next: StepId | null;
}

/** What an edited flow means for a run (R14.7 to R14.9). */
export type Reconciled =
  /** It goes on with this step, as it was recorded. `skipped`: steps before it that are no more, or do something else now. */
  | { kind: "run"; step: Step; skipped: readonly StepId[] }
  /** Nothing of what was ahead is left, or there was nothing. */
  | { kind: "ends"; skipped: readonly StepId[] }
  /** A decision that led the contact here was removed: the rest does not match. */
  | { kind: "leaves"; removed: StepId };

/**
 * Compares the recorded version with the live one before a step is taken (R14.7). If both agree on the step it runs. What was removed behind the run
 * changes nothing, unless it is a decision: then the run leaves (R14.9). What was removed or changed ahead is passed over: of the steps that
 * follow it in the recorded version, the first that the live one has too comes next (R14.8, R14.9); of a removed decision those behind `yes` are looked at
 * before those behind `no`. A step only the live version has is never taken. Where a step leads, and what it is called for people, may change freely.
 */
export function reconcile({ recorded, live, path, next }: Position): Reconciled {
  const steps = byId(recorded);
  if (live === null || live === recorded) return plain(steps, next);
  const liveSteps = byId(live);
  const removed =
    next === null ? undefined : path.find((id) => isLostDecision(steps.get(id), liveSteps));
  if (removed !== undefined) return { kind: "leaves", removed };
  const skipped: StepId[] = [];
  const seen = new Set<StepId>();
  const ahead: (StepId | null)[] = [next];
  while (ahead.length > 0) {
    const id = ahead.pop() ?? null;
    const step = id === null ? undefined : steps.get(id);
    if (step === undefined || seen.has(step.id)) continue;
    seen.add(step.id);
    if (agree(step, liveSteps.get(step.id))) return { kind: "run", step, skipped };
    skipped.push(step.id);
    const ways = waysOf(step).filter(({ isMain }) => isMain);
    ahead.push(...ways.map(({ to }) => to).reverse());
  }
  return { kind: "ends", skipped };
}

function plain(steps: ReadonlyMap<StepId, Step>, next: StepId | null): Reconciled {
  const step = next === null ? undefined : steps.get(next);
  return step === undefined ? { kind: "ends", skipped: [] } : { kind: "run", step, skipped: [] };
}

/** Definitions are immutable, and are asked about with every step of every run. */
const indexes = new WeakMap<FlowDefinition, ReadonlyMap<StepId, Step>>();

function byId(definition: FlowDefinition): ReadonlyMap<StepId, Step> {
  const known = indexes.get(definition);
  if (known !== undefined) return known;
  const index = new Map(definition.steps.map((step) => [step.id, step]));
  indexes.set(definition, index);
  return index;
}

function agree(recorded: Step, live: Step | undefined): boolean {
  return live !== undefined && stepHash(live) === stepHash(recorded);
}

/** A decision of which the live version has nothing under its name, or something that is no such decision. One that asks otherwise is changed, not removed. */
function isLostDecision(recorded: Step | undefined, live: ReadonlyMap<StepId, Step>): boolean {
  if (recorded === undefined || (recorded.do !== "decide" && recorded.do !== "split")) return false;
  return live.get(recorded.id)?.do !== recorded.do;
}
