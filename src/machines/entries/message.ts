import { preview, type MessageContent } from "../../domain/conversation/content.ts";
import type { IncomingMessage } from "../../domain/intake/inbound.ts";
import type { Outcome } from "../../domain/intake/intake.ts";
import type { MessageItem } from "../../domain/conversation/message.ts";
import { wantedBy } from "../../domain/contact/stop-words.ts";
import { messageData } from "../message-data.ts";
import type { Turn } from "../turn.ts";
import { announceStatus } from "./status.ts";

/** A message of the contact (T1 to T3). */
export function applyMessage(
  turn: Turn,
  { message, from }: { message: IncomingMessage; from?: string },
  receivedAt: number,
): Outcome {
  const known = turn.message(message.sourceId);
  if (known?.content != null) return reread(turn, known, message.content);
  const { at, occurredAt, cause } = turn.step;
  const item = fill(known, {
    ...messageOf(turn, message, receivedAt),
    direction: "incoming",
    origin: "live",
    sender: cause.actor,
  });
  turn.offer({
    type: "message.received",
    at,
    actor: cause.actor,
    settings: turn.step.settings,
    messageId: item.id,
    from: from ?? null,
    occurredAt,
    visibleAt: Math.max(at, turn.step.now),
    contactOwnerId: turn.step.contactOwnerId,
    adId: message.referral?.sourceId ?? null,
  });
  const placed = place(turn, item);
  turn.publish("message.received", { message: messageData(placed) });
  const { content } = message;
  const wanted = content.type === "text" ? wantedBy(content.text, turn.step.settings) : null;
  if (wanted !== null) {
    const said = { wanted, at: occurredAt, source: "stop_word" } as const;
    turn.learn({ kind: "wants", which: "whatsapp", said });
  }
  return { kind: "applied" };
}

/** A message that the business sent from its phone app (coexistence): outgoing. */
export function applyEcho(turn: Turn, message: IncomingMessage, receivedAt: number): Outcome {
  const known = turn.message(message.sourceId);
  if (known?.content != null) return reread(turn, known, message.content);
  const { at, occurredAt, cause } = turn.step;
  const item = fill(known, {
    ...messageOf(turn, message, receivedAt),
    direction: "outgoing",
    origin: "echo",
    sender: cause.actor,
    status: known?.status ?? "sent",
  });
  turn.offer({
    type: "message.echoed",
    at,
    actor: cause.actor,
    settings: turn.step.settings,
    occurredAt,
  });
  const placed = place(turn, item);
  turn.publish("message.echoed", { message: messageData(placed) });
  // Its statuses may have overtaken it.
  const early = known?.status ?? null;
  if (early !== null) announceStatus(turn, { ...placed, status: early });
  return { kind: "applied" };
}

/** A message of the past: shown in its place, and nothing else happens (WhatsApp section 5, `history`). */
export function applyHistory(
  turn: Turn,
  past: {
    message: IncomingMessage;
    direction: "incoming" | "outgoing";
    status: MessageItem["status"];
  },
  receivedAt: number,
): Outcome {
  const known = turn.message(past.message.sourceId);
  if (known?.content != null) return reread(turn, known, past.message.content);
  const item = fill(known, {
    ...messageOf(turn, past.message, receivedAt),
    direction: past.direction,
    origin: "history",
    sender:
      past.direction === "incoming"
        ? { kind: "contact", id: turn.contact.id }
        : { kind: "phone", id: turn.line.id },
    status: past.direction === "outgoing" ? (known?.status ?? past.status) : null,
  });
  place(turn, item);
  return { kind: "applied" };
}

/**
 * The same message again, under another key: content that could not be read before, or media announced by `history`, is filled
 * in; anything else is known already. Neither notifies nor opens anything.
 */
function reread(turn: Turn, known: MessageItem, content: MessageContent): Outcome {
  const old = known.content;
  const awaited =
    old !== null && "awaited" in old && old.awaited && "awaited" in content && !content.awaited;
  const unread = old?.type === "unsupported" && content.type !== "unsupported";
  if (!awaited && !unread) return { kind: "known" };
  place(turn, { ...known, content });
  return { kind: "applied" };
}

function messageOf(
  turn: Turn,
  message: IncomingMessage,
  receivedAt: number,
): Omit<MessageItem, "direction" | "origin" | "sender"> {
  return {
    kind: "message",
    conversationId: turn.conversation.id,
    id: turn.messageId,
    sourceId: message.sourceId,
    content: message.content,
    version: turn.version,
    episode: turn.conversation.facts.episode.number,
    occurredAt: turn.step.occurredAt,
    receivedAt,
    status: null,
    errors: [],
    pricing: null,
    context: message.context,
    referral: message.referral,
    reactions: [],
    edits: [],
    revokedAt: null,
  };
}

/** The message, with what was known about it before it came. An edit that overtook its message has the newer wording. */
function fill(stub: MessageItem | undefined, message: MessageItem): MessageItem {
  if (stub === undefined) return message;
  const edit = stub.edits.at(-1);
  return {
    ...message,
    id: stub.id,
    content: edit?.content ?? message.content,
    edits:
      edit !== undefined && message.content !== null
        ? [{ content: message.content, replacedAt: edit.replacedAt }]
        : [],
    status: message.direction === "outgoing" ? (stub.status ?? message.status) : null,
    errors: stub.errors,
    ...(stub.failure === undefined ? {} : { failure: stub.failure }),
    pricing: stub.pricing,
    reactions: stub.reactions,
    revokedAt: stub.revokedAt,
  };
}

/** Puts a message into the timeline, and into the list's line if it is the newest. */
export function place(turn: Turn, message: MessageItem): MessageItem {
  const { lastMessage, lastActivityAt, facts } = turn.conversation;
  const placed =
    message.origin !== "history" ? { ...message, episode: facts.episode.number } : message;
  turn.put(placed);
  const newest =
    lastMessage === null ||
    lastMessage.id === placed.id ||
    placed.occurredAt >= lastMessage.occurredAt;
  if (newest && placed.content !== null) {
    turn.show({
      lastMessage: {
        id: placed.id,
        direction: placed.direction,
        type: placed.content.type,
        text: placed.revokedAt === null ? preview(placed.content) : "",
        occurredAt: placed.occurredAt,
      },
      lastActivityAt: Math.max(lastActivityAt ?? placed.occurredAt, placed.occurredAt),
    });
  }
  return placed;
}
