/**
 * Has a character that somebody who reads it sees (Q29): no space of any kind, and none without a shape, such as zero-width ones, and the blanks
 * of Braille and Hangul. Controls and halves of characters have rules of their own. What Unicode has not assigned counts as seen: it may be
 * an emoji younger than our tables. The empty text passes: that it is empty is said by itself.
 */
export const SEEN = /^$|[^\p{White_Space}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Whether somebody who reads it would see nothing. */
export function isBlank(text: string | null): boolean {
  const rest = (text ?? "").replaceAll(/[\p{Cc}\p{Cs}]/gu, "");
  return rest === "" || !SEEN.test(rest);
}
