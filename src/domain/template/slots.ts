import type { Button, Header, TemplateDefinition, TextPart } from "./definition.ts";
import { LIMITS } from "./limits.ts";

/**
 * What belongs into a slot.
 * - text: a placeholder in a text; code: the one-time code, which the button of the template takes too
 * - urlSuffix: what comes behind the URL of a button; coupon: what a button copies
 * - payload: what WhatsApp reports when a quick reply is tapped; its label when left out
 * - product: the product whose picture stands for the catalogue; products: those that are offered
 */
export type SlotNeed =
  | "text"
  | "code"
  | "urlSuffix"
  | "coupon"
  | "payload"
  | "image"
  | "video"
  | "document"
  | "location"
  | "flow"
  | "product"
  | "products"
  | "expiry";

/** A place in a template that takes something at each send. */
export interface Slot {
  /** `body.1`, `header.first_name`, `header`, `buttons.0`, `offer`, `cards.2.body.1`: unique in its template. */
  key: string;
  need: SlotNeed;
  /** Whether WhatsApp refuses the template without it. */
  required: boolean;
  /** Most characters; null for what is no text. */
  charsMax: number | null;
  /** The text around it, or the label of its button; empty for media. */
  context: string;
  /** The value that WhatsApp was shown for its approval. */
  example: string | null;
}

/** All slots of a template, in the order in which people read it. */
export function slotsOf(definition: TemplateDefinition): Slot[] {
  const { header, body, buttons, offer, cards, isAuthentication } = definition;
  const need = isAuthentication ? "code" : "text";
  return [
    ...headerSlots(header, ""),
    ...(offer?.hasExpiration === true ? [expirySlot(offer.text)] : []),
    ...textSlots(body, { prefix: "body", need, charsMax: bodyParameterMax(definition) }),
    ...buttonSlots(buttons, ""),
    ...cards.flatMap((card, index) => [
      ...headerSlots(card.header, cardPrefix(index)),
      ...textSlots(card.body, {
        prefix: `${cardPrefix(index)}body`,
        need: "text",
        charsMax: LIMITS.cardBody,
      }),
      ...buttonSlots(card.buttons, cardPrefix(index)),
    ]),
  ];
}

export function cardPrefix(index: number): string {
  return `cards.${index}.`;
}

/** The most characters that a whole body may have, its values included (132005). */
export function bodyMax({ header, footer, buttons, offer, cards }: TemplateDefinition): number {
  if (offer !== null) return LIMITS.offerBody;
  const isAlone = header === null && footer === null && buttons.length === 0 && cards.length === 0;
  return isAlone ? LIMITS.bodyAlone : LIMITS.body;
}

function bodyParameterMax(definition: TemplateDefinition): number {
  return definition.isAuthentication ? LIMITS.code : bodyMax(definition);
}

function headerSlots(header: Header | null, prefix: string): Slot[] {
  const key = `${prefix}header`;
  switch (header?.format) {
    case undefined:
      return [];
    case "text":
      return textSlots(header, { prefix: key, need: "text", charsMax: LIMITS.header });
    case "image":
    case "video":
    case "document":
    case "location":
      return [slot(key, header.format)];
  }
}

function textSlots(
  part: TextPart | null,
  { prefix, need, charsMax }: { prefix: string; need: "text" | "code"; charsMax: number },
): Slot[] {
  return (part?.placeholders ?? []).map(({ name, example }) =>
    slot(`${prefix}.${name}`, need, { charsMax, context: part?.text ?? "", example }),
  );
}

function buttonSlots(buttons: readonly Button[], prefix: string): Slot[] {
  return buttons.flatMap((button, index) => {
    const { label: context } = button;
    const key = `${prefix}buttons.${index}`;
    switch (button.kind) {
      case "quickReply":
        return [slot(key, "payload", { required: false, charsMax: LIMITS.payload, context })];
      case "url": {
        if (button.placeholder === null) return [];
        const { example } = button.placeholder;
        const charsMax = LIMITS.url - button.url.length;
        return [slot(key, "urlSuffix", { charsMax, context: button.url, example })];
      }
      case "copyCode":
        return [slot(key, "coupon", { charsMax: LIMITS.coupon, context, example: button.example })];
      case "flow":
        return [slot(key, "flow", { required: false, context })];
      case "catalog":
        return [slot(key, "product", { required: false, context })];
      case "products":
        return [slot(key, "products", { context })];
      case "code":
      case "fixed":
        return [];
    }
  });
}

function expirySlot(context: string): Slot {
  return slot("offer", "expiry", { context });
}

function slot(key: string, need: SlotNeed, rest: Partial<Slot> = {}): Slot {
  return { key, need, required: true, charsMax: null, context: "", example: null, ...rest };
}
