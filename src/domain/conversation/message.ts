import type { Actor } from "../actor.ts";
import type { MessageContent, ProviderError } from "./content.ts";
import type { ConversationId, MessageId } from "../ids.ts";
import type { MessageContext, MessageStatus, Pricing, Referral } from "../intake/inbound.ts";
import type { SendFailure } from "../sending/send.ts";

/** A message in the timeline. */
export interface MessageItem {
  kind: "message";
  conversationId: ConversationId;
  id: string;
  /** The provider's id; null until a send was accepted. Unique in the conversation. */
  sourceId: string | null;
  /**
   * Null while only something *about* the message is known: a status, reaction or edit may arrive before it
   * (WhatsApp sections 3 and 6). Such an item is not shown; the message fills it in.
   */
  content: MessageContent | null;
  direction: "incoming" | "outgoing";
  origin: "live" | "echo" | "history";
  sender: Actor;
  /** Step that created it. */
  version: number;
  episode: number;
  occurredAt: number;
  receivedAt: number;
  status: MessageStatus | null;
  errors: ProviderError[];
  pricing: Pricing | null;
  context: MessageContext | null;
  referral: Referral | null;
  /** The newest reaction of each side; a null emoji is one that was taken back. */
  reactions: { by: "contact" | "business"; emoji: string | null; occurredAt: number }[];
  /** Earlier wordings, oldest first. */
  edits: { content: MessageContent; replacedAt: number }[];
  revokedAt: number | null;
  /** Why it failed; absent while it has not. */
  failure?: SendFailure;
  /** The failed or uncertain message that this one repeats, and the one that repeats this. */
  resendOf?: MessageId;
  resentAs?: MessageId;
}

/** A system line in the timeline (R5.2). */
export interface ActivityItem {
  kind: "activity";
  conversationId: ConversationId;
  id: string;
  activity: ActivityName;
  actor: Actor;
  version: number;
  episode: number;
  occurredAt: number;
  data: Record<string, string | number | boolean | null>;
}

/**
 * What a colleague wrote for colleagues (Q38): it stands in the timeline, is never sent, and touches neither window, unread mark,
 * auto-close clock nor the time of the last activity.
 */
export interface NoteItem {
  kind: "note";
  conversationId: ConversationId;
  id: string;
  /** 1 to 4,096 characters. */
  text: string;
  author: Actor;
  version: number;
  episode: number;
  occurredAt: number;
}

export type TimelineItem = MessageItem | ActivityItem | NoteItem;

/** Whether people see it: a message of which only something else is known yet is kept, and not shown. */
export function isShown(item: TimelineItem): boolean {
  return item.kind !== "message" || item.content !== null;
}

export type ActivityName =
  | "opened"
  | "closed"
  | "assigned"
  | "unassigned"
  | "handed_over"
  | "picked_up"
  | "not_picked_up"
  | "window_expired"
  | "tagged"
  | "untagged"
  | "call"
  | "identity_changed";

const RANK: Record<Exclude<MessageStatus, "failed">, number> = {
  queued: 0,
  uncertain: 1,
  sent: 2,
  delivered: 3,
  read: 4,
  played: 5,
};

/**
 * The status to show after `reported` arrives on `known`; equal to `known` when nothing changes. Rank decides, not time:
 * Meta's order and seconds contradict themselves (WhatsApp section 3, invariant I10). `failed` counts only while nothing
 * beyond `sent` is known; after it, a proof of delivery still wins.
 */
export function laterStatus(known: MessageStatus | null, reported: MessageStatus): MessageStatus {
  if (known === null) return reported;
  if (reported === "failed") return isDelivered(known) ? known : "failed";
  if (known === "failed") return isDelivered(reported) ? reported : "failed";
  return RANK[reported] > RANK[known] ? reported : known;
}

function isDelivered(status: MessageStatus): boolean {
  return status === "delivered" || status === "read" || status === "played";
}
