import {
  NOBODY_DRIVES,
  type Conversation,
  type Episode,
  type Facts,
  type Timers,
} from "./conversation.ts";

/** Newest version of the stored shape. */
export const CONVERSATION_SCHEMA = 4;

/** Before automations. */
interface ConversationOfSchema3 extends Omit<Conversation, "schema" | "facts" | "automation"> {
  schema: 3;
  facts: Omit<Facts, "driver" | "timers"> & { timers: Omit<Timers, "automation"> };
}

/** Before it was noted which of a contact's numbers the last inbound came from. */
interface ConversationOfSchema2 extends Omit<ConversationOfSchema3, "schema" | "facts"> {
  schema: 2;
  facts: Omit<ConversationOfSchema3["facts"], "lastInboundFrom">;
}

/** Before tags, and before a close could leave the trigger unarmed. */
interface ConversationOfSchema1 extends Omit<ConversationOfSchema2, "schema" | "facts"> {
  schema: 1;
  facts: Omit<ConversationOfSchema2["facts"], "tags" | "episode"> & {
    episode: Omit<Episode, "rearmed">;
  };
}

export type StoredConversation =
  | ConversationOfSchema1
  | ConversationOfSchema2
  | ConversationOfSchema3
  | Conversation;

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
      return fromSchema3(fromSchema2(fromSchema1(stored)));
    case 2:
      return fromSchema3(fromSchema2(stored));
    case 3:
      return fromSchema3(stored);
    default:
      return stored;
  }
}

function fromSchema3(stored: ConversationOfSchema3): Conversation {
  const { facts } = stored;
  const timers = { ...facts.timers, automation: null };
  return {
    ...stored,
    schema: 4,
    facts: { ...facts, timers, driver: NOBODY_DRIVES },
    automation: null,
  };
}

function fromSchema2(stored: ConversationOfSchema2): ConversationOfSchema3 {
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
