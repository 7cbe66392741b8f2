import type { SlotValues } from "./components.ts";
import type { Button, Header, TemplateDefinition, TextPart } from "./definition.ts";
import { LIMITS } from "./limits.ts";
import { fill } from "./placeholders.ts";
import { bodyMax, cardPrefix } from "./slots.ts";

/** A part of the template with its values. */
export interface RenderedPart {
  /** `header`, `body`, `cards.1.body`. */
  key: string;
  text: string;
  /** Most characters, values included (132005); null where WhatsApp counts none. */
  charsMax: number | null;
}

/** The text that the contact reads, its parts apart by empty lines, buttons in brackets. What has no value yet shows its placeholder. */
export function renderTemplate(definition: TemplateDefinition, values: SlotValues): string {
  const { offer, footer, buttons, cards } = definition;
  const [header, body] = topParts(definition, values);
  const ofCards = cards.map((card, index) => {
    const [cardHeader, cardBody] = cardParts(card, index, values);
    const line = buttonLine(card.buttons, cardPrefix(index), values);
    return present(cardHeader?.text, cardBody?.text, line).join("\n");
  });
  return present(
    header?.text,
    offer?.text,
    body?.text,
    footer,
    buttonLine(buttons, "", values),
    ...ofCards,
  ).join("\n\n");
}

/** Everything that the template says in texts with values. */
export function renderedParts(definition: TemplateDefinition, values: SlotValues): RenderedPart[] {
  return [
    ...topParts(definition, values),
    ...definition.cards.flatMap((card, index) => cardParts(card, index, values)),
  ].filter((part) => part !== null);
}

type HeaderAndBody = [RenderedPart | null, RenderedPart | null];

function topParts(definition: TemplateDefinition, values: SlotValues): HeaderAndBody {
  return partsOf(definition, { prefix: "", bodyCharsMax: bodyMax(definition) }, values);
}

function cardParts(
  card: TemplateDefinition["cards"][number],
  index: number,
  values: SlotValues,
): HeaderAndBody {
  return partsOf(card, { prefix: cardPrefix(index), bodyCharsMax: LIMITS.cardBody }, values);
}

function partsOf(
  { header, body }: Pick<TemplateDefinition, "header" | "body">,
  { prefix, bodyCharsMax }: { prefix: string; bodyCharsMax: number },
  values: SlotValues,
): HeaderAndBody {
  return [
    headerPart(header, `${prefix}header`, values),
    body === null
      ? null
      : filledPart(body, { key: `${prefix}body`, charsMax: bodyCharsMax }, values),
  ];
}

function headerPart(header: Header | null, key: string, values: SlotValues): RenderedPart | null {
  if (header?.format === "text") {
    return filledPart(header, { key, charsMax: LIMITS.header }, values);
  }
  const value = values.get(key);
  if (value?.kind === "location") {
    return { key, text: `${value.name}, ${value.address}`, charsMax: null };
  }
  const filename = value?.kind === "media" ? value.filename : null;
  return filename === null ? null : { key, text: filename, charsMax: null };
}

function filledPart(
  { text }: TextPart,
  { key, charsMax }: { key: string; charsMax: number },
  values: SlotValues,
): RenderedPart {
  return { key, text: fill(text, (name) => textIn(values, `${key}.${name}`)), charsMax };
}

function buttonLine(buttons: readonly Button[], prefix: string, values: SlotValues): string {
  return buttons
    .map((button, index) => buttonText(button, textIn(values, `${prefix}buttons.${index}`)))
    .join(" ");
}

function buttonText(button: Button, value = "{{1}}"): string {
  switch (button.kind) {
    case "url":
      return `[${button.label}: ${button.url}${button.placeholder === null ? "" : value}]`;
    case "copyCode":
      return `[${button.label}: ${value}]`;
    case "quickReply":
    case "code":
    case "flow":
    case "catalog":
    case "products":
    case "fixed":
      return `[${button.label}]`;
  }
}

function present(...texts: (string | null | undefined)[]): string[] {
  return texts.filter((text) => text != null && text !== "") as string[];
}

function textIn(values: SlotValues, key: string): string | undefined {
  const value = values.get(key);
  return value?.kind === "text" ? value.text : undefined;
}
