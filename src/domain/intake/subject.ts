import { messageIdOfSend, type ConversationId } from "../ids.ts";
import type { MailboxItem } from "./inbound.ts";

/**
 * The message that an item is about, by its source id: where that stands is where the item belongs, also when what its contact writes goes on
 * in another conversation by now (docs/adr/0009). Null: it is news of its own.
 */
export function subjectOf(item: MailboxItem): string | null {
  switch (item.kind) {
    case "status":
      return item.sourceId;
    case "reaction":
    case "edit":
    case "revoke":
      return item.targetSourceId;
    case "message":
    case "echo":
    case "history":
    case "call":
    case "rotation":
      return null;
  }
}

/** Which of these conversations a status says, by our own id in it, that its message was sent from. */
export function conversationNamedBy(
  item: MailboxItem,
  ids: readonly ConversationId[],
): ConversationId | null {
  if (item.kind !== "status" || item.callbackData === null) return null;
  const { callbackData } = item;
  return ids.find((id) => messageIdOfSend(id, callbackData) !== null) ?? null;
}

/**
 * Where what a contact writes goes on, of several conversations in the order of `conversationIdsOf`: in the one that is open, so that whoever works
 * in it is not left alone; otherwise in the first.
 */
export function goingOn<Thread extends { isOpen: boolean }>(
  begun: readonly Thread[],
): Thread | undefined {
  return begun.find(({ isOpen }) => isOpen) ?? begun[0];
}
