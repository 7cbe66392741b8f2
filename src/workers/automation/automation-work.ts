import type { StartOnContacts } from "./contact-starts.ts";
import { createContactStarts, type ContactStartsDeps } from "./contact-starts.ts";
import { createEffects, type Effects, type EffectsDeps } from "./effects.ts";
import { createForgetEvaluations, type ForgetEvaluations } from "./forget-evaluations.ts";
import { createStopRuns, type StopRuns } from "./stop-runs.ts";

/** Everything that automations need done beside their conversations. */
export interface AutomationWork {
  effects: Effects;
  startOnContacts: StartOnContacts;
  stopRuns: StopRuns;
  forgetEvaluations: ForgetEvaluations;
}

export type AutomationWorkDeps = EffectsDeps &
  ContactStartsDeps &
  Parameters<typeof createStopRuns>[0] &
  Parameters<typeof createForgetEvaluations>[0];

export function createAutomationWork(deps: AutomationWorkDeps): AutomationWork {
  return {
    effects: createEffects(deps),
    startOnContacts: createContactStarts(deps),
    stopRuns: createStopRuns(deps),
    forgetEvaluations: createForgetEvaluations(deps),
  };
}
