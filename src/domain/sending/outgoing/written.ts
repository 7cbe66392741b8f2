import { z } from "zod";
import { SEEN } from "../../blank.ts";

/** The longest text of one message that WhatsApp takes, in characters (WhatsApp section 8). */
export const TEXT_CHARS_MAX = 4_096;

const WHOLE = "must be whole Unicode characters";
const NO_CONTROLS = "must not have control characters";
const ONE_LINE = /^[^\t\n\r]*$/u;

/**
 * Words that go to WhatsApp: so many characters, not blank, and nothing in them that is no text (reliability.md 4.3). They are sent as they
 * were written: spaces and line breaks are the sender's business.
 *
 * Characters are code points, as zod and JSON Schema count them. WhatsApp says "characters" and not what one is; that it does not count
 * bytes in messages is reported, and senders that cut at code points are not refused. So an emoji of one code point counts for one, and a
 * family of four for seven.
 */
export function written(charsMax: number, text: z.ZodString = z.string()): z.ZodString {
  return text
    .min(1)
    .max(charsMax)
    .refine((words) => words.isWellFormed(), WHOLE)
    .regex(/^[\P{Cc}\t\n\r]*$/u, NO_CONTROLS)
    .regex(SEEN, "must not be blank");
}

/** What colleagues write for each other, or what the engine sends for them: the same, with nothing around it. */
export function noted(charsMax: number): z.ZodString {
  return written(charsMax, z.string().trim());
}

/** What people call something: one line of it. */
export function notedLine(charsMax: number): z.ZodString {
  return noted(charsMax).regex(ONE_LINE, "must be one line");
}

/** A text of one line, and nothing in it that is none: no halves of characters, no controls. */
export function oneLineText(text: z.ZodString): z.ZodString {
  return text.refine((words) => words.isWellFormed(), WHOLE).regex(/^\P{Cc}*$/u, NO_CONTROLS);
}

/** Words that may be missing. */
export function maybeWritten(charsMax: number) {
  return written(charsMax).nullable().default(null);
}

/** What stands on a button or above a list: one line. */
export function label(charsMax: number): z.ZodString {
  return written(charsMax).regex(ONE_LINE, "must be one line");
}

/** What comes back when the contact taps. WhatsApp takes no spaces around it. */
export function tapId(charsMax: number): z.ZodString {
  return label(charsMax).regex(/^\S(.*\S)?$/u, "must not begin or end with a space");
}
