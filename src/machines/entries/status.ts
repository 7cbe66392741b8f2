import type { MailboxInput, MessageStatus } from "../../domain/inbound.ts";
import type { Outcome } from "../../domain/intake.ts";
import { laterStatus, type MessageItem } from "../../domain/message.ts";
import type { EventType } from "../../domain/events.ts";
import type { Turn } from "../turn.ts";
import { messageIdOfSend } from "../../domain/ids.ts";
import { identified, stubOf } from "./stub.ts";

const WINDOW_REFUSED = 131047;

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
  const errors = status === "failed" && input.errors.length > 0 ? input.errors : message.errors;
  turn.put({ ...message, status, pricing, errors });
  if (message.content === null) return { kind: "held" };
  if (status !== before.status) announceStatus(turn, { ...message, status, errors });
  return { kind: "applied" };
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

/** Publishes what is now known of a message's way; a window that WhatsApp calls shut is shut. */
export function announceStatus(turn: Turn, message: MessageItem & { status: MessageStatus }): void {
  const { status, errors } = message;
  turn.publish(`message.${status}` satisfies EventType, {
    message: { id: message.id, sourceId: message.sourceId, status },
    ...(status === "failed" ? { errors, reason: message.failure ?? null } : {}),
  });
  if (status === "failed" && errors.some((error) => error.code === WINDOW_REFUSED)) {
    const { at, occurredAt, cause } = turn.step;
    turn.offer({
      type: "window.refuted",
      at,
      actor: cause.actor,
      settings: turn.step.settings,
      occurredAt,
    });
  }
}
