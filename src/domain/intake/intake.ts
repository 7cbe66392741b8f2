import { ENGINE, WHATSAPP, type Actor, type Cause } from "../actor.ts";
import type { EffectResult } from "../automation/effect.ts";
import type { FlowId } from "../automation/flow.ts";
import type { Run, RunNews } from "../automation/run.ts";
import type { AutomationState } from "../automation/state.ts";
import type { Command, Refusal } from "../conversation/commands.ts";
import type { TimerName } from "../conversation/conversation.ts";
import { authorOf, heardOf, type HeardInput } from "./heard.ts";
import {
  type ContactId,
  type ConversationId,
  type LineId,
  type MessageId,
  type SendId,
  type UserId,
  type WorkspaceId,
} from "../ids.ts";
import type { MailboxItem } from "./inbound.ts";
import { sendResultKey, targetOf, type Send, type SendResult } from "../sending/send.ts";
import type { Visibility } from "../people/visibility.ts";
import { clampOccurredAt } from "../conversation/window.ts";

/** What an entry asks: something WhatsApp told, something a person or program wants, or a deadline that has come. */
export type EntryInput =
  | HeardInput
  | {
      kind: "command";
      command: Command;
      /** The version that the conversation must have when the command's turn comes (`If-Match`); not said: any. */
      expectedVersion?: number;
      /**
       * Whose conversations the actor may change, as it was when the command came in (`domain/people/access.ts`): judged against the owner when
       * the command's turn comes. Not said: everybody's.
       */
      within?: Visibility;
    }
  | { kind: "timer"; timer: TimerName; dueAt: number }
  /** A flow is to start here, for something that is no step of this conversation (ADR 14). */
  | { kind: "start"; flowId: FlowId; trigger: Run["trigger"]; vars: Record<string, string> }
  /** What became of an effect that ends in no command. */
  | { kind: "effectResult"; effectId: string; result: EffectResult }
  /** Automations moved on: what they have under way from now on. */
  | {
      kind: "automation";
      state: AutomationState;
      dueAt: number | null;
      /** Runs that started and ended by that. */
      news: readonly RunNews[];
    }
  | {
      /** What became of a send (architecture section 1.2). */
      kind: "sendResult";
      sendId: SendId;
      messageId: MessageId;
      /** The message that a reaction is about. */
      targetId: MessageId | null;
      result: SendResult;
    };

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
  | { kind: "refused"; code: Refusal }
  /** It could not be applied because of a defect of ours; set aside so that its neighbours go on. */
  | { kind: "dead"; reason: string };

/** An entry's outcome, and where in the conversation's life it stands. */
export interface AppliedEntry {
  key: string;
  /** The conversation's version after this entry. */
  version: number;
  /** The time that was `now` for this step. */
  at: number;
  settingsVersion: number;
  /** Owner of the contact at that moment: the one fact of the step that is neither in the entry nor in the settings. */
  contactOwnerId: UserId | null;
  outcome: Outcome;
}

/** An entry of the past: everything needed to take the step again. */
export interface HistoryEntry extends IntakeEntry {
  applied: AppliedEntry;
}

/** Intake keys: one namespace per kind, so that a caller's own key can never collide with WhatsApp's. */
export function webhookKey(lineId: LineId, itemKey: string): string {
  return `wa|${lineId}|${itemKey}`;
}

export function commandKey(actorId: string, callerKey: string): string {
  return `cmd|${actorId}|${callerKey}`;
}

/** Whether somebody asked for it, and may be waiting for what becomes of it. */
export function isCommandKey(key: string): boolean {
  return key.startsWith("cmd|");
}

/** Of a request of several commands: a namespace of its own, beside that of single commands. */
export function requestKey(actorId: string, callerKey: string): string {
  return `bulk|${actorId}|${callerKey}`;
}

/** Of what the engine asks of a conversation by itself: a namespace of its own, beside those of people. */
export function engineKey(conversationId: ConversationId, what: string): string {
  return `engine|${conversationId}|${what}`;
}

