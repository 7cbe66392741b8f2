import { AUTHENTICATION, type ParameterFormat, type Template } from "./template.ts";
import type {
  Button,
  Card,
  Header,
  Placeholder,
  TemplateDefinition,
  TextPart,
} from "./definition.ts";
import { listOf, objectOf, textOf, wordOf, type JsonObject } from "./json.ts";
import { placeholdersOf } from "./placeholders.ts";
import { readButton } from "./read-button.ts";

/** Why something in a template cannot be sent by this code. Collected: a template is listed with all of them. */
export type Objections = string[];

export type TemplateReading =
  | { kind: "read"; definition: TemplateDefinition }
  /** Parts that this code does not know, or that contradict themselves: the template is shown, and cannot be sent. */
  | { kind: "unsupported"; reasons: string[] };

/** Makes sense of a template's components. Whatever members are unknown are left out; whole parts that are unknown are reported. */
export function readTemplate(
  template: Pick<Template, "components" | "parameterFormat" | "category">,
): TemplateReading {
  const { parameterFormat, category } = template;
  const objections: Objections = [];
  const definition: TemplateDefinition = {
    parameterFormat,
    isAuthentication: category === AUTHENTICATION,
    header: null,
    body: null,
    footer: null,
    buttons: [],
    offer: null,
    cards: [],
  };
  for (const component of template.components) {
    readComponent(definition, objectOf(component), objections);
  }
  if (definition.body === null) objections.push("it has no body");
  return objections.length === 0
    ? { kind: "read", definition }
    : { kind: "unsupported", reasons: [...new Set(objections)] };
}

function readComponent(
  definition: TemplateDefinition,
  component: JsonObject,
  objections: Objections,
): void {
  const { parameterFormat: format, isAuthentication } = definition;
  const type = wordOf(component["type"]);
  switch (type) {
    case "HEADER":
      definition.header = readHeader(component, format, objections);
      return;
    case "BODY":
      definition.body = readBody(component, { format, isAuthentication }, objections);
      return;
    case "FOOTER":
      definition.footer = textOf(component["text"]);
      return;
    case "BUTTONS":
      definition.buttons = readButtons(component, isAuthentication, objections);
      return;
    case "LIMITED_TIME_OFFER":
      definition.offer = readOffer(component);
      return;
    case "CAROUSEL":
      definition.cards = listOf(component["cards"]).map((card) =>
        readCard(objectOf(card), format, objections),
      );
      return;
    default:
      objections.push(`component ${type || "without a type"} is not known`);
  }
}

function readHeader(
  component: JsonObject,
  format: ParameterFormat,
  objections: Objections,
): Header | null {
  const kind = wordOf(component["format"]);
  switch (kind) {
    case "TEXT":
      return { format: "text", ...readText(component, { part: "header", format }, objections) };
    case "IMAGE":
    case "VIDEO":
    case "DOCUMENT":
      return { format: kind.toLowerCase() as "image" | "video" | "document" };
    case "LOCATION":
      return { format: "location" };
    default:
      objections.push(`a header of format ${kind || "(none)"} is not known`);
      return null;
  }
}

function readBody(
  component: JsonObject,
  { format, isAuthentication }: { format: ParameterFormat; isAuthentication: boolean },
  objections: Objections,
): TextPart {
  // WhatsApp writes the text of these itself, and does not always tell it.
  const text = textOf(component["text"]) ?? (isAuthentication ? "{{1}}" : null);
  return readText({ ...component, text }, { part: "body", format }, objections);
}

function readText(
  component: JsonObject,
  { part, format }: { part: "header" | "body"; format: ParameterFormat },
  objections: Objections,
): TextPart {
  const text = textOf(component["text"]);
  if (text === null) objections.push(`the ${part} has no text`);
  const names = placeholdersOf(text ?? "", format);
  if (names === null) objections.push(`the placeholders of the ${part} are not ${NAMES[format]}`);
  const examples = examplesOf(component, part);
  const placeholders = (names ?? []).map((name, index): Placeholder => ({
    name,
    example: examples(name, index),
  }));
  return { text: text ?? "", placeholders };
}

const NAMES = {
  POSITIONAL: "numbers from 1 on",
  NAMED: "names in small letters",
} as const satisfies Record<ParameterFormat, string>;

/** `example.body_text` is a list of lists, `example.header_text` a list; named ones come with their names. */
function examplesOf(component: JsonObject, part: "header" | "body") {
  const example = objectOf(component["example"]);
  const texts = listOf(example[`${part}_text`]);
  const positional = Array.isArray(texts[0]) ? texts[0] : texts;
  const named = listOf(example[`${part}_text_named_params`]).map(objectOf);
  return (name: string, index: number): string | null => {
    const shown = named.find(({ param_name: of }) => of === name);
    return textOf(shown === undefined ? positional[index] : shown["example"]);
  };
}

function readButtons(
  component: JsonObject,
  isAuthentication: boolean,
  objections: Objections,
): Button[] {
  return listOf(component["buttons"]).map((button) =>
    readButton(objectOf(button), isAuthentication, objections),
  );
}

function readOffer(component: JsonObject): TemplateDefinition["offer"] {
  const offer = objectOf(component["limited_time_offer"]);
  return { text: textOf(offer["text"]) ?? "", hasExpiration: offer["has_expiration"] === true };
}

function readCard(card: JsonObject, format: ParameterFormat, objections: Objections): Card {
  const read: Card = { header: null, body: null, buttons: [] };
  for (const each of listOf(card["components"])) {
    const component = objectOf(each);
    const type = wordOf(component["type"]);
    if (type === "HEADER") read.header = readHeader(component, format, objections);
    else if (type === "BODY") read.body = readText(component, { part: "body", format }, objections);
    else if (type === "BUTTONS") read.buttons = readButtons(component, false, objections);
    else objections.push(`component ${type || "without a type"} of a card is not known`);
  }
  return read;
}
