import type { MessageId } from "../../domain/ids.ts";
import { messageIdOf } from "../../domain/ids.ts";
import type { MessageItem } from "../../domain/conversation/message.ts";
import type { Command } from "../../domain/conversation/commands.ts";
import { isAnswer, isFreeForm, type OutgoingMessage } from "../../domain/sending/outgoing.ts";
import type { ResendCommand, SendCommand } from "../../domain/sending/send-commands.ts";
import { messageData } from "../message-data.ts";
import { contentOf } from "../outgoing-content.ts";
import type { Turn } from "../turn.ts";
import { place } from "./message.ts";

/**
 * Sends messages (T5, T7, T8; T6 was refused before): each has its place in the timeline and in the outbox, in their order. What an answer
 * does to the conversation happens once for all of them.
 */
export function applySend(turn: Turn, { messages, lease }: SendCommand): boolean {
  const items = messages.map((message, index) => itemOf(turn, message, index));
  answer(turn, messages);
  for (const [index, message] of messages.entries()) {
    const item = items[index];
    // Of a run: as it is once the message stands, for with the message an episode may have begun.
    const stands = lease === undefined ? null : turn.conversation.facts.driver.lease;
    if (item !== undefined) queue(turn, { message, item, index, lease: stands });
  }
  return true;
}

/** Sends a responder's draft that a person has approved: their message, and yet the automation goes on talking (R12.5). */
export function applyApproval(turn: Turn, command: Command & { name: "approveDraft" }): boolean {
  const draft = turn.conversation.automation?.draft;
  if (draft == null) throw new Error("a draft that is not there was to be sent");
  const text = command.text ?? draft.text;
  const content = { type: "text", text, previewUrl: false } as const;
  const message = { content, replyToId: null };
  const item = itemOf(turn, message, 0);
  answer(turn, [message], { kind: "automation", id: draft.flowId });
  queue(turn, { message, item, index: 0, lease: null });
  return true;
}

/** Sends a failed message again, as a message of its own; the two name each other. */
export function applyResend(turn: Turn, { messageId, content, replyToId }: ResendCommand): boolean {
  const failed = turn.messageById(messageId);
  if (failed === undefined) throw new Error("a message that is not there was to be sent again");
  const message = { content, replyToId };
  const item = { ...itemOf(turn, message, 0), resendOf: messageId };
  turn.put({ ...failed, resentAs: item.id });
  answer(turn, [message]);
  queue(turn, { message, item, index: 0, lease: null });
  return true;
}

/** The person answers: that opens, takes the unread mark away, and picks up (T8, Q12). Not a reaction, as one of the contact's does not. */
function answer(
  turn: Turn,
  messages: readonly OutgoingMessage[],
  actor = turn.step.cause.actor,
): void {
  const answers = messages.filter(({ content }) => isAnswer(content));
  if (answers.length === 0) return;
  const { at, settings } = turn.step;
  turn.offer({
    type: "message.send",
    at,
    actor,
    settings,
    freeForm: answers.some(({ content }) => isFreeForm(content)),
  });
}

interface Queued {
  message: OutgoingMessage;
  item: MessageItem;
  index: number;
  lease: number | null;
}

function queue(turn: Turn, { message, item, index, lease }: Queued): void {
  const { content, replyToId } = message;
  const placed = isAnswer(content) ? place(turn, item) : keep(turn, item);
  turn.queue(content, { index, replyToId, lease });
  turn.publish("message.queued", { message: messageData(placed) });
}

/** A reaction belongs to its message: the list goes on showing what was said last. */
function keep(turn: Turn, item: MessageItem): MessageItem {
  const kept = { ...item, episode: turn.conversation.facts.episode.number };
  turn.put(kept);
  return kept;
}

function itemOf(turn: Turn, { content, replyToId }: OutgoingMessage, index: number): MessageItem {
  const { cause, at, occurredAt } = turn.step;
  return {
    kind: "message",
    conversationId: turn.conversation.id,
    id: messageIdOf(turn.version, index),
    sourceId: null,
    content: contentOf(content),
    direction: "outgoing",
    origin: "live",
    sender: cause.actor,
    version: turn.version,
    episode: turn.conversation.facts.episode.number,
    occurredAt,
    receivedAt: at,
    status: "queued",
    errors: [],
    pricing: null,
    context: contextOf(turn, replyToId),
    referral: null,
    reactions: [],
    edits: [],
    revokedAt: null,
  };
}

function contextOf(turn: Turn, replyToId: MessageId | null): MessageItem["context"] {
  const target = replyToId === null ? undefined : turn.messageById(replyToId);
  if (target === undefined) return null;
  const { sourceId } = target;
  return { sourceId, forwarded: false, frequentlyForwarded: false, product: null };
}
