import type { Dump } from "../../../support/memory-store/dump.ts";
import type { Evidence } from "../evidence.ts";
import { EARLY_MS_MAX } from "../timers-watch.ts";

/** At rest nothing of automations is left: no run waits past its time or for what is done, no effect, no start, no flow that is to stop. */
export function checkWaits({ verdict, now }: Evidence, dump: Dump): void {
  const { workspaceId, conversations, events, automations } = dump;
  const { flows, effects, startsSeq } = automations;
  const broken = (what: string): void => verdict.broken("stuck", what);
  for (const { id, automation } of conversations) {
    for (const run of automation?.runs ?? []) {
      const { wait } = run;
      if (wait.kind === "effect") broken(`${run.id} waits for ${run.stepId}, and nothing comes`);
      else if (wait.dueAt < now - EARLY_MS_MAX)
        broken(`${run.id} is late by ${now - wait.dueAt} ms`);
    }
    for (const { flowId, dueAt } of automation?.watches ?? []) {
      if (dueAt < now - EARLY_MS_MAX) broken(`${flowId} should have begun in ${id}`);
    }
  }
  for (const { id } of effects) broken(`${id} is still to be done`);
  for (const { id, stopRunsBefore } of flows) {
    if (stopRunsBefore !== null) broken(`${id} is still to be stopped`);
  }
  if (startsSeq < events.length) {
    broken(`${workspaceId} was read to ${startsSeq} of ${events.length} for flows that start`);
  }
}
