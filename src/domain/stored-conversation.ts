import type { Conversation, Episode, Facts } from "./conversation.ts";

/** Newest version of the stored shape. */
export const CONVERSATION_SCHEMA = 2;

/** Before tags, and before a close could leave the trigger unarmed. */
interface ConversationOfSchema1 extends Omit<Conversation, "schema" | "facts"> {
  schema: 1;
  facts: Omit<Facts, "tags" | "episode"> & { episode: Omit<Episode, "rearmed"> };
}

export type StoredConversation = ConversationOfSchema1 | Conversation;

/** A conversation from the text that a store keeps of it. One of a newer schema comes as it is: reading it harms nobody. */
export function conversationOf(doc: string): Conversation {
  return upgraded(JSON.parse(doc) as StoredConversation);
}

/**
 * Brings a stored conversation to the present shape, one version at a time, so that a release may change the shape while millions of
 * rows stay as they were written. Each step is tested with a stored fixture of its version.
 */
export function upgraded(stored: StoredConversation): Conversation {
  return stored.schema === 1 ? fromSchema1(stored) : stored;
}

/** Every close of that time let the trigger fire again. */
function fromSchema1(stored: ConversationOfSchema1): Conversation {
  const { facts } = stored;
  const { adId, ...episode } = facts.episode;
  const rearmed = episode.closedAt === null ? null : true;
  return {
    ...stored,
    schema: 2,
    facts: { ...facts, episode: { ...episode, rearmed, adId }, tags: [] },
  };
}
