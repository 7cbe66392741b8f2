import type { RunRecord } from "../../../../src/domain/automation/run.ts";
import type { Dump } from "../../../support/memory-store/dump.ts";
import { groupBy, type Evidence } from "../evidence.ts";

const HOUR_MS = 3_600_000;

/** A flow starts as often as its policy allows, and while it runs as its re-entry does. Neither changes in the life of a simulated flow. */
export function checkPolicies({ verdict, ledger }: Evidence, { automations }: Dump): void {
  const { runs, versions } = automations;
  for (const [flowId, own] of groupBy(runs, (run) => run.flowId)) {
    const version = versions.find((one) => one.flowId === flowId);
    if (version === undefined) {
      verdict.broken("policy", `${flowId} has runs, and no version`);
      continue;
    }
    const { runPolicy, reentry } = version.definition;
    const once = (unitOf: (run: RunRecord) => string): void => {
      for (const [unit, some] of groupBy(own, unitOf)) {
        if (some.length > 1) {
          verdict.broken("policy", `${flowId} ran ${some.length} times for ${unit}`);
        }
      }
    };
    switch (runPolicy.kind) {
      case "oncePerContact":
        // Who was merged was somebody else before.
        once((run) => (ledger.mergedContacts.has(run.contactId) ? run.id : run.contactId));
        break;
      case "oncePerConversation":
        once((run) => run.conversationId);
        break;
      case "oncePerEpisode":
        once((run) => `${run.conversationId} in ${run.episode}`);
        break;
      case "oncePerHours":
        for (const some of groupBy(own, (run) => run.conversationId).values()) {
          const times = some.map(({ startedAt }) => startedAt).sort((a, b) => a - b);
          const early = times.find(
            (at, index) => index > 0 && at - times[index - 1]! < runPolicy.hours * HOUR_MS,
          );
          if (early !== undefined) verdict.broken("policy", `${flowId} ran again at ${early}`);
        }
        break;
      case "always":
    }
    if (reentry !== "parallel") checkAlone(verdict, own);
  }
}

/** No run of a flow began in a conversation before the one before it had ended. */
function checkAlone(verdict: Evidence["verdict"], runs: readonly RunRecord[]): void {
  for (const own of groupBy(runs, (run) => run.conversationId).values()) {
    const inOrder = own.toSorted((a, b) => a.startedAt - b.startedAt);
    for (const [index, run] of inOrder.entries()) {
      const before = inOrder[index - 1];
      if (before !== undefined && (before.endedAt ?? Infinity) > run.startedAt) {
        verdict.broken("runs", `${run.id} began before ${before.id} had ended`);
      }
    }
  }
}
