import type { Conversation } from "../domain/conversation/conversation.ts";
import {
  CONVERSATION_SCHEMA,
  upgraded,
  type StoredConversation,
} from "../domain/conversation/stored-conversation.ts";
import { INITIAL_FACTS } from "./episode.ts";

/** A stored conversation in the present shape. Throws on a shape newer than this code: an older process must not rewrite it. */
export function upgrade(stored: StoredConversation): Conversation {
  if (stored.schema > CONVERSATION_SCHEMA) {
    throw new Error(
      `conversation ${stored.id} has schema ${String(stored.schema)}; this process knows ${CONVERSATION_SCHEMA}`,
    );
  }
  return upgraded(stored);
}

/**
 * A conversation in which nothing has happened: closed, no window, nobody's, read (the state before T1). It has no times yet: the first
 * step gives them, so that entries which change nothing leave no trace, whether they were looked at together with it or before.
 */
export function newConversation(options: {
  workspaceId: string;
  id: string;
  lineId: string;
  contactId: string;
}): Conversation {
  return {
    schema: CONVERSATION_SCHEMA,
    ...options,
    version: 0,
    regions: { lifecycle: "closed", window: "none", ownership: "unassigned", attention: "read" },
    facts: INITIAL_FACTS,
    automation: null,
    lastMessage: null,
    lastActivityAt: null,
    steppedAt: 0,
    createdAt: 0,
    updatedAt: 0,
  };
}
