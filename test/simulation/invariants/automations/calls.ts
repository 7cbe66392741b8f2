import { runIdOf } from "../../../../src/domain/automation/run.ts";
import type { Dump } from "../../../support/memory-store/dump.ts";
import type { Evidence } from "../evidence.ts";

/**
 * A call from outside, or somebody's start by hand, that was answered with 202 stands once, whatever became of its answers; however often it is
 * repeated its run is the same one, and it is there where every answer says.
 */
export function checkCalls({ verdict, ledger }: Evidence, dump: Dump): void {
  const { workspaceId, entries, automations } = dump;
  const standing = new Map(
    entries.flatMap(({ entry }) =>
      entry.input.kind === "start" ? [[entry.key, { entry, input: entry.input }] as const] : [],
    ),
  );
  for (const { asked, asker, begun } of ledger.starts) {
    if (asked.workspaceId !== workspaceId || begun.length === 0) continue;
    const { flowId, callerKey } = asked;
    const trigger = `${asker}|${callerKey}`;
    const key = `start|${flowId}|${trigger}`;
    const start = standing.get(key);
    if (start === undefined) {
      verdict.broken("calls", `${key} was answered with 202, and does not stand`);
      continue;
    }
    const { conversationId } = start.entry;
    const runId = runIdOf(flowId, conversationId, trigger);
    for (const answer of begun) {
      if (answer.conversationId === conversationId && answer.runId === runId) continue;
      verdict.broken(
        "calls",
        `${key} stands in ${conversationId}, and was told to be ${answer.runId}`,
      );
    }
    if (begun.filter(({ repeated }) => !repeated).length > 1) {
      verdict.broken("calls", `${key} was told twice to be the first`);
    }
    const runs = automations.runs.filter(
      (run) => run.flowId === flowId && run.trigger.id === trigger,
    );
    if (runs.length > 1) verdict.broken("calls", `${key} started ${runs.length} runs`);
    const isOther = runs.some((run) => run.id !== runId);
    if (isOther) verdict.broken("calls", `${key} did not start ${runId}`);
  }
}
