import type { Said } from "../../domain/automation/answer-text.ts";
import type { EffectResult } from "../../domain/automation/effect.ts";
import type { Step } from "../../domain/automation/step.ts";
import type { Outcome } from "../../domain/intake/intake.ts";
import { ends, goes, type After } from "./move.ts";

/** What a step waited for. */
export type Awaited =
  /** What became of its command. */
  | { kind: "command"; outcome: Outcome }
  | { kind: "result"; result: EffectResult }
  | ({ kind: "answer"; messageId: string } & Said)
  | { kind: "happened"; what: "answer" | "close" | "assignment" }
  /** The window is shut now. */
  | { kind: "shut" }
  /** Another draft stands where its own did. */
  | { kind: "replaced" }
  | { kind: "time" };

/** Takes the step's branch for that, or ends the run visibly. */
export function failed(step: Step, code: string, detail?: string): After {
  const said = { code, ...(detail === undefined ? {} : { detail }) };
  const branch = "onFail" in step ? step.onFail : null;
  if (branch !== null) return goes(branch, "failed", said);
  return ends("failed", `step ${step.id}: ${code}`, "failed", said);
}

export function unexpected(step: Step, { kind }: Awaited): After {
  return ends("failed", `step ${step.id} was answered with ${kind}, which it cannot take`);
}
