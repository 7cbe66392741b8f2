import type { Cause } from "./actor.ts";
import type { ContactId, ConversationId, WorkspaceId } from "./ids.ts";

/** Everything the engine announces, past tense. The order here is the order of the documentation. */
export const EVENT_TYPES = [
  "conversation.started_by_contact",
  "conversation.opened",
  "conversation.closed",
  "conversation.assigned",
  "conversation.unassigned",
  "conversation.reassigned",
  "conversation.picked_up",
  "conversation.not_picked_up",
  "conversation.read",
  "conversation.unread",
  "conversation.tagged",
  "conversation.untagged",
  "conversation.noted",
  "window.opened",
  "window.closing",
  "window.expired",
  "message.received",
  "message.echoed",
  "message.queued",
  "message.uncertain",
  "message.sent",
  "message.delivered",
  "message.read",
  "message.played",
  "message.failed",
  "message.reacted",
  "message.edited",
  "message.revoked",
  "call.received",
  "contact.identity_changed",
  "contact.created",
  "contact.updated",
  "contact.owner_changed",
  "contact.marketing_changed",
  "contact.preference_changed",
  "contact.associated",
  "contact.merged",
  "contact.deleted",
  "opportunity.created",
  "opportunity.updated",
  "opportunity.owner_changed",
  "opportunity.deleted",
  "activity.created",
  "activity.updated",
  "activity.owner_changed",
  "activity.deleted",
  "task.created",
  "task.updated",
  "task.owner_changed",
  "task.deleted",
  "automation.run.started",
  "automation.run.ended",
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

/** An event as a step decides it; the store adds its place in the feed. */
export interface NewEvent {
  /** Deterministic, so that a repeated commit or delivery is the same event; also the `webhook-id`. */
  id: string;
  type: EventType;
  workspaceId: WorkspaceId;
  occurredAt: number;
  recordedAt: number;
  /** Null for what happened in the CRM, and no conversation brought about. */
  conversation: EventConversation | null;
  cause: Cause;
  data: Record<string, unknown>;
  /** Makes it part of a contact's history, and of that of a record of the contact; the feed shows nothing of it. */
  history?: { contactId: ContactId; recordId: string | null };
}

export interface EventConversation {
  id: ConversationId;
  episode: number;
  version: number;
}

/** An event of a conversation's own step. */
export interface ConversationEvent extends NewEvent {
  conversation: EventConversation;
}

/** An event in the feed. `seq` counts 1, 2, 3, ... per workspace without a gap. */
export interface StoredEvent extends Omit<NewEvent, "history"> {
  seq: number;
}

/** An event in the feed that a conversation's step brought about. */
export type StoredConversationEvent = StoredEvent & { conversation: EventConversation };

export function isOfConversation(event: StoredEvent): event is StoredConversationEvent {
  return event.conversation !== null;
}

/** The envelope that leaves the house: feed, stream and endpoints alike. Times are ISO 8601 UTC. */
export interface EventEnvelope {
  id: string;
  type: EventType;
  workspaceId: WorkspaceId;
  seq: number;
  occurredAt: string;
  recordedAt: string;
  conversation: NewEvent["conversation"];
  cause: Cause;
  data: Record<string, unknown>;
}

export function envelopeOf(event: StoredEvent): EventEnvelope {
  return {
    id: event.id,
    type: event.type,
    workspaceId: event.workspaceId,
    seq: event.seq,
    occurredAt: new Date(event.occurredAt).toISOString(),
    recordedAt: new Date(event.recordedAt).toISOString(),
    conversation: event.conversation,
    cause: event.cause,
    data: event.data,
  };
}
