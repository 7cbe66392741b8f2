import { isBlank } from "../blank.ts";
import { charsIn, firstChars } from "../chars.ts";
import { contactFieldOf } from "../contact/contact-fields.ts";
import type { Binding } from "../template/binding.ts";
import type { ConditionFacts } from "./condition-facts.ts";
import type { FlowMessage, FlowTemplate } from "./message.ts";
import { TEXT_CHARS_MAX } from "../sending/outgoing/written.ts";
import { piecesOf, type Placeholder } from "./placeholder.ts";

/** What placeholders are filled from. */
export type FillFacts = Pick<ConditionFacts, "contact" | "line" | "vars">;

/** How long a text may become, in code points, and whether it is one line (`written`, `label`). */
export interface TextLimits {
  charsMax: number;
  oneLine?: boolean;
}

/**
 * A text with its placeholders filled, once: what looks like a placeholder in a value stays text. Missing and blank values are replaced by the default
 * (R7.5). What WhatsApp refuses is taken out of values, and they are cut as far as the text would become too long. Without facts every
 * placeholder is its default.
 */
export function fillText(text: string, facts: FillFacts | null, limits: TextLimits): string {
  if (!text.includes("{{")) return text;
  const pieces = piecesOf(text);
  const filled = joined(pieces, facts, limits);
  const isFit = charsIn(filled) <= limits.charsMax && !isBlank(filled);
  return isFit ? filled : joined(pieces, null, limits);
}

type Pieces = ReturnType<typeof piecesOf>;

function joined(pieces: Pieces, facts: FillFacts | null, limits: TextLimits): string {
  const places = pieces.filter((piece) => typeof piece !== "string" && "place" in piece).length;
  const words = pieces.filter((piece) => typeof piece === "string").join("");
  const share = Math.floor((limits.charsMax - charsIn(words)) / Math.max(places, 1));
  const values = pieces.map((piece) => {
    if (typeof piece === "string") return { text: piece, isValue: false };
    return { text: "place" in piece ? valueOf(piece.place, facts, limits) : "", isValue: true };
  });
  const whole = values.map(({ text }) => text).join("");
  if (facts === null || charsIn(whole) <= limits.charsMax) return whole;
  return values.map(({ text, isValue }) => (isValue ? firstChars(text, share) : text)).join("");
}

function valueOf(
  { source, standIn }: Placeholder,
  facts: FillFacts | null,
  { oneLine = false }: TextLimits,
): string {
  const value = facts === null ? null : knownOf(source, facts);
  if (value === null) return standIn;
  const clean = value
    .toWellFormed()
    .replace(oneLine ? /\p{Cc}+/gu : /[^\P{Cc}\t\n\r]+/gu, " ")
    .trim();
  return isBlank(clean) ? standIn : clean;
}

function knownOf(source: Placeholder["source"], { contact, line, vars }: FillFacts): string | null {
  switch (source.kind) {
    case "contact":
      return contactFieldOf(contact, source.field);
    case "vars":
      return Object.hasOwn(vars, source.name) ? (vars[source.name] ?? null) : null;
    case "lineName":
      return line.name;
  }
}

const BODY = { charsMax: 1_024 };
const LONG = { charsMax: TEXT_CHARS_MAX };
const FOOTER = { charsMax: 60 };
const HEADER = { charsMax: 60, oneLine: true };
const BUTTON = { charsMax: 20, oneLine: true };
const ROW = { charsMax: 24, oneLine: true };
const ROW_TEXT = { charsMax: 72 };
const FILENAME = { charsMax: 240, oneLine: true };

/** All that the contact reads of a message, filled; ids and files stay as they are written. The result keeps WhatsApp's limits if the message with its defaults does. */
export function fillMessage(message: FlowMessage, facts: FillFacts | null): FlowMessage {
  const fill = (text: string, limits: TextLimits) => fillText(text, facts, limits);
  const maybe = (text: string | null, limits: TextLimits) =>
    text === null ? null : fill(text, limits);
  switch (message.type) {
    case "text":
      return { ...message, text: fill(message.text, LONG) };
    case "image":
    case "video":
      return { ...message, caption: maybe(message.caption, BODY) };
    case "document": {
      const { caption, filename } = message;
      return {
        ...message,
        caption: maybe(caption, BODY),
        filename: maybe(filename, FILENAME)?.replaceAll(/[/\\]/g, "-") ?? null,
      };
    }
    case "audio":
    case "sticker":
      return message;
    case "location":
      return { ...message, name: maybe(message.name, BODY), address: maybe(message.address, BODY) };
    case "buttons":
      return {
        ...message,
        header:
          message.header?.type === "text"
            ? { ...message.header, text: fill(message.header.text, HEADER) }
            : message.header,
        body: fill(message.body, BODY),
        footer: maybe(message.footer, FOOTER),
        buttons: message.buttons.map((button) => ({
          ...button,
          title: fill(button.title, BUTTON),
        })),
      };
    case "list":
      return {
        ...message,
        header: maybe(message.header, HEADER),
        body: fill(message.body, LONG),
        footer: maybe(message.footer, FOOTER),
        button: fill(message.button, BUTTON),
        sections: message.sections.map(({ title, rows }) => ({
          title: maybe(title, ROW),
          rows: rows.map((row) => ({
            ...row,
            title: fill(row.title, ROW),
            description: maybe(row.description, ROW_TEXT),
          })),
        })),
      };
  }
}

/** The texts that a template's slots are bound to, filled; fields of the contact are filled where the template is bound (R7.4). */
export function fillTemplate(template: FlowTemplate, facts: FillFacts | null): FlowTemplate {
  const filled = ([key, binding]: [string, Binding]): [string, Binding] => [
    key,
    binding.kind === "text"
      ? { ...binding, text: fillText(binding.text, facts, { charsMax: 1_024, oneLine: true }) }
      : binding,
  ];
  return {
    ...template,
    bindings: Object.fromEntries(Object.entries(template.bindings).map(filled)),
  };
}
