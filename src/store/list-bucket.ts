import {
  stateOf,
  type Conversation,
  type ConversationState,
} from "../domain/conversation/conversation.ts";
import type { ConversationFilter } from "../domain/conversation/conversation-filter.ts";

const STATES = [
  "closed",
  "open",
  "window-expired",
  "reassigned",
] as const satisfies ConversationState[];

/**
 * State, attention, and whether there is an owner, as one small number. Indexes of the list have it before the time, so that each of these
 * filters is some buckets read side by side, and a message still moves one entry of one index.
 */
export function bucketOf({ regions, facts }: Pick<Conversation, "regions" | "facts">): number {
  const isUnread = regions.attention === "unread";
  return numberOf(STATES.indexOf(stateOf(regions)), { isUnread, isOwned: facts.ownerId !== null });
}

/** The buckets that a filter leaves, of conversations with an owner or of those without. */
export function bucketsOf(
  filter: Pick<ConversationFilter, "status" | "states" | "unread">,
  { isOwned }: { isOwned: boolean },
): number[] {
  const { status, states, unread } = filter;
  return STATES.flatMap((state, index) => {
    const isClosed = state === "closed";
    if (status !== "all" && isClosed !== (status === "closed")) return [];
    if (states !== null && !states.includes(state)) return [];
    const attentions = unread === null ? [true, false] : [unread];
    return attentions.map((isUnread) => numberOf(index, { isUnread, isOwned }));
  });
}

/** Whether a conversation of this bucket is open. */
export function isOpenBucket(bucket: number): boolean {
  return bucket >= numberOf(STATES.indexOf("open"), { isUnread: false, isOwned: false });
}

function numberOf(state: number, bits: { isUnread: boolean; isOwned: boolean }): number {
  return state * 4 + (bits.isUnread ? 2 : 0) + (bits.isOwned ? 1 : 0);
}
