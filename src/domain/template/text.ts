import { isBlank } from "../blank.ts";
import { charsIn } from "../chars.ts";

/** What a field of a contact has, made fit for a template: nobody who sends can see the line ends and tabs in it. */
export function tidied(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{White_Space}\p{Cc}]+/gu, " ")
    .trim();
}

/** The rule of WhatsApp's that a text breaks as a parameter (132018); null when it keeps them all. */
export function brokenTextRule(text: string, charsMax: number | null): string | null {
  if (isBlank(text)) return "must not be blank";
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)) return "must have no line ends, tabs or other controls";
  if (/ {5}/.test(text)) return "must have no more than four spaces in a row";
  if (!text.isWellFormed()) return "must be well-formed Unicode";
  if (charsMax !== null && charsIn(text) > charsMax) {
    return `must have at most ${charsMax} characters`;
  }
  return null;
}
