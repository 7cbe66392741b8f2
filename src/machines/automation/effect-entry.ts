import { automationKey } from "../../domain/automation/run.ts";
import type { IntakeEntry, Outcome } from "../../domain/intake/intake.ts";
import type { Awaited } from "./awaited.ts";

const PREFIX = automationKey("");

/** The effect that an entry is the result of; null when it is none's. */
export function effectIn({ key, input }: IntakeEntry): string | null {
  if (input.kind === "effectResult") return input.effectId;
  return input.kind === "command" && key.startsWith(PREFIX) ? key.slice(PREFIX.length) : null;
}

/** What such an entry comes to for the step that waited for it. */
export function awaitedOf(input: IntakeEntry["input"], outcome: Outcome): Awaited {
  return input.kind === "effectResult"
    ? { kind: "result", result: input.result }
    : { kind: "command", outcome };
}
