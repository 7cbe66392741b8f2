import type { ParameterFormat } from "./template.ts";

/** What a template consists of, read and understood: everything that can be sent (WhatsApp section 11). */
export interface TemplateDefinition {
  parameterFormat: ParameterFormat;
  /** Its one parameter is a one-time code, which its button takes too. */
  isAuthentication: boolean;
  header: Header | null;
  body: TextPart | null;
  footer: string | null;
  /** In WhatsApp's order; a button's place is its index. */
  buttons: Button[];
  offer: { text: string; hasExpiration: boolean } | null;
  /** A carousel; empty when the template has none. */
  cards: Card[];
}

/** A text with its placeholders, each once: numbers rising, names in order of appearance. */
export interface TextPart {
  text: string;
  placeholders: Placeholder[];
}

export interface Placeholder {
  /** `1` or `first_name`. */
  name: string;
  /** The value that WhatsApp was shown for its approval. */
  example: string | null;
}

export type Header =
  | ({ format: "text" } & TextPart)
  | { format: MediaHeaderFormat }
  | { format: "location" };

export type MediaHeaderFormat = "image" | "video" | "document";

export interface Card {
  header: Header | null;
  body: TextPart | null;
  buttons: Button[];
}

/**
 * - url: `placeholder` when a part is put behind it at each send
 * - copyCode: copies a coupon code; code: copies or fills in the one-time code of the body
 * - fixed: opens or does what the template says, and takes nothing at a send
 */
export type Button =
  | { kind: "quickReply"; label: string }
  | { kind: "url"; label: string; url: string; placeholder: Placeholder | null }
  | { kind: "copyCode"; label: string; example: string | null }
  | { kind: "code"; label: string }
  | { kind: "flow"; label: string }
  | { kind: "catalog"; label: string }
  | { kind: "products"; label: string }
  | { kind: "fixed"; label: string };
