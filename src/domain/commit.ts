import type { NewEffect } from "./automation/effect.ts";
import type { Evaluation } from "./automation/evaluation.ts";
import type { RunRecord, StartClaim, StepRecord } from "./automation/run.ts";
import type { Cascade } from "./records/cascade.ts";
import type { Conversation } from "./conversation/conversation.ts";
import type { ConversationEvent } from "./events.ts";
import type { ConversationId, WorkspaceId } from "./ids.ts";
import type { AppliedEntry, IntakeEntry } from "./intake/intake.ts";
import type { TimelineItem } from "./conversation/message.ts";
import type { Learnt } from "./contact/learnt.ts";
import type { NewSend } from "./sending/send.ts";

/**
 * Everything that a turn of a conversation's mailbox writes: visible together or not at all, and only if the stored
 * version is still `expectedVersion` (0: the conversation does not exist yet).
 */
export interface Commit {
  workspaceId: WorkspaceId;
  conversationId: ConversationId;
  expectedVersion: number;
  /** The conversation afterwards. Its version equals `expectedVersion` when no entry changed anything. */
  conversation: Conversation;
  /** New or changed timeline items, by id. */
  items: TimelineItem[];
  /** Into the outbox, in order. One whose id stands there is left as it is. */
  sends: NewSend[];
  /** In the order in which they happened. */
  events: ConversationEvent[];
  /** Hand-overs of the contact and its records, in the order of their steps. */
  cascades: Cascade[];
  /** What the steps tell of the contact, in their order. */
  learnt: Learnt[];
  /** Outcomes of intake entries that stood in the mailbox. */
  applied: AppliedEntry[];
  /** Deadlines that came due, and what automations did: no entry announced them, so the commit writes it together with its outcome. */
  fired: { entry: IntakeEntry; applied: AppliedEntry }[];
  automation: AutomationLog;
}

/** What automations did in a turn (ADR 14): written with it, also when the conversation itself did not change. Read by nothing that decides. */
export interface AutomationLog {
  /** Each as it is after the turn. One that stands there is replaced. */
  runs: RunRecord[];
  /** Each as it is after the turn. One that stands there is replaced. */
  steps: StepRecord[];
  /** One that stands there is left as it is. */
  evaluations: Evaluation[];
  /** Into the outbox of automations. One that stands there is left as it is. */
  effects: NewEffect[];
  /** To be claimed before all of it is written; it stands only if they are its own. */
  claims: StartClaim[];
}

export const NOTHING_AUTOMATED: AutomationLog = {
  runs: [],
  steps: [],
  evaluations: [],
  effects: [],
  claims: [],
};

/** `conflict`: somebody else committed first; load again. Nothing was written. */
export type CommitResult = "committed" | "conflict";
