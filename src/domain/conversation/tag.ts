import { z } from "zod";
import { SEEN } from "../blank.ts";
import { oneLineText } from "../sending/outgoing/written.ts";

/** Tags a conversation may carry. */
export const TAGS_MAX = 50;
const TAG_CHARS_MAX = 64;

/**
 * One tag: 1 to 64 characters. Compared as people mean them, so it is kept in small letters, composed (NFC), without spaces around it and
 * with single ones inside; control characters and halves of characters are refused, and what nobody
 * would see.
 */
export const tagSchema = oneLineText(
  z
    .string()
    .max(TAG_CHARS_MAX * 4)
    .overwrite(normalTag)
    .min(1)
    .max(TAG_CHARS_MAX),
).regex(SEEN, "must not be blank");

/** What a `tag` or `untag` command names: 1 to 50 tags, each once. */
export const tagListSchema = z
  .array(tagSchema)
  .min(1)
  .max(TAGS_MAX)
  .overwrite((tags) => [...new Set(tags)]);

function normalTag(text: string): string {
  return text.normalize("NFC").toLowerCase().trim().replaceAll(/ +/g, " ");
}

/** The tags with others added, in the order of the alphabet, each once. */
export function withTags(tags: readonly string[], added: readonly string[]): string[] {
  return [...new Set([...tags, ...added])].sort();
}
