import type { Evidence } from "../evidence.ts";
import { checkCalls } from "./calls.ts";
import { checkCrm } from "./crm.ts";
import { checkDrafts } from "./drafts.ts";
import { checkEffects } from "./effects.ts";
import { checkMessages } from "./messages.ts";
import { checkPolicies } from "./policies.ts";
import { checkRuns } from "./runs.ts";
import { checkTakeovers } from "./takeovers.ts";
import { checkWaits } from "./waits.ts";

/** What is promised of flows (issue 4), in worlds that have any. */
export function checkAutomations(evidence: Evidence): void {
  const { automations } = evidence;
  if (automations === null) return;
  for (const dump of evidence.dumps) {
    checkRuns(evidence.verdict, dump);
    checkPolicies(evidence, dump);
    checkEffects(evidence, dump, automations);
    checkMessages(evidence, dump, automations);
    checkTakeovers(evidence.verdict, dump);
    checkWaits(evidence, dump);
    checkCalls(evidence, dump);
    checkDrafts(evidence, dump);
    checkCrm(evidence, dump, automations);
  }
}
