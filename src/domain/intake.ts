import type { Cause } from "./actor.ts";
import type { Command, Refusal } from "./commands.ts";
import type { TimerName } from "./conversation.ts";
import type { ConversationId, LineId, WorkspaceId } from "./ids.ts";
import type { MailboxInput } from "./inbound.ts";

/** What an entry asks: something WhatsApp told, something a person or program wants, or a deadline that has come. */
export type EntryInput =
  | MailboxInput
  | { kind: "command"; command: Command }
  | { kind: "timer"; timer: TimerName; dueAt: number };

/**
 * One entry of a conversation's mailbox. Written durably before anybody is told so, applied in order of `seq`, once, and
 * kept with its outcome: applied entries in order of (version, seq) are the conversation's history.
 */
export interface IntakeEntry {
  workspaceId: WorkspaceId;
  conversationId: ConversationId;
  /** Unique in the workspace, for ever: Meta repeats for days (reliability.md 2.5). */
  key: string;
  /** Arrival order. Unique and rising within a conversation. */
  seq: number;
  occurredAt: number;
  receivedAt: number;
  cause: Cause;
  input: EntryInput;
}

/** What became of an entry. */
export type Outcome =
  /** It changed the conversation or its timeline. */
  | { kind: "applied" }
  /** What it says was known already, for instance through the history of the phone app. */
  | { kind: "known" }
  /** It concerns a message that has not arrived; kept with a stub of that message until it does. */
  | { kind: "held" }
  /** A deadline that had moved, or a status that does not rank. */
  | { kind: "ignored" }
  /** A command that is not possible; nothing changed. */
  | { kind: "refused"; code: Refusal };

/** An entry's outcome, and where in the conversation's life it stands. */
export interface AppliedEntry {
  key: string;
  /** The conversation's version after this entry. */
  version: number;
  /** The time that was `now` for this step. */
  at: number;
  settingsVersion: number;
  outcome: Outcome;
}

/** An entry of the past: everything needed to take the step again. */
export interface HistoryEntry extends IntakeEntry {
  applied: AppliedEntry;
}

/** Where an entry goes: the conversation is derived from these two. */
export interface MailboxAddress {
  workspaceId: WorkspaceId;
  lineId: LineId;
  conversationId: ConversationId;
}
