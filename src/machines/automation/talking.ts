import type { FlowDefinition } from "../../domain/automation/flow.ts";
import type { Run } from "../../domain/automation/run.ts";
import type { Step, StepId } from "../../domain/automation/step.ts";
import { talks } from "../../domain/automation/talking.ts";

export function stepOf(flow: FlowDefinition, id: StepId | null): Step | null {
  return flow.steps.find((step) => step.id === id) ?? null;
}

/** Whether a run ends when its conversation is closed (Q53): as its flow says, or if what it waits for is to be followed by a message. */
export function endsByClosing(run: Run, flow: FlowDefinition): boolean {
  if (flow.stopWhenClosed !== null) return flow.stopWhenClosed;
  const { wait } = run;
  switch (wait.kind) {
    case "effect":
      return wait.talks;
    case "answer":
    case "draft":
      return true;
    case "time":
    case "event": {
      const step = stepOf(flow, run.stepId);
      const next = step === null || !("next" in step) ? null : stepOf(flow, step.next);
      return next !== null && talks(next);
    }
  }
}
