import { z } from "zod";
import { wordsOf } from "../conversation/search.ts";

const LIST_MAX = 50;

/** Words by which contacts refuse, or want again, what no person writes to them by hand (Q67): at most 50, of 1 to 64 characters. */
export const wordListSchema = z
  .array(
    z
      .string()
      .trim()
      .max(64)
      .refine((text) => wordsOf(text).length > 0, "must have a letter or a digit in it"),
  )
  .max(LIST_MAX);

/** The lists of a line. A line that was stored before there were any has none. */
interface WordLists {
  stopWords?: readonly string[];
  startWords?: readonly string[];
}

/**
 * What a message says by one of the line's words, and nothing else beside it; null when it says something else. Case, accents, the
 * punctuation around words and the space between them do not matter.
 */
export function wantedBy(text: string, { stopWords, startWords }: WordLists): boolean | null {
  // Most lines have none, and this is asked of every message.
  if (!stopWords?.length && !startWords?.length) return null;
  const said = normal(text);
  if (said === "") return null;
  const isOf = (list: readonly string[] | undefined) => list?.some((word) => normal(word) === said);
  if (isOf(stopWords) === true) return false;
  return isOf(startWords) === true ? true : null;
}

function normal(text: string): string {
  return wordsOf(text).join(" ");
}
