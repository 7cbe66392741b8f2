import type { Condition } from "./condition.ts";
import { piecesOf } from "./placeholder.ts";
import type { Step } from "./step.ts";

/** A text of a step, and where in the step it stands. */
interface TextPlace {
  path: (string | number)[];
  text: string;
}

/** Names, and patterns, in which braces have a meaning of their own. */
const NOT_TEXT = new Set(["id", "pattern", "mediaId", "do", "type", "kind"]);

/** What the contact, the team or the CRM gets to read. */
const FILLED = new Set([
  "text",
  "caption",
  "filename",
  "name",
  "address",
  "header",
  "body",
  "footer",
  "title",
  "description",
  "button",
  "value",
  "firstName",
  "lastName",
  "stage",
]);

/** Where nothing is filled, whatever the members are called: in what is compared, and in what a template's slots are bound to, but for its texts. */
const AS_IT_STANDS = new Set(["if", "when", "compare", "expect", "match", "bindings"]);

/** Every text of a step in which placeholders are filled. */
export function textsOf(step: Step): TextPlace[] {
  return gather(step, []).filter(({ path }) => isFilled(path));
}

/** Places with braces in which nothing is filled, of a step or of any other part of a definition: contacts, programs and conditions would get the braces. */
export function unfilledIn(part: unknown): TextPlace["path"][] {
  return gather(part, []).flatMap(({ path }) => (isFilled(path) ? [] : [path]));
}

function isFilled(path: TextPlace["path"]): boolean {
  const member = path.findLast((key) => typeof key === "string") ?? "";
  const bound = path.indexOf("bindings");
  // bindings, the slot's key, and `text`.
  if (bound !== -1) return member === "text" && path.length === bound + 3;
  return FILLED.has(member) && !path.some((key) => AS_IT_STANDS.has(String(key)));
}

function gather(value: unknown, path: (string | number)[]): TextPlace[] {
  if (typeof value === "string") return value.includes("{{") ? [{ path, text: value }] : [];
  if (typeof value !== "object" || value === null) return [];
  const members: [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value).filter(([key]) => !NOT_TEXT.has(key));
  return members.flatMap(([key, inner]) => gather(inner, [...path, key]));
}

/** Variables that a condition asks for. */
export function variablesAsked(condition: Condition): string[] {
  const parts = "any" in condition ? condition.any : condition.all;
  return parts.flatMap((part) => {
    const atom = "not" in part ? part.not : part;
    return atom.field === "variable" ? [atom.name] : [];
  });
}

/** Variables that a text is filled from. */
export function variablesIn(text: string): string[] {
  return piecesOf(text).flatMap((piece) =>
    typeof piece !== "string" && "place" in piece && piece.place.source.kind === "vars"
      ? [piece.place.source.name]
      : [],
  );
}

/** What is wrong with the placeholders of a text. */
export function wrongPlaces(text: string): string[] {
  return piecesOf(text).flatMap((piece) => {
    if (typeof piece === "string") return piece.includes("{{") ? [NOT_CLOSED] : [];
    return "wrong" in piece ? [piece.wrong] : [];
  });
}

/** What is wrong with a placeholder where nothing is filled. */
export const NOT_FILLED = "must have no placeholder: nothing is filled in here";

/** A contact would read it as it stands. */
const NOT_CLOSED = "has a {{ without its }}: {{contact.firstName|amigo}}";

/** Variables that a step sets. */
export function variablesSet(step: Step): string[] {
  if (step.do === "ask") return step.saveAs === null ? [] : [step.saveAs];
  return step.do === "webhook" ? Object.keys(step.save) : [];
}
