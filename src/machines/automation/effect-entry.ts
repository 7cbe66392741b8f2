import { automationKey, type Run } from "../../domain/automation/run.ts";
import type { IntakeEntry, Outcome } from "../../domain/intake/intake.ts";
import { effectOf } from "./records.ts";
import type { Awaited } from "./awaited.ts";

const PREFIX = automationKey("");

/** The effect that an entry is the result of; null when it is none's. */
export function effectIn({ key, input }: IntakeEntry): string | null {
  if (input.kind === "effectResult") return input.effectId;
  return input.kind === "command" ? effectOfKey(key) : null;
}

/** The effect that a key is of; null when it is none's. */
export function effectOfKey(key: string): string | null {
  return key.startsWith(PREFIX) ? key.slice(PREFIX.length) : null;
}

/** Whether a run waits for what this effect comes to. */
export function isAwaiting(run: Run, effectId: string): boolean {
  return run.wait.kind === "effect" && effectOf(run) === effectId;
}

/** What such an entry comes to for the step that waited for it. */
export function awaitedOf(input: IntakeEntry["input"], outcome: Outcome): Awaited {
  return input.kind === "effectResult"
    ? { kind: "result", result: input.result }
    : { kind: "command", outcome };
}
