import type { Condition } from "./condition.ts";
import { piecesOf } from "./placeholder.ts";
import type { Step } from "./step.ts";

/** A text of a step, and where in the step it stands. */
interface TextPlace {
  path: (string | number)[];
  text: string;
}

/** Names, addresses and patterns: nothing is filled in there. */
const NOT_FILLED = new Set(["id", "url", "pattern", "mediaId", "do", "type", "kind"]);

/** Every text of a step in which placeholders are filled. */
export function textsOf(step: Step): TextPlace[] {
  return gather(step, []);
}

function gather(value: unknown, path: (string | number)[]): TextPlace[] {
  if (typeof value === "string") return value.includes("{{") ? [{ path, text: value }] : [];
  if (typeof value !== "object" || value === null) return [];
  const members: [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value).filter(([key]) => !NOT_FILLED.has(key));
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

/** A contact would read it as it stands. */
const NOT_CLOSED = "has a {{ without its }}: {{contact.firstName|amigo}}";

/** Variables that a step sets. */
export function variablesSet(step: Step): string[] {
  if (step.do === "ask") return step.saveAs === null ? [] : [step.saveAs];
  return step.do === "webhook" ? Object.keys(step.save) : [];
}
