import type { FlowDefinition, FlowId } from "../../../domain/automation/flow.ts";
import { matchesMessage } from "../../../domain/automation/start-match.ts";
import type { HistoryEntry } from "../../../domain/intake/intake.ts";

/** What may start a flow, as far as the past tells without being gone through. */
export interface Concern {
  flowId: FlowId;
  /** The version that is rehearsed. */
  definition: FlowDefinition;
  /** Whether other flows may start it. */
  isStartedByFlows: boolean;
}

/**
 * Whether a rehearsal of this past could come to a run of the flow. No is certain: then it need not be gone through. Yes is said whenever it cannot be told
 * from the entries alone.
 */
export function mayConcern(
  history: readonly HistoryEntry[],
  { flowId, definition, isStartedByFlows }: Concern,
  since: number,
): boolean {
  if (isStartedByFlows) return true;
  let underWay = false;
  for (const { input, applied } of history) {
    if (applied.at < since) {
      if (input.kind === "automation") {
        const { runs, watches } = input.state;
        underWay = [...runs, ...watches].some((one) => one.flowId === flowId);
      }
      continue;
    }
    if (underWay) return true;
    if (input.kind === "start" && input.flowId === flowId) return true;
    if (mayStart(definition, input)) return true;
  }
  return underWay;
}

function mayStart({ start }: FlowDefinition, input: HistoryEntry["input"]): boolean {
  switch (start.on) {
    case "message.received":
      return input.kind === "message" && matchesMessage(start.match, input.message.content);
    case "template.answered":
      return (
        input.kind === "message" &&
        (input.message.context !== null || input.message.content.type === "reply")
      );
    case "manual":
    case "http":
    case "contact.created":
    case "contact.updated":
      return false;
    // These may come of anything: of deadlines, and of what other flows do.
    default:
      return true;
  }
}
