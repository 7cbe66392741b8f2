import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { escapedUnicode } from "./escaped-unicode.ts";

const HEADER = /^sha256=([0-9a-f]{64})$/;

/**
 * Whether Meta signed this body: `X-Hub-Signature-256`, HMAC-SHA256 of the raw bytes under one of the app's secrets
 * (several while one is being replaced). The bytes as they came over the wire: parsing and writing them again changes
 * them (WhatsApp section 6, pitfalls).
 *
 * The header must be exactly one `sha256=` with 64 lower-case hex digits (reliability.md 4.3, webhook forgery). All
 * secrets are always tried, in constant time each, so that the time taken tells nothing about them. An empty secret
 * would let anybody sign; it matches nothing.
 *
 * If the body holds bytes above 0x7F and the raw form fits no secret, the escaped form (`\\uXXXX`) is tried as well: Meta's
 * documentation says that this is what is signed, captures say that it is also what is sent. Should the former ever come
 * unescaped, every message with an accent would be refused for ever without this second try. It opens nothing: only
 * bodies whose escaped form Meta signed pass, and both forms parse to the same value.
 */
export function verifySignature(
  rawBody: Buffer,
  header: string | string[] | undefined,
  secrets: readonly string[],
): boolean {
  const digest = digestOf(header);
  if (digest === null) return false;
  if (matchesAny(rawBody, digest, secrets)) return true;
  const escaped = escapedUnicode(rawBody);
  return escaped !== null && matchesAny(escaped, digest, secrets);
}

/** How Meta's check of a callback URL ends (`GET`, WhatsApp section 6). */
export type Handshake =
  /** Answer 200 with the challenge as plain text. */
  | { kind: "verified"; challenge: string }
  /** Another token, or none is configured: 403. */
  | { kind: "wrong_token" }
  /** No handshake at all, or a challenge that could carry markup: 400. */
  | { kind: "malformed" };

/**
 * Meta's challenge is a number. Letters, `-`, `_` and `.` pass as well; nothing that a browser could take for markup is
 * echoed (reliability.md 4.3, verify handshake).
 */
const CHALLENGE = /^[A-Za-z0-9._-]{1,200}$/;

/**
 * @param query the parsed query string; members that came twice are arrays, and refused
 * @param verifyToken what the operator typed into Meta's dashboard; empty: no handshake succeeds
 */
export function verifyHandshake(
  query: Readonly<Record<string, unknown>>,
  verifyToken: string,
): Handshake {
  const token = query["hub.verify_token"];
  const challenge = query["hub.challenge"];
  if (query["hub.mode"] !== "subscribe" || typeof token !== "string") return { kind: "malformed" };
  if (typeof challenge !== "string" || !CHALLENGE.test(challenge)) return { kind: "malformed" };
  // Hashed first: comparing in constant time needs equal lengths, and must not tell the length either.
  const isRight = timingSafeEqual(sha256(token), sha256(verifyToken));
  return isRight && verifyToken !== "" ? { kind: "verified", challenge } : { kind: "wrong_token" };
}

function digestOf(header: string | string[] | undefined): Buffer | null {
  const value = Array.isArray(header) && header.length === 1 ? header[0] : header;
  const digits = typeof value === "string" ? HEADER.exec(value)?.[1] : undefined;
  return digits === undefined ? null : Buffer.from(digits, "hex");
}

function matchesAny(body: Buffer, digest: Buffer, secrets: readonly string[]): boolean {
  let matches = false;
  for (const secret of secrets) {
    if (secret === "") continue;
    const expected = createHmac("sha256", secret).update(body).digest();
    if (timingSafeEqual(expected, digest)) matches = true;
  }
  return matches;
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
