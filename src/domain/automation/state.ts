import type { FlowId } from "./flow.ts";
import type { Run, RunId } from "./run.ts";

/** What automations have under way in a conversation. Null on one that none has ever touched. */
export interface AutomationState {
  /** In the order of their starts. */
  runs: readonly Run[];
  /** Clocks that start flows when nobody answers (`no_answer.*`). */
  watches: readonly Watch[];
  /** Of messages of automations in the last hour, rising (Q60). */
  sentAt: readonly number[];
  /** Last starts by flow, for run policies. */
  starts: Readonly<Record<FlowId, { at: number; episode: number }>>;
  /** An answer that waits for a person's approval (R12.5). */
  draft: Draft | null;
}

export interface Watch {
  flowId: FlowId;
  kind: "no_answer.team" | "no_answer.contact";
  /** Since when nobody has answered, and the event that began it. */
  since: number;
  eventId: string;
  dueAt: number;
}

/** Written by a responder, and not sent until a person says so. Stale when the contact writes again or the window ends (Q51). */
export interface Draft {
  id: string;
  runId: RunId;
  flowId: FlowId;
  text: string;
  writtenAt: number;
  /** The contact's message that it answers. */
  answersId: string | null;
}

/** Whether a draft waits that did not before. */
export function draftIsNew(before: AutomationState | null, after: AutomationState): boolean {
  return after.draft !== null && after.draft.id !== before?.draft?.id;
}

/** Who talks in a conversation (Q50). */
export interface Driver {
  kind: "nobody" | "bot" | "person";
  /**
   * Counts how often people took the talking, or gave it back. A bot's message of an earlier lease is not sent; what it said before it handed over by itself
   * is of this one, and is.
   */
  lease: number;
}

export const NO_AUTOMATION: AutomationState = {
  runs: [],
  watches: [],
  sentAt: [],
  starts: {},
  draft: null,
};
