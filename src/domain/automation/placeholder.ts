import { contactFieldKeySchema, type ContactFieldKey } from "../contact/contact-fields.ts";

/** A place in a text of a flow that is filled from what is known: `{{contact.firstName|amigo}}`. */
export interface Placeholder {
  source:
    | { kind: "contact"; field: ContactFieldKey }
    | { kind: "vars"; name: string }
    | { kind: "lineName" };
  /** Stands in for what is missing or blank (R7.5). */
  standIn: string;
}

const PLACE = /\{\{([^{}]*)\}\}/g;

/** A text in its pieces: words as they are, and what stands between `{{` and `}}`. */
export function piecesOf(text: string): (string | { place: Placeholder } | { wrong: string })[] {
  const pieces: ReturnType<typeof piecesOf> = [];
  let end = 0;
  for (const match of text.matchAll(PLACE)) {
    if (match.index > end) pieces.push(text.slice(end, match.index));
    end = match.index + match[0].length;
    pieces.push(placeholderOf(match[1] ?? ""));
  }
  if (end < text.length) pieces.push(text.slice(end));
  return pieces;
}

function placeholderOf(inside: string): { place: Placeholder } | { wrong: string } {
  const bar = inside.indexOf("|");
  const name = (bar === -1 ? inside : inside.slice(0, bar)).trim();
  const standIn = bar === -1 ? "" : inside.slice(bar + 1).trim();
  const source = sourceOf(name);
  if (source === null) {
    return {
      wrong: `{{${name}}} is not known: it must be contact and a field of it, vars and a name, or line.name`,
    };
  }
  if (standIn === "") return { wrong: `{{${name}}} must have a default: {{${name}|...}}` };
  return { place: { source, standIn } };
}

function sourceOf(name: string): Placeholder["source"] | null {
  if (name === "line.name") return { kind: "lineName" };
  const [, kind, rest = ""] = /^(contact|vars)\.(.+)$/.exec(name) ?? [];
  if (kind === "vars") return /^[a-z][A-Za-z0-9_]{0,63}$/.test(rest) ? { kind, name: rest } : null;
  const field = contactFieldKeySchema.safeParse(rest);
  return kind === "contact" && field.success ? { kind, field: field.data } : null;
}
