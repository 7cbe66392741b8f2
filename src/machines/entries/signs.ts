import { signRefusal } from "../../domain/sending/send-refusals.ts";
import { readCounts } from "../owner.ts";
import type { Turn } from "../turn.ts";

/** Tells the contact that somebody writes. Says nothing about the conversation, and whoever types has not answered yet. */
export function applyTyping(turn: Turn): boolean {
  return sign(turn, "typing");
}

/**
 * Tells the contact that their newest message was read: by who may take the unread mark away, and by nobody else (Q10). Without a message
 * to name there is nothing to tell.
 */
export function applyReceipt(turn: Turn): boolean {
  const counts = readCounts(turn.conversation.facts, turn.step.cause.actor);
  return counts && sign(turn, "readReceipt");
}

function sign(turn: Turn, type: "typing" | "readReceipt"): boolean {
  const targetId = turn.conversation.facts.lastInboundId;
  if (targetId === null || signRefusal(turn.conversation, turn.step.at) !== null) return false;
  turn.queue({ type, targetId }, { index: 0, replyToId: null });
  return true;
}
