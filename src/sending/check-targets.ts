import type { MessageId } from "../domain/ids.ts";
import type { MessageItem } from "../domain/conversation/message.ts";
import { targetFault, type TargetFault } from "../domain/sending/outgoing-target.ts";
import type { OutgoingMessage } from "../domain/sending/outgoing.ts";
import { messagesNamedBy } from "../domain/sending/send.ts";
import { unsendable, type SendContext, type Unsendable } from "./resolution.ts";

const RULES: Record<TargetFault, string> = {
  unknown: "is no message of this conversation",
  unsent: "is not known to WhatsApp yet",
  reaction: "is a reaction itself",
  revoked: "was revoked",
  too_old: "is older than 30 days",
};

/** Whether the messages that this one speaks of can be spoken of; null when they can, or there are none. */
export async function checkTargets(
  message: OutgoingMessage,
  { store, workspaceId, row, now }: SendContext,
): Promise<Unsendable | null> {
  const ids = messagesNamedBy(message);
  if (ids.length === 0) return null;
  const found = await store.messages(workspaceId, row.conversation.id, ids);
  const byId = new Map<MessageId, MessageItem>(found.map((item) => [item.id, item]));
  const { content, replyToId } = message;
  if (content.type === "reaction") {
    const fault = targetFault(byId.get(content.targetId), { use: "reaction", at: now });
    if (fault !== null) return unfit("targetId", fault);
  }
  if (replyToId === null) return null;
  const fault = targetFault(byId.get(replyToId), { use: "reply", at: now });
  return fault === null ? null : unfit("replyToId", fault);
}

function unfit(field: string, fault: TargetFault): Unsendable {
  return unsendable("message.unfit_target", field, RULES[fault]);
}
