import type { ConversationId, WorkspaceId } from "../ids.ts";
import type { FlowId } from "./flow.ts";
import type { RunId } from "./run.ts";

/** Why a flow did, or did not, start on an event. */
export type Verdict =
  | { kind: "started"; runId: RunId }
  /** The first condition that did not hold, with what was there: `when.all[1]`, `start.match`, `scope.adIds`. */
  | { kind: "not_matched"; at: string; expected: unknown; actual: unknown }
  /** Its run policy or re-entry, or a limit, kept it from starting. `detail` names the run or start that did. */
  | {
      kind: "skipped";
      reason:
        | "run_policy"
        | "already_running"
        | "own_event"
        | "too_deep"
        | "too_many_runs"
        | "person_drives"
        | "not_rearmed";
      detail: Record<string, unknown>;
    };

export const VERDICTS = ["started", "not_matched", "skipped"] as const satisfies Verdict["kind"][];

/** One look of a flow at one event that is its start event. */
export interface Evaluation {
  workspaceId: WorkspaceId;
  /** Flow and event: looked at again it is the same. */
  id: string;
  flowId: FlowId;
  flowVersion: number;
  conversationId: ConversationId;
  episode: number;
  event: { type: string; id: string };
  at: number;
  verdict: Verdict;
}
