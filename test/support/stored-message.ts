import type { MessageItem } from "../../src/domain/conversation/message.ts";
import { T0 } from "./builders.ts";

/** A text of the contact's, as the timeline has it. */
export function aStoredMessage(changes: Partial<MessageItem> = {}): MessageItem {
  return {
    kind: "message",
    conversationId: "c",
    id: "m1",
    sourceId: "wamid.1",
    content: { type: "text", text: "Hola" },
    direction: "incoming",
    origin: "live",
    sender: { kind: "contact", id: "ct_ana" },
    version: 1,
    episode: 1,
    occurredAt: T0,
    receivedAt: T0,
    status: null,
    errors: [],
    pricing: null,
    context: null,
    referral: null,
    reactions: [],
    edits: [],
    revokedAt: null,
    ...changes,
  };
}
