/** How many characters a text has: code points, as zod and JSON Schema count them (`written`). */
export function charsIn(text: string): number {
  return Array.from(text).length;
}

/** The first characters of a text, at most so many; none when that is less than one. */
export function firstChars(text: string, charsMax: number): string {
  return Array.from(text).slice(0, Math.max(0, charsMax)).join("");
}
