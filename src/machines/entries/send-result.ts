import type { Contact } from "../../domain/contact/contact.ts";
import type { EntryInput, Outcome } from "../../domain/intake/intake.ts";
import { laterStatus, type MessageItem } from "../../domain/conversation/message.ts";
import { e164 } from "../../domain/contact/phone.ts";
import type { SendResult } from "../../domain/sending/send.ts";
import type { Turn } from "../turn.ts";
import { announceStatus } from "./status.ts";
import { identified } from "./stub.ts";

type SendResultInput = EntryInput & { kind: "sendResult" };

/** What became of a send (architecture section 1.5). The message's status only moves forward: webhooks may have been faster. */
export function applySendResult(turn: Turn, input: SendResultInput): Outcome {
  const message = turn.messageById(input.messageId);
  if (message === undefined) return { kind: "ignored" };
  const { result } = input;
  switch (result.kind) {
    case "accepted":
      return applyAccepted(turn, message, { ...input, result });
    case "refused":
      return applyRefused(turn, message, result);
    case "uncertain":
      return applyUncertain(turn, message);
  }
}

function applyAccepted(
  turn: Turn,
  message: MessageItem,
  { result, targetId }: SendResultInput & { result: SendResult & { kind: "accepted" } },
): Outcome {
  const named = message.sourceId === null ? identified(turn, message, result.sourceId) : message;
  const sent = laterStatus(message.status, "sent");
  const status = laterStatus(named.status, "sent");
  if (named === message && status === message.status) return { kind: "known" };
  const item = { ...named, status };
  turn.put(item);
  const phone = phoneToFill(turn.contact);
  if (phone !== null) turn.learn({ kind: "reached", phone });
  if (sent === "sent" && message.status !== "sent") {
    announceStatus(turn, { ...item, status: sent });
    react(turn, message, targetId);
  }
  // A status had overtaken the answer.
  if (status !== sent) announceStatus(turn, item);
  return { kind: "applied" };
}

/** R15.5: the number that was reached, when the CRM names none that WhatsApp is used with. */
function phoneToFill({ crm, aliases }: Contact): string | null {
  if (crm === null || crm.whatsappPhone !== null) return null;
  const reached = aliases.findLast(({ kind, validTo }) => kind === "wa_id" && validTo === null);
  return reached === undefined ? null : e164(reached.form);
}

/** The reaction shows at its message once WhatsApp has taken it. */
function react(turn: Turn, { content }: MessageItem, targetId: string | null): void {
  const target = targetId === null ? undefined : turn.messageById(targetId);
  if (content?.type !== "reaction" || target === undefined) return;
  const { emoji } = content;
  const others = target.reactions.filter(({ by }) => by !== "business");
  const { occurredAt } = turn.step;
  turn.put({ ...target, reactions: [...others, { by: "business", emoji, occurredAt }] });
  turn.publish("message.reacted", {
    message: { id: target.id, sourceId: target.sourceId },
    by: "business",
    emoji,
  });
}

function applyRefused(
  turn: Turn,
  message: MessageItem,
  { errors, reason }: SendResult & { kind: "refused" },
): Outcome {
  const status = laterStatus(message.status, "failed");
  if (status === message.status) return { kind: "ignored" };
  const failed = { ...message, status, errors, failure: reason };
  turn.put(failed);
  announceStatus(turn, failed);
  return { kind: "applied" };
}

function applyUncertain(turn: Turn, message: MessageItem): Outcome {
  if (message.status !== "queued") return { kind: "ignored" };
  const uncertain = { ...message, status: "uncertain" as const };
  turn.put(uncertain);
  announceStatus(turn, uncertain);
  return { kind: "applied" };
}
