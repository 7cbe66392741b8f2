import { isAscii, isUtf8 } from "node:buffer";

const ASCII_MAX = 0x7f;
const HEX = Buffer.from("0123456789abcdef");
/** A character of 2 bytes becomes 6, one of 3 becomes 6, one of 4 becomes two escapes: never more than three times. */
const GROWTH_MAX = 3;

/**
 * JSON with every character above U+007F written as `\uXXXX`, lower-case hex, two of them beyond the basic plane; the
 * rest as it stands. Null if there is nothing to escape, or the bytes are no UTF-8 and have no such form.
 *
 * Works on bytes, since strangers can make us do this with any body up to the limit: 3 MB cost about as much as the HMAC.
 */
export function escapedUnicode(json: Buffer): Buffer | null {
  if (isAscii(json) || !isUtf8(json)) return null;
  const escaped = Buffer.allocUnsafe(json.length * GROWTH_MAX);
  let to = 0;
  for (let at = 0; at < json.length;) {
    const lead = json[at] ?? 0;
    if (lead <= ASCII_MAX) {
      escaped[to] = lead;
      at += 1;
      to += 1;
      continue;
    }
    const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    to = writeEscape(escaped, to, codePointAt(json, at, length));
    at += length;
  }
  return escaped.subarray(0, to);
}

/** Decodes one character of known length; the bytes were found to be UTF-8. */
function codePointAt(bytes: Buffer, at: number, length: number): number {
  let point = (bytes[at] ?? 0) & (ASCII_MAX >> length);
  for (let next = at + 1; next < at + length; next += 1) {
    point = (point << 6) | ((bytes[next] ?? 0) & 0x3f);
  }
  return point;
}

function writeEscape(into: Buffer, at: number, point: number): number {
  if (point <= 0xffff) return writeUnit(into, at, point);
  const beyond = point - 0x10000;
  const high = writeUnit(into, at, 0xd800 | (beyond >> 10));
  return writeUnit(into, high, 0xdc00 | (beyond & 0x3ff));
}

function writeUnit(into: Buffer, at: number, unit: number): number {
  into[at] = 0x5c;
  into[at + 1] = 0x75;
  into[at + 2] = HEX[unit >> 12] ?? 0;
  into[at + 3] = HEX[(unit >> 8) & 15] ?? 0;
  into[at + 4] = HEX[(unit >> 4) & 15] ?? 0;
  into[at + 5] = HEX[unit & 15] ?? 0;
  return at + 6;
}
