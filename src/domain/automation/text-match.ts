import { z } from "zod";
import { TEXT_CHARS_MAX } from "../sending/outgoing/written.ts";
import { wholeWordsOf, wordsOf } from "../conversation/search.ts";
import { patternProblem } from "./pattern.ts";

/** A keyword: 1 to 64 characters with a letter or a digit in them. */
export const wordSchema = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .refine((text) => wordsOf(text).length > 0, "must have a letter or a digit in it");

/**
 * A pattern in the syntax of RE2, which takes linear time whatever it is given: no look-around, no back-references. `(?i)` in front of it
 * makes capital and small letters the same.
 */
export const patternSchema = z
  .string()
  .min(1)
  .max(500)
  .superRefine((pattern, context) => {
    const problem = patternProblem(pattern);
    if (problem !== null) context.addIssue({ code: "custom", message: problem });
  });

/** A text as keywords are sought in it, as far as WhatsApp carries one: without case, accents, punctuation around words, and with one space between them. */
export function searchable(text: string): string {
  return wholeWordsOf(text.slice(0, TEXT_CHARS_MAX)).join(" ");
}

/** Whether any of the keywords stands in the text, also inside longer words. */
export function hasKeyword(text: string, words: readonly string[]): boolean {
  const where = searchable(text);
  return words.some((word) => {
    const sought = searchable(word);
    return sought !== "" && where.includes(sought);
  });
}
