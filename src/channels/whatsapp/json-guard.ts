import sjson from "secure-json-parse";

/**
 * Deepest nesting taken. Meta's own stay below 15; from about 10,000 on, JSON.stringify and structuredClone throw on what
 * JSON.parse made without complaint, so a small body could stop us long after it was let in (reliability.md 4.3).
 */
export const JSON_DEPTH_MAX = 32;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

export type GuardedJson =
  | { kind: "ok"; value: Record<string, unknown> }
  | { kind: "not_json" }
  /** Nested deeper than `JSON_DEPTH_MAX`; never given to the parser. */
  | { kind: "too_deep" }
  /** Has `__proto__`, or a `constructor` with a `prototype`, as a member name, in whatever spelling. */
  | { kind: "unsafe" }
  | { kind: "not_an_object" };

/**
 * Parses JSON that came from outside. The depth is taken from the bytes before anything is built; then the safe parse
 * (reliability.md 4.3, JSON bombs and prototype pollution). The caller limits the size.
 */
export function parseGuardedJson(bytes: Buffer): GuardedJson {
  if (isDeeperThan(bytes, JSON_DEPTH_MAX)) return { kind: "too_deep" };
  const value = sjson.safeParse(bytes) as unknown;
  if (value === undefined) return { kind: "not_json" };
  // The parser's null is either the word itself or its refusal, and it refuses nothing but objects and arrays.
  if (value === null && bytes.includes(OPEN_BRACE)) return { kind: "unsafe" };
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { kind: "not_an_object" };
  }
  return { kind: "ok", value: value as Record<string, unknown> };
}

/** Counts brackets outside strings; in broken JSON the answer is of no use, but harmless: the parser refuses it. */
function isDeeperThan(bytes: Buffer, depthMax: number): boolean {
  let depth = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = endOfString(bytes, at);
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth += 1;
      if (depth > depthMax) return true;
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      depth -= 1;
    }
  }
  return false;
}

/** Index of the closing quote, or of the end. A byte above 0x7F is never a quote: UTF-8 continues with high bytes. */
function endOfString(bytes: Buffer, openedAt: number): number {
  let at = openedAt + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}
