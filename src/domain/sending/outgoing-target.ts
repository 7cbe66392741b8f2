import type { MessageItem } from "../conversation/message.ts";

const REACTION_AGE_MS_MAX = 30 * 86_400_000;

/**
 * Why a message cannot be answered or reacted to (WhatsApp section 8).
 * - unknown: there is no such message in this conversation
 * - unsent: WhatsApp does not know it; it is still on its way, or never got there
 * - reaction: it is none that can be spoken of
 * - revoked, too_old: it cannot be reacted to any more; answering it only shows no quotation
 */
export type TargetFault = "unknown" | "unsent" | "reaction" | "revoked" | "too_old";

/** What speaks against naming this message in one that is sent at `at`; null when nothing does. */
export function targetFault(
  target: MessageItem | undefined,
  { use, at }: { use: "reply" | "reaction"; at: number },
): TargetFault | null {
  if (target === undefined || target.content === null) return "unknown";
  if (target.content.type === "reaction") return "reaction";
  if (target.sourceId === null) return "unsent";
  if (use === "reply") return null;
  if (target.revokedAt !== null) return "revoked";
  return at - target.occurredAt > REACTION_AGE_MS_MAX ? "too_old" : null;
}
