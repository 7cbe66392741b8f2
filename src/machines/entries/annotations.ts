import type { MailboxInput } from "../../domain/intake/inbound.ts";
import type { Outcome } from "../../domain/intake/intake.ts";
import type { MessageItem } from "../../domain/conversation/message.ts";
import { messageData } from "../message-data.ts";
import type { Turn } from "../turn.ts";
import { place } from "./message.ts";
import { stubOf } from "./stub.ts";

const EDITS_MAX = 20;

/** A reaction, or its removal. Belongs to its message: no unread mark, no window, no reopening (Q22, WhatsApp section 7). */
export function applyReaction(turn: Turn, input: MailboxInput & { kind: "reaction" }): Outcome {
  const message =
    turn.message(input.targetSourceId) ?? stubOf(turn, input.targetSourceId, other(input.by));
  const { occurredAt } = turn.step;
  const known = message.reactions.find((reaction) => reaction.by === input.by);
  if (known !== undefined && known.occurredAt > occurredAt) return { kind: "ignored" };
  const reactions = message.reactions.filter((reaction) => reaction !== known);
  turn.put({
    ...message,
    reactions: [...reactions, { by: input.by, emoji: input.emoji, occurredAt }],
  });
  if (message.content === null) return { kind: "held" };
  turn.publish("message.reacted", {
    message: { id: message.id, sourceId: message.sourceId },
    by: input.by,
    emoji: input.emoji,
  });
  return { kind: "applied" };
}

/** A message got another wording; the earlier ones are kept. */
export function applyEdit(turn: Turn, input: MailboxInput & { kind: "edit" }): Outcome {
  const message =
    turn.message(input.targetSourceId) ?? stubOf(turn, input.targetSourceId, sender(input.by));
  const replacedAt = turn.step.occurredAt;
  if (message.content === null) {
    turn.put({ ...message, edits: [{ content: input.content, replacedAt }] });
    return { kind: "held" };
  }
  const edits = [...message.edits, { content: message.content, replacedAt }].slice(-EDITS_MAX);
  const edited = replace(turn, { ...message, content: input.content, edits });
  turn.publish("message.edited", { message: messageData(edited) });
  return { kind: "applied" };
}

/** A message was taken back for everybody: marked, and no longer quoted in list or events. */
export function applyRevoke(turn: Turn, input: MailboxInput & { kind: "revoke" }): Outcome {
  const message =
    turn.message(input.targetSourceId) ?? stubOf(turn, input.targetSourceId, sender(input.by));
  if (message.revokedAt !== null) return { kind: "known" };
  const revoked = { ...message, revokedAt: turn.step.occurredAt };
  if (message.content === null) {
    turn.put(revoked);
    return { kind: "held" };
  }
  replace(turn, revoked);
  turn.publish("message.revoked", { message: { id: message.id, sourceId: message.sourceId } });
  return { kind: "applied" };
}

/** Writes a changed message; the list's line follows only if it shows this very message. */
function replace(turn: Turn, message: MessageItem): MessageItem {
  if (turn.conversation.lastMessage?.id === message.id) return place(turn, message);
  turn.put(message);
  return message;
}

function sender(by: "contact" | "business"): MessageItem["direction"] {
  return by === "contact" ? "incoming" : "outgoing";
}

/** People react to what the other side wrote, most of the time; the message corrects it when it comes. */
function other(by: "contact" | "business"): MessageItem["direction"] {
  return by === "contact" ? "outgoing" : "incoming";
}
