import type { ProviderError } from "../conversation/content.ts";
import {
  messageIdOf,
  sendIdOf,
  type ContactId,
  type ConversationId,
  type LineId,
  type MessageId,
  type SendId,
  type WorkspaceId,
} from "../ids.ts";
import { mediaIdsOf } from "../template/media-ids.ts";
import { isFreeForm, type OutgoingContent } from "./outgoing.ts";

/**
 * What goes out to WhatsApp: a message, or one of two signs that carry no message and are sent at best effort. The signs name the
 * contact's message that was read.
 */
export type SendContent = OutgoingContent | { type: "readReceipt" | "typing"; targetId: MessageId };

/** An effect as a step decides it: written with the step's commit, and once only. */
export interface NewSend {
  /** `sendIdOf`: also the `biz_opaque_callback_data`, so that a status can settle a send whose answer was lost. */
  id: SendId;
  /** The message that is sent; null for signs, of which no result is reported. */
  messageId: MessageId | null;
  lineId: LineId;
  contactId: ContactId;
  /** Place among the sends of its conversation, rising: they leave in this order. */
  position: number;
  /** Whether an open window is needed when it leaves, too. */
  freeForm: boolean;
  content: SendContent;
  /** The message that it answers. */
  replyToId: MessageId | null;
  /** The lease of the driver under which a run decided it (`Driver`): it is not posted once that has moved on. Null: people send it. */
  lease: number | null;
  queuedAt: number;
}

/**
 * - queued: waits for its time, and for the sends before it
 * - inFlight: somebody posts it; when their lease ends without word it becomes `uncertain`, and is never posted again
 * - accepted, refused: WhatsApp took it, or it will never go out
 * - uncertain: nobody knows whether WhatsApp took it (reliability.md 1.9); a status webhook may tell
 */
export type SendState = "queued" | "inFlight" | "accepted" | "refused" | "uncertain";

/** A send at rest: the outbox row, and afterwards its log. */
export interface Send extends NewSend {
  workspaceId: WorkspaceId;
  conversationId: ConversationId;
  state: SendState;
  /** Claims so far. */
  attempts: number;
  /** Posts so far that came to nothing for a cause that passes. */
  failures: number;
  nextAttemptAt: number;
  /** End of the lease while in flight. */
  leaseUntil: number | null;
  /** When it was claimed last. */
  claimedAt: number | null;
  settledAt: number | null;
  result: SendResult | null;
  /** Why the last attempt did not go through, when it will be tried again. */
  lastErrors: ProviderError[];
}

/**
 * Why a send will not go out (WhatsApp section 9).
 * - window_expired: shut at dispatch, nothing was posted (Q23). `window`: WhatsApp says that it is shut (131047).
 * - opted_out: the person wants no marketing, or nothing automatic, which was found at dispatch; nothing was posted.
 * - superseded: an automation's message, and a person talks by now (Q50), which was found at dispatch; nothing was posted.
 * - exhausted: tried as often as sensible; WhatsApp took none of the attempts.
 * - transient: WhatsApp took it, and gave it up later for a cause that passes.
 */
export const SEND_FAILURES = [
  "window_expired",
  "window",
  "recipient",
  "ecosystem",
  "quality",
  "template",
  "media",
  "request",
  "authorization",
  "account",
  "registration",
  "opted_out",
  "superseded",
  "exhausted",
  "transient",
  "unknown",
] as const;
export type SendFailure = (typeof SEND_FAILURES)[number];

export type SendResult =
  | { kind: "accepted"; sourceId: string }
  | { kind: "refused"; reason: SendFailure; errors: ProviderError[] }
  | { kind: "uncertain" };

/** What a step puts into the outbox: the `index`-th message of this version, or a sign. */
export function newSend(options: {
  conversationId: ConversationId;
  version: number;
  index: number;
  lineId: LineId;
  contactId: ContactId;
  content: SendContent;
  replyToId: MessageId | null;
  /** Not said: people send it. */
  lease?: number | null;
  queuedAt: number;
}): NewSend {
  const { conversationId, version, index, content, lease = null, ...rest } = options;
  const sign = isSign(content);
  const messageId = messageIdOf(version, index);
  return {
    ...rest,
    id: sendIdOf(conversationId, sign ? signName(content, version) : messageId),
    messageId: sign ? null : messageId,
    position: version * POSITIONS_PER_STEP + index,
    freeForm: !sign && isFreeForm(content),
    content,
    lease,
  };
}

/** A message is marked read once, however often somebody looks at it; that somebody types is news each time. */
function signName({ type, targetId }: Exclude<SendContent, OutgoingContent>, version: number) {
  return type === "readReceipt" ? `read_${targetId}` : `sign${version}`;
}

/** Whether it carries no message. */
/** Whether this is no message. */
export function isSign(content: SendContent): content is Exclude<SendContent, OutgoingContent> {
  return content.type === "readReceipt" || content.type === "typing";
}

const POSITIONS_PER_STEP = 1_000;

/** Our ids of messages whose provider's ids have to be known when this leaves. */
export function messagesNamedBy({
  content,
  replyToId,
}: Pick<NewSend, "content" | "replyToId">): MessageId[] {
  const target = targetOf(content);
  return [target, replyToId].filter((id) => id !== null);
}

/** The message that a reaction or a sign is about. */
export function targetOf(content: SendContent): MessageId | null {
  switch (content.type) {
    case "reaction":
    case "readReceipt":
    case "typing":
      return content.targetId;
    default:
      return null;
  }
}

/** Our ids of the library files that stand in it. */
export function mediaIdsIn(content: SendContent): string[] {
  switch (content.type) {
    case "image":
    case "video":
    case "audio":
    case "document":
    case "sticker":
      return [content.mediaId];
    case "buttons":
      return content.header === null || content.header.type === "text"
        ? []
        : [content.header.mediaId];
    case "template":
      return mediaIdsOf(content);
    default:
      return [];
  }
}

/** Key of the entry that reports a result. One may follow `uncertain`: the answer of a process that was thought dead. */
export function sendResultKey(id: SendId, result: SendResult): string {
  return `send|${id}|${result.kind}`;
}
