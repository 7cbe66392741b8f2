import type { Conversation, Episode, Facts } from "./conversation.ts";

/** Newest version of the stored shape. */
export const CONVERSATION_SCHEMA = 3;

/** Before it was noted which of a contact's numbers the last inbound came from. */
interface ConversationOfSchema2 extends Omit<Conversation, "schema" | "facts"> {
  schema: 2;
  facts: Omit<Facts, "lastInboundFrom">;
}

/** Before tags, and before a close could leave the trigger unarmed. */
interface ConversationOfSchema1 extends Omit<Conversation, "schema" | "facts"> {
  schema: 1;
  facts: Omit<ConversationOfSchema2["facts"], "tags" | "episode"> & {
    episode: Omit<Episode, "rearmed">;
  };
}

export type StoredConversation = ConversationOfSchema1 | ConversationOfSchema2 | Conversation;

/** A conversation from the text that a store keeps of it. One of a newer schema comes as it is: reading it harms nobody. */
export function conversationOf(doc: string): Conversation {
  return upgraded(JSON.parse(doc) as StoredConversation);
}

/**
 * Brings a stored conversation to the present shape, one version at a time, so that a release may change the shape while millions of
 * rows stay as they were written. Each step is tested with a stored fixture of its version.
 */
export function upgraded(stored: StoredConversation): Conversation {
  switch (stored.schema) {
    case 1:
      return fromSchema2(fromSchema1(stored));
    case 2:
      return fromSchema2(stored);
    default:
      return stored;
  }
}

function fromSchema2(stored: ConversationOfSchema2): Conversation {
  return { ...stored, schema: 3, facts: { ...stored.facts, lastInboundFrom: null } };
}

/** Every close of that time let the trigger fire again. */
function fromSchema1(stored: ConversationOfSchema1): ConversationOfSchema2 {
  const { facts } = stored;
  const { adId, ...episode } = facts.episode;
  const rearmed = episode.closedAt === null ? null : true;
  return {
    ...stored,
    schema: 2,
    facts: { ...facts, episode: { ...episode, rearmed, adId }, tags: [] },
  };
}
