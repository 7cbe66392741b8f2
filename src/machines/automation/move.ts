import type { EffectTask } from "../../domain/automation/effect.ts";
import type { FlowId } from "../../domain/automation/flow.ts";
import type { RunEnd, RunWait, StepMemo, StepRecord } from "../../domain/automation/run.ts";
import type { StepId } from "../../domain/automation/step.ts";
import type { Command } from "../../domain/conversation/commands.ts";

export type StepOutcome = NonNullable<StepRecord["outcome"]>;

/** What a visit of a step does. */
export type Move =
  | Goes
  | Ends
  /** A command, applied at once; what it comes to is the step's outcome. `before`: another that is applied first, whatever it comes to. */
  | { kind: "commands"; command: Command; before?: Command }
  /** An effect, whose result is the step's outcome. */
  | { kind: "does"; task: EffectTask; before?: Command }
  | { kind: "waits"; wait: Exclude<RunWait, { kind: "effect" }>; memo?: StepMemo }
  /** An answer that a person has to approve. */
  | { kind: "drafts"; text: string; dueAt: number }
  /** Another flow starts here, and the run goes on. */
  | { kind: "starts"; flowId: FlowId; to: StepId | null };

/** What becomes of a run after what its step waited for. */
export type After =
  | Goes
  | Ends
  | { kind: "waits"; wait: Exclude<RunWait, { kind: "effect" }>; outcome: StepOutcome }
  /** The same step once more, as another visit. */
  | { kind: "again"; outcome: StepOutcome; memo: StepMemo | null };

export interface Goes {
  kind: "goes";
  to: StepId | null;
  outcome: StepOutcome;
  /** What the run remembers from now on, beside what it did. */
  vars?: Readonly<Record<string, string>>;
  /** Given before it goes on; nobody waits for it. */
  command?: Command;
}

export interface Ends {
  kind: "ends";
  end: RunEnd;
  reason: string;
  outcome: StepOutcome;
}

export function goes(to: StepId | null, kind: string, detail?: Record<string, unknown>): Goes {
  return { kind: "goes", to, outcome: outcome(kind, detail) };
}

export function ends(
  end: RunEnd,
  reason: string,
  kind: string = end,
  detail?: Record<string, unknown>,
): Ends {
  return { kind: "ends", end, reason, outcome: outcome(kind, detail) };
}

export function outcome(kind: string, detail?: Record<string, unknown>): StepOutcome {
  return detail === undefined ? { kind } : { kind, detail };
}
