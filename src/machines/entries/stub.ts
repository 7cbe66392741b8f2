import { WHATSAPP } from "../../domain/actor.ts";
import type { MessageItem } from "../../domain/message.ts";
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
