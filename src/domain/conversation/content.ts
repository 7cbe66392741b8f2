/**
 * What a message says, in one form for every direction and origin. Parsed leniently from WhatsApp (section 2 of the
 * WhatsApp page): members we do not know stay in the raw item, and what we cannot read becomes `unsupported`, never nothing.
 */
export type MessageContent =
  | { type: "text"; text: string }
  | MediaContent
  | {
      type: "location";
      latitude: number;
      longitude: number;
      name: string | null;
      address: string | null;
      url: string | null;
    }
  | { type: "contacts"; contacts: SharedContact[] }
  | {
      /** A tap on a reply button, a list row, or a template's quick reply. */
      type: "reply";
      via: "button" | "list" | "template";
      id: string | null;
      title: string;
      description: string | null;
    }
  | {
      /** Answer of a flow or another native form. `response` is null when `responseText` is no JSON object. */
      type: "form";
      name: string | null;
      body: string | null;
      responseText: string | null;
      response: Record<string, unknown> | null;
    }
  | { type: "callPermission"; accepted: boolean; expiresAt: number | null; source: string | null }
  | {
      type: "order";
      catalogId: string | null;
      text: string | null;
      items: {
        retailerId: string;
        quantity: number;
        price: number | null;
        currency: string | null;
      }[];
    }
  | {
      type: "template";
      name: string;
      language: string;
      text: string;
      values?: Record<string, string>;
    }
  /** A question of ours with answers to tap. */
  | {
      type: "choices";
      via: "buttons" | "list";
      header: {
        type: "text" | "image" | "video" | "document";
        text: string | null;
        mediaId: string | null;
      } | null;
      body: string;
      footer: string | null;
      /** The label that opens a list. */
      button: string | null;
      sections: {
        title: string | null;
        rows: { id: string; title: string; description: string | null }[];
      }[];
    }
  /** A reaction of ours on its way; once WhatsApp has taken it, it shows at its message. */
  | { type: "reaction"; targetId: string; emoji: string | null }
  | {
      /** WhatsApp showed the person something the API does not carry (131051, 131060), or a type newer than this code. */
      type: "unsupported";
      wireType: string;
      unsupportedType: string | null;
      errors: ProviderError[];
    };

export interface MediaContent {
  type: "image" | "video" | "audio" | "document" | "sticker";
  mediaId: string | null;
  mimeType: string | null;
  sha256: string | null;
  url: string | null;
  caption: string | null;
  filename: string | null;
  /** Audio recorded in WhatsApp. */
  voice: boolean;
  animated: boolean;
  /** `history` announces media before it sends it (WhatsApp section 5); the file follows under the same source id. */
  awaited: boolean;
}

export interface SharedContact {
  name: string | null;
  phones: { phone: string | null; waId: string | null; type: string | null }[];
  emails: string[];
  vcard: string | null;
}

/** An error as Meta reports it; only `code` classifies (WhatsApp section 9). */
export interface ProviderError {
  code: number;
  title: string | null;
  details: string | null;
}

const PREVIEW_CHARS_MAX = 160;

/** One line for the conversation list. Never logged: it is what people wrote. */
export function preview(content: MessageContent): string {
  return textOf(content).replace(/\s+/g, " ").trim().slice(0, PREVIEW_CHARS_MAX);
}

function textOf(content: MessageContent): string {
  switch (content.type) {
    case "text":
    case "template":
      return content.text;
    case "image":
    case "video":
    case "audio":
    case "document":
    case "sticker":
      return content.caption ?? content.filename ?? "";
    case "location":
      return content.name ?? content.address ?? "";
    case "contacts":
      return content.contacts.map((contact) => contact.name ?? "").join(", ");
    case "reply":
      return content.title;
    case "form":
      return content.body ?? content.name ?? "";
    case "order":
      return content.text ?? "";
    case "choices":
      return content.body;
    case "reaction":
      return content.emoji ?? "";
    case "callPermission":
    case "unsupported":
      return "";
  }
}
