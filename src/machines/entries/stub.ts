import { WHATSAPP } from "../../domain/actor.ts";
import { laterStatus, type MessageItem } from "../../domain/conversation/message.ts";
import type { Turn } from "../turn.ts";

/**
 * A message of which only something else is known yet. Kept, not shown, and filled in when it arrives: webhooks have no order,
 * not even inside one POST (WhatsApp section 6).
 */
export function stubOf(
  turn: Turn,
  sourceId: string,
  direction: MessageItem["direction"],
): MessageItem {
  return {
    kind: "message",
    conversationId: turn.conversation.id,
    id: turn.messageId,
    sourceId,
    content: null,
    direction,
    origin: "live",
    sender: WHATSAPP,
    version: turn.version,
    episode: turn.conversation.facts.episode.number,
    occurredAt: turn.step.occurredAt,
    receivedAt: turn.step.at,
    status: null,
    errors: [],
    pricing: null,
    context: null,
    referral: null,
    reactions: [],
    edits: [],
    revokedAt: null,
  };
}

/**
 * A message of ours, once the provider's id is known. What was known under that id before (a status that overtook the answer) becomes the
 * message's own, and the stub that held it lets go: one provider's id is one item. To be put by the caller.
 */
export function identified(turn: Turn, message: MessageItem, sourceId: string): MessageItem {
  const holder = turn.message(sourceId);
  if (holder === undefined || holder.id === message.id) return { ...message, sourceId };
  // Somebody else's message has it (an echo): it stays theirs.
  if (holder.content !== null) return message;
  turn.put({ ...holder, sourceId: null, reactions: [], edits: [] });
  return {
    ...message,
    sourceId,
    status: holder.status === null ? message.status : laterStatus(message.status, holder.status),
    errors: holder.errors.length > 0 ? holder.errors : message.errors,
    ...(holder.failure === undefined ? {} : { failure: holder.failure }),
    pricing: holder.pricing ?? message.pricing,
    reactions: [...message.reactions, ...holder.reactions],
    revokedAt: holder.revokedAt ?? message.revokedAt,
  };
}
