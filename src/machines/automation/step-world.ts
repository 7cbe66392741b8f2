import type { ConditionFacts } from "../../domain/automation/condition-facts.ts";
import type { Run } from "../../domain/automation/run.ts";
import type { FlowId } from "../../domain/automation/flow.ts";
import type { UserId } from "../../domain/ids.ts";

/** What a step is taken in: the run, and everything around it at that moment. */
export interface StepWorld {
  run: Run;
  facts: ConditionFacts;
  contactOwnerId: UserId | null;
  /** Whether a flow is switched on. */
  isLive: (flowId: FlowId) => boolean;
}
