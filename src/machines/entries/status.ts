import type { ProviderError } from "../../domain/conversation/content.ts";
import type { MailboxInput, MessageStatus } from "../../domain/intake/inbound.ts";
import type { Outcome } from "../../domain/intake/intake.ts";
import { laterStatus, type MessageItem } from "../../domain/conversation/message.ts";
import type { EventType } from "../../domain/events.ts";
import type { Turn } from "../turn.ts";
import { messageIdOfSend } from "../../domain/ids.ts";
import { failureOf } from "../../domain/sending/send-verdict.ts";
import { identified, stubOf } from "./stub.ts";

/** A delivery status of an outgoing message: it only moves forward (WhatsApp section 3, invariant I10). */
export function applyStatus(turn: Turn, input: MailboxInput & { kind: "status" }): Outcome {
  const known = messageOfStatus(turn, input);
  if (known?.direction === "incoming" && known.content !== null) return { kind: "ignored" };
  const message = known ?? stubOf(turn, input.sourceId, "outgoing");
  const status = laterStatus(message.status, input.status);
  const pricing = input.pricing ?? message.pricing;
  const before = turn.messageById(message.id) ?? message;
  const adopted = message.sourceId !== before.sourceId;
  const news = status !== before.status || pricing !== message.pricing || adopted;
  if (!news) return { kind: "ignored" };
  const { failure: _failure, ...rest } = message;
  const told = { ...rest, status, pricing, ...failureAfter(message, status, input.errors) };
  turn.put(told);
  if (message.content === null) return { kind: "held" };
  if (status === before.status) return { kind: "applied" };
  // The status tells when WhatsApp gave up, which may be after the contact's next message.
  announceStatus(turn, told, Math.min(message.occurredAt, turn.step.occurredAt));
  return { kind: "applied" };
}

/** What is known of a failure: as WhatsApp tells it. What was refused before keeps its reason, unless a status says more. */
function failureAfter(
  { errors, failure }: MessageItem,
  status: MessageStatus,
  told: readonly ProviderError[],
): Pick<MessageItem, "errors" | "failure"> {
  if (status !== "failed") return { errors };
  if (told.length > 0) return { errors: [...told], failure: failureOf(told) };
  return { errors, failure: failure ?? failureOf(errors) };
}

/**
 * The message that a status is about: by the provider's id, or by ours, which comes back with it. By ours a send is found whose answer is
 * not here yet, or was lost: it takes the provider's id from the status (reliability.md 1.9).
 */
function messageOfStatus(
  turn: Turn,
  { sourceId, callbackData }: MailboxInput & { kind: "status" },
): MessageItem | undefined {
  const bySource = turn.message(sourceId);
  if (callbackData === null || (bySource !== undefined && bySource.content !== null))
    return bySource;
  const id = messageIdOfSend(turn.conversation.id, callbackData);
  const own = id === null ? undefined : turn.messageById(id);
  if (own === undefined || own.direction !== "outgoing" || own.sourceId !== null) return bySource;
  return identified(turn, own, sourceId);
}

/**
 * Publishes what is now known of a message's way; a window that WhatsApp calls shut is shut. `sentAt`: when the message was sent, as far as
 * is known; a refusal speaks of that moment, and if the contact has written since, the window is open all the same.
 */
export function announceStatus(
  turn: Turn,
  message: MessageItem & { status: MessageStatus },
  sentAt = turn.step.occurredAt,
): void {
  const { status, errors, failure, content } = message;
  turn.publish(`message.${status}` satisfies EventType, {
    message: { id: message.id, sourceId: message.sourceId, status },
    ...(status === "failed" ? { errors, reason: failure ?? null } : {}),
  });
  // Templates need no window, so their failures say nothing of it.
  if (status !== "failed" || failure !== "window" || content?.type === "template") return;
  const { at, cause, settings } = turn.step;
  turn.offer({ type: "window.refuted", at, actor: cause.actor, settings, occurredAt: sentAt });
}
