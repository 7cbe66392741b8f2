import type { FlowBook } from "../../domain/automation/flow-book.ts";
import { reconcile } from "../../domain/automation/reconcile.ts";
import { RUN_STEPS_MAX, type Run, type RunEnd } from "../../domain/automation/run.ts";
import type { Step, StepId } from "../../domain/automation/step.ts";

/** The step that a run takes next, or how it is over. */
export type Place = { kind: "step"; step: Step } | { kind: "ends"; end: RunEnd; reason: string };

/** Where a run stands before a step, `next` in the version it entered with: what became of its flow in the meantime is asked each time (R14.7, Q63). */
export function placeOf(book: FlowBook, run: Run, next: StepId | null): Place {
  const standing = book.standing(run.flowId);
  const stopsBefore = standing?.stopRunsBefore ?? null;
  if (stopsBefore !== null && run.startedAt <= stopsBefore) {
    return { kind: "ends", end: "stopped", reason: "its flow was switched off" };
  }
  if (next === null) return { kind: "ends", end: "completed", reason: "it came to its end" };
  if (run.path.length >= RUN_STEPS_MAX) {
    return { kind: "ends", end: "cut", reason: `it took ${RUN_STEPS_MAX} steps` };
  }
  const recorded = book.definition(run.flowId, run.flowVersion);
  if (recorded === null) return { kind: "ends", end: "failed", reason: "its version is not known" };
  const live = standing?.live?.definition ?? null;
  const found = reconcile({ recorded, live, path: run.path, next });
  switch (found.kind) {
    case "run":
      return { kind: "step", step: found.step };
    case "ends":
      return found.skipped.length === 0
        ? { kind: "ends", end: "completed", reason: "it came to its end" }
        : {
            kind: "ends",
            end: "left",
            reason: `of what was ahead, nothing is left of ${found.skipped.join(", ")}`,
          };
    case "leaves":
      return { kind: "ends", end: "left", reason: `the decision ${found.removed} was removed` };
  }
}
