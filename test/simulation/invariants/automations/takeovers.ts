import { automationKey, effectIdOf } from "../../../../src/domain/automation/run.ts";
import type { IntakeEntry } from "../../../../src/domain/intake/intake.ts";
import type { Dump } from "../../../support/memory-store/dump.ts";
import type { Verdict } from "../violation.ts";

/**
 * Automations give the talking back to themselves by a flow that takes over, before the first step of its run, and by nothing else (Q50); and no such flow
 * was kept from starting because a person talked.
 */
export function checkTakeovers(verdict: Verdict, { entries, automations }: Dump): void {
  const { runs, versions, evaluations } = automations;
  const named = new Map(
    versions.map(({ flowId, version, definition }) => [`${flowId} ${version}`, definition]),
  );
  const definitionOf = (one: { flowId: string; flowVersion: number }) =>
    named.get(`${one.flowId} ${one.flowVersion}`);
  const own = new Set(
    runs.flatMap((run) => {
      const definition = definitionOf(run);
      const takesOver = definition !== undefined && definition.takesOver;
      return takesOver ? [automationKey(effectIdOf(run.id, definition.first, 0))] : [];
    }),
  );
  for (const { entry } of entries) {
    if (!isTakeover(entry) || own.has(entry.key)) continue;
    verdict.broken("driver", `${entry.key} gave the talking back, and no flow takes over there`);
  }
  for (const evaluation of evaluations) {
    const { id, verdict: seen } = evaluation;
    const wasKept = seen.kind === "skipped" && seen.reason === "person_drives";
    if (wasKept && definitionOf(evaluation)?.takesOver === true) {
      verdict.broken("driver", `${id} waited for a person, and takes over`);
    }
  }
}

/** Whether an automation gives the talking back to automations. */
export function isTakeover({ cause, input }: Pick<IntakeEntry, "cause" | "input">): boolean {
  const isCommand = cause.actor.kind === "automation" && input.kind === "command";
  return isCommand && input.command.name === "resumeAutomations";
}
