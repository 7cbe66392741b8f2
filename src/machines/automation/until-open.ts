import { nextOpening } from "../../domain/automation/business-hours.ts";
import type { Step } from "../../domain/automation/step.ts";
import { goes, outcome, type After, type Move } from "./move.ts";
import type { StepWorld } from "./step-world.ts";

/** Goes on as soon as the line's business hours, as they are now, have begun. `open`: what the step comes to if they have. */
export function untilOpen(
  step: Step & { do: "wait" },
  { facts: { at, line, timeZone } }: StepWorld,
  open: "open_already" | "waited",
): Extract<Move & After, { kind: "goes" | "waits" }> {
  const opensAt = nextOpening({ hours: line.settings.businessHours ?? null, timeZone }, at);
  if (opensAt === null) return goes(step.onTimeout, "never_opens");
  if (opensAt <= at) return goes(step.next, open);
  return { kind: "waits", wait: { kind: "time", dueAt: opensAt }, outcome: outcome("closed") };
}
