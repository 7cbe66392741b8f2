import type { Step, StepKind } from "./step.ts";

const TALKING: ReadonlySet<StepKind> = new Set(["send", "sendTemplate", "ask", "respond"]);

/** Whether the step writes to the contact. */
export function talks(step: Step): boolean {
  return TALKING.has(step.do);
}
