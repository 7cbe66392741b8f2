import type { StopReason } from "../sending/send-verdict.ts";
import type { Identity } from "../contact/contact.ts";
import type { MessageContent, ProviderError } from "../conversation/content.ts";
import type { LineId } from "../ids.ts";

/**
 * What one webhook says, item by item (entry x change x item). `channels/whatsapp` makes these; the store gives each its
 * conversation and writes it under `key`, which is unique for ever: a repeated item is the same key and changes nothing
 * (WhatsApp section 6, dedupe keys). `raw` is the item as it came, for what we do not read yet.
 */
export type InboundItem =
  | MailboxItem
  | NoticeItem
  | {
      kind: "parked";
      key: string;
      parked: ParkedReason;
      lineId: LineId | null;
      field: string;
      raw: unknown;
    };

/** Items that concern one conversation, and travel through its mailbox. */
export type MailboxItem = {
  /** Unique in the line: see `keys.ts` of the channel. */
  key: string;
  lineId: LineId;
  /** The contact's identifiers, also where the business is the sender. */
  identity: Identity;
  /** Provider time, epoch milliseconds, not yet clamped. */
  occurredAt: number;
  raw: unknown;
} & MailboxInput;

/** What an item asks of the conversation. The part that is stored as an intake entry's input. */
export type MailboxInput =
  | { kind: "message"; message: IncomingMessage }
  /** Sent by the business from its phone app (coexistence): outgoing. */
  | { kind: "echo"; message: IncomingMessage }
  /** A message of the past (coexistence onboarding): shown, but neither notifies nor opens anything. */
  | {
      kind: "history";
      message: IncomingMessage;
      direction: "incoming" | "outgoing";
      status: MessageStatus | null;
    }
  | {
      kind: "status";
      sourceId: string;
      status: MessageStatus;
      errors: ProviderError[];
      pricing: Pricing | null;
      /** `biz_opaque_callback_data`: our own id of the message, echoed. */
      callbackData: string | null;
    }
  | { kind: "reaction"; by: "contact" | "business"; targetSourceId: string; emoji: string | null }
  | { kind: "edit"; by: "contact" | "business"; targetSourceId: string; content: MessageContent }
  | { kind: "revoke"; by: "contact" | "business"; targetSourceId: string }
  | {
      kind: "call";
      sourceId: string;
      event: string;
      direction: "incoming" | "outgoing";
      /** A contact's call opens the window, answered or not; ours when the contact accepts (WhatsApp section 7). */
      opensWindow: boolean;
    }
  /** The contact's identifiers changed (`system` messages). `identity` of the item is the old one. */
  | {
      kind: "rotation";
      change: "number" | "userId" | "identity";
      next: { userId: string | null; parentUserId: string | null; waId: string | null };
      body: string | null;
    };

/** A message as the provider tells it, either direction. */
export interface IncomingMessage {
  /** The provider's id (wamid). */
  sourceId: string;
  content: MessageContent;
  context: MessageContext | null;
  referral: Referral | null;
}

export interface MessageContext {
  /** Message that this one answers. */
  sourceId: string | null;
  forwarded: boolean;
  frequentlyForwarded: boolean;
  product: { catalogId: string | null; retailerId: string | null } | null;
}

/** Click-to-WhatsApp ad or post that brought the contact (Q70). */
export interface Referral {
  sourceId: string | null;
  sourceType: string | null;
  sourceUrl: string | null;
  headline: string | null;
  body: string | null;
  clickId: string | null;
}

/**
 * Delivery state of an outgoing message, in rising order; `failed` stands aside (WhatsApp section 3). `uncertain` is ours alone: the answer
 * to the send was lost, and nobody knows whether WhatsApp took it (reliability.md 1.9).
 */
export type MessageStatus =
  | "queued"
  | "uncertain"
  | "sent"
  | "delivered"
  | "read"
  | "played"
  | "failed";

export interface Pricing {
  billable: boolean | null;
  model: string | null;
  type: string | null;
  category: string | null;
}

/** News about templates, numbers and accounts: kept and listed, no conversation is touched. */
export interface NoticeItem {
  kind: "notice";
  key: string;
  field: string;
  /** The word Meta uses for what happened, such as `APPROVED` or `DISABLED_UPDATE`; null when it gives none. */
  event: string | null;
  wabaId: string | null;
  lineId: LineId | null;
  /** The template that it speaks of, when it speaks of one. */
  templateName?: string;
  /** What somebody wants of marketing, when it tells that (`user_preferences`). */
  preference?: {
    identity: Pick<Identity, "userId" | "parentUserId" | "waId">;
    wanted: boolean;
  };
  /** What stops the line, when it tells that. */
  stop?: { reason: StopReason; code: number };
  occurredAt: number;
  raw: unknown;
}

/**
 * Why an item waits outside: kept raw, listed, replayable.
 * - unknown_line: no such line was registered when it came, or else older items of its line still waited, and it is of somebody
 *   whom only these may tell; registering the line replays them all, in order
 * - unknown_field, unknown_type, unknown_shape: newer than this code, or a field we do not take
 * - group: group traffic must not flow into a 1:1 conversation
 * - invalid: broken beside good neighbours
 */
export type ParkedReason =
  | "unknown_line"
  | "unknown_field"
  | "unknown_type"
  | "unknown_shape"
  | "no_identity"
  | "group"
  | "invalid";
