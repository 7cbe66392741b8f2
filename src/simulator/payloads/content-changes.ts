import type { Content } from "./content.ts";
import { compact } from "./json.ts";

/** `reaction`: the emoji is added, or replaces the sender's previous one. */
export function reaction(messageId: string, emoji: string): Content {
  return { type: "reaction", reaction: { message_id: messageId, emoji } };
}

/** A reaction taken back. The documentation omits the emoji; live samples show an empty string. */
export function reactionRemoved(
  messageId: string,
  style: "omitted" | "empty" = "omitted",
): Content {
  return {
    type: "reaction",
    reaction: compact({ message_id: messageId, emoji: style === "empty" ? "" : undefined }),
  };
}

/** `edit`: only coexistence numbers get it; other lines see `unsupported`. */
export function edit(originalMessageId: string, message: Content): Content {
  return { type: "edit", edit: { original_message_id: originalMessageId, message } };
}

/** `revoke`: deleted for everyone; coexistence numbers only. */
export function revoke(originalMessageId: string): Content {
  return { type: "revoke", revoke: { original_message_id: originalMessageId } };
}
