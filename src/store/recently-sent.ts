import { messageIdOfSend, type ConversationId, type SendId } from "../domain/ids.ts";

/**
 * Sends of a conversation that are looked through for its newest messages. A burst is 45 (WhatsApp section 10), and there may be as many
 * signs between them.
 */
export const LOOKED_THROUGH_MAX = 90;

/** When the messages among these sends were claimed last; signs are none. Newest first, as they come. */
export function messageTimes(
  conversationId: ConversationId,
  sends: readonly { id: SendId; claimedAt: number | null }[],
): number[] {
  return sends.flatMap(({ id, claimedAt }) =>
    claimedAt === null || messageIdOfSend(conversationId, id) === null ? [] : [claimedAt],
  );
}
