import type { MailboxInput, MessageStatus } from "../../domain/inbound.ts";
import type { Outcome } from "../../domain/intake.ts";
import { laterStatus, type MessageItem } from "../../domain/message.ts";
import type { EventType } from "../../domain/events.ts";
import type { Turn } from "../turn.ts";
import { stubOf } from "./stub.ts";

const WINDOW_REFUSED = 131047;

/** A delivery status of an outgoing message: it only moves forward (WhatsApp section 3, invariant I10). */
export function applyStatus(turn: Turn, input: MailboxInput & { kind: "status" }): Outcome {
  const known = turn.message(input.sourceId);
  if (known?.direction === "incoming" && known.content !== null) return { kind: "ignored" };
  const message = known ?? stubOf(turn, input.sourceId, "outgoing");
  const status = laterStatus(message.status, input.status);
  const pricing = input.pricing ?? message.pricing;
  if (status === message.status && pricing === message.pricing) return { kind: "ignored" };
  const errors = status === "failed" && input.errors.length > 0 ? input.errors : message.errors;
  turn.put({ ...message, status, pricing, errors });
  if (message.content === null) return { kind: "held" };
  if (status !== message.status) announceStatus(turn, { ...message, status, errors });
  return { kind: "applied" };
}

/** Publishes what is now known of a message's way; a window that WhatsApp calls shut is shut. */
export function announceStatus(turn: Turn, message: MessageItem & { status: MessageStatus }): void {
  const { status, errors } = message;
  turn.publish(`message.${status}` satisfies EventType, {
    message: { id: message.id, sourceId: message.sourceId, status },
    ...(status === "failed" ? { errors } : {}),
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
