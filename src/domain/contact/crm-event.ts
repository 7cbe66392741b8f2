import type { Cause } from "../actor.ts";
import type { EventConversation, EventType, NewEvent } from "../events.ts";
import { crmEventIdOf, type WorkspaceId } from "../ids.ts";

/** Why and when a change is made. */
export interface ChangeContext {
  cause: Cause;
  at: number;
  /** The step of a conversation that brings it about, if one does. */
  conversation?: EventConversation;
  /** Tells this change from all others of the same thing (`crmEventIdOf`); not said: by the version that it leads to. */
  name?: string;
}

/** The contact, or the record of a contact, that has changed. */
interface Changed {
  workspaceId: WorkspaceId;
  contactId: string;
  recordId: string | null;
  /** That the change led to. */
  version: number;
}

/** What is told of a change, in words of the feed. */
interface News {
  type: EventType;
  data: Record<string, unknown>;
}

/** The event that tells it. A change that tells several things numbers them by `index`. */
export function crmEvent(
  { workspaceId, contactId, recordId, version }: Changed,
  { type, data }: News,
  { cause, at, conversation, name = `v${version}` }: ChangeContext,
  index = 0,
): NewEvent {
  const names = recordId === null ? { contactId } : { recordId, contactId };
  return {
    id: crmEventIdOf(recordId ?? contactId, name, index),
    type,
    workspaceId,
    occurredAt: at,
    recordedAt: at,
    conversation: conversation ?? null,
    cause,
    data: { ...names, version, ...data },
    history: { contactId, recordId },
  };
}
