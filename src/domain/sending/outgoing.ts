import type { MessageId } from "../ids.ts";

/**
 * What the business sends, as data: complete when it is queued, so that what goes out does not depend on when it does. Media are named by
 * our own ids, and other messages by ours too: the provider's ids are looked up when the message leaves. Limits stand in
 * `outgoing-schema.ts` (WhatsApp section 8).
 */
export type OutgoingContent =
  | { type: "text"; text: string; previewUrl: boolean }
  | { type: "image" | "video"; mediaId: string; caption: string | null }
  /** `voice` shows as a voice note: OGG with Opus, one channel. */
  | { type: "audio"; mediaId: string; voice: boolean }
  | { type: "document"; mediaId: string; caption: string | null; filename: string | null }
  | { type: "sticker"; mediaId: string }
  | {
      type: "location";
      latitude: number;
      longitude: number;
      name: string | null;
      address: string | null;
    }
  | { type: "contacts"; contacts: OutgoingContact[] }
  | {
      type: "buttons";
      header: InteractiveHeader | null;
      body: string;
      footer: string | null;
      buttons: { id: string; title: string }[];
    }
  | {
      type: "list";
      header: string | null;
      body: string;
      footer: string | null;
      /** The label that opens the list. */
      button: string;
      sections: ListSection[];
    }
  /** A null emoji takes the reaction back. */
  | { type: "reaction"; targetId: MessageId; emoji: string | null }
  | OutgoingTemplate;

/** A template, frozen: whatever becomes of the template afterwards, this is what was sent (R7, issue 3 part 6). */
export interface OutgoingTemplate {
  type: "template";
  name: string;
  language: string;
  /** WhatsApp's word for what it is for, upper case: `MARKETING` is refused to who has opted out. */
  category: string;
  /** In the shape of the Graph API: header, body and button components with their parameters. */
  components: Record<string, unknown>[];
  /** The rendered text, as the contact reads it. */
  text: string;
  /** What stands in the placeholders, by their names or numbers. */
  values: Record<string, string>;
}

export type InteractiveHeader =
  | { type: "text"; text: string }
  | { type: "image" | "video" | "document"; mediaId: string };

export interface ListSection {
  title: string | null;
  rows: { id: string; title: string; description: string | null }[];
}

export interface OutgoingContact {
  name: { formatted: string; first: string | null; last: string | null };
  organization: string | null;
  phones: { phone: string; waId: string | null; type: string | null }[];
  emails: { email: string; type: string | null }[];
}

/** One message of a send command. */
export interface OutgoingMessage {
  content: OutgoingContent;
  /** The message of the same conversation that it answers; never of a reaction. */
  replyToId: MessageId | null;
}

/** Whether it needs an open window: everything but a template does (T5 to T7). */
export function isFreeForm(content: OutgoingContent): boolean {
  return content.type !== "template";
}

/** Whether it answers the contact, which a reaction does not: that opens nothing and takes nobody's unread mark away (Q12, Q22). */
export function isAnswer(content: OutgoingContent): boolean {
  return content.type !== "reaction";
}