/** A deadline's firing. The step's version is part of it: the same deadline may be armed and fire again later. */
export function timerKey(
  conversationId: ConversationId,
  firing: { timer: TimerName; dueAt: number; version: number },
): string {
  return `timer|${conversationId}|${firing.timer}|${firing.dueAt}|${firing.version}`;
}

/**
 * The entry that an item becomes once its conversation is known. Provider time is clamped here, once, for everything that
 * happens now; messages of the past keep theirs.
 */
export function entryOf(
  item: MailboxItem,
  place: {
    workspaceId: WorkspaceId;
    conversationId: ConversationId;
    contactId: ContactId;
    seq: number;
    receivedAt: number;
  },
): IntakeEntry {
  const { key: itemKey, lineId, occurredAt } = item;
  const input = heardOf(item);
  const { workspaceId, conversationId, contactId, seq, receivedAt } = place;
  const key = webhookKey(lineId, itemKey);
  return {
    workspaceId,
    conversationId,
    key,
    seq,
    occurredAt: input.kind === "history" ? occurredAt : clampOccurredAt(occurredAt, receivedAt),
    receivedAt,
    cause: { kind: "webhook", id: key, actor: authorOf(input, { contactId, lineId }) },
    input,
  };
}

/** The entry that reports a send's result; null for signs. It happened when the send was claimed: a refusal speaks of that moment. */
export function sendResultEntryOf(
  send: Send,
  { result, at }: { result: SendResult; at: number },
): Omit<IntakeEntry, "seq"> | null {
  const { workspaceId, conversationId, id, messageId, content, claimedAt } = send;
  if (messageId === null) return null;
  const key = sendResultKey(id, result);
  return {
    workspaceId,
    conversationId,
    key,
    occurredAt: claimedAt ?? at,
    receivedAt: at,
    cause: { kind: "send", id: key, actor: result.kind === "uncertain" ? ENGINE : WHATSAPP },
    input: { kind: "sendResult", sendId: id, messageId, targetId: targetOf(content), result },
  };
}

/** A command as it comes through the door. */
export interface AskedCommand {
  workspaceId: WorkspaceId;
  conversationId: ConversationId;
  key: string;
  command: Command;
  /** See `EntryInput`. */
  expectedVersion?: number;
  within?: Visibility;
  actor: Actor;
  /** Of an automation's: see `Cause`. */
  depth?: number;
  receivedAt: number;
}

/** The entry that a command becomes. */
export function commandEntry(asked: AskedCommand): Omit<IntakeEntry, "seq"> {
  const { workspaceId, conversationId, key, command, expectedVersion, within, actor } = asked;
  const { depth, receivedAt } = asked;
  return {
    workspaceId,
    conversationId,
    key,
    occurredAt: receivedAt,
    receivedAt,
    cause: {
      kind: actor.kind === "automation" ? "automation" : "command",
      id: key,
      actor,
      ...(depth === undefined ? {} : { depth }),
    },
    input: {
      kind: "command",
      command,
      ...(expectedVersion === undefined ? {} : { expectedVersion }),
      ...(within === undefined ? {} : { within }),
    },
  };
}

/**
 * How soon an entry is looked at (architecture section 2, lanes). `live`: at once. `status`: what becomes of messages that were sent,
 * most of what WhatsApp tells; nobody waits for it, so it is worked in rounds, many conversations at a time. `bulk`: imports of the
 * past, behind everything that is live.
 */
export type Lane = "live" | "status" | "bulk";

export function laneOf(input: EntryInput): Lane {
  switch (input.kind) {
    case "history":
      return "bulk";
    case "status":
      return "status";
    case "message":
    case "echo":
    case "reaction":
    case "edit":
    case "revoke":
    case "call":
    case "rotation":
    case "command":
    case "timer":
    case "sendResult":
    case "start":
    case "effectResult":
    case "automation":
      return "live";
  }
}
