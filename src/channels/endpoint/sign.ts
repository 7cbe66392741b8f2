import { createHmac, createSecretKey, type KeyObject } from "node:crypto";
import { z } from "zod";

/*
 * Signatures of outgoing webhooks: Standard Webhooks 1.0 (reliability.md 2.2).
 *
 * - secret: `whsec_` and the base64 of 24 to 64 random bytes; shared with the customer, never logged.
 * - signature: `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`, the body as the exact bytes sent.
 * - signature list: signatures separated by one space; a receiver accepts any of them, which is what makes rotation possible.
 */

const PREFIX = "whsec_";
const SECRET_BYTES_MIN = 24;
const SECRET_BYTES_MAX = 64;

/** Visible ASCII but the full stop: a stop would let `a.1` + `2` and `a` + `1.2` sign alike, a line break would add a header. */
const WEBHOOK_ID = /^[\x21-\x2d\x2f-\x7e]{1,256}$/;

/** What goes into one signed request. */
export interface SignedContent {
  /** The event's id, the same in every attempt: receivers deduplicate by it. */
  id: string;
  /** Time of this attempt, epoch milliseconds; sent and signed in whole seconds. Receivers refuse what is 5 minutes off. */
  sentAt: number;
  body: string | Uint8Array;
  /** One or more secrets in force, newest first; two while a rotation lasts. */
  secrets: readonly string[];
}

/** The three headers of Standard Webhooks. */
export type SignatureHeaders = Record<
  "webhook-id" | "webhook-timestamp" | "webhook-signature",
  string
>;

/** A secret as a customer may bring it: `whsec_` and canonical base64 of 24 to 64 bytes. */
export const secretSchema = z
  .string()
  .max(PREFIX.length + 88)
  .refine((text) => decodeSecret(text) !== null, {
    error: "A secret is whsec_ followed by the base64 of 24 to 64 bytes.",
  });

/**
 * Writes random bytes as a secret.
 * @throws RangeError unless there are 24 to 64 of them; 32 are a good choice.
 */
export function generateSecret(randomBytes: Uint8Array): string {
  const { byteLength } = randomBytes;
  if (byteLength < SECRET_BYTES_MIN || byteLength > SECRET_BYTES_MAX) {
    throw new RangeError(`a secret has 24 to 64 bytes, not ${byteLength}`);
  }
  return PREFIX + Buffer.from(randomBytes).toString("base64");
}

/**
 * Makes the signature headers of one attempt.
 * @throws RangeError when there is no secret, a secret is malformed (the message never shows it), or the id cannot be signed:
 * ids and secrets are checked when they are made, so a bad one here is a defect and not an outcome.
 */
export type Signer = (content: SignedContent) => SignatureHeaders;

/** Key objects kept ready; emptied when full. */
const KEYS_MAX = 1_000;

/**
 * Builds a signer that remembers the key objects of the secrets it has seen: given raw key bytes, `createHmac` of Node 24.21
 * takes 13 microseconds a call, given a key object 2.6, and this is in the way of every delivery.
 */
export function createSigner(): Signer {
  const keys = new Map<string, KeyObject>();
  const keyOf = (secret: string): KeyObject => {
    const known = keys.get(secret);
    if (known !== undefined) return known;
    const bytes = decodeSecret(secret);
    if (bytes === null) throw new RangeError("a secret is whsec_ and the base64 of 24 to 64 bytes");
    if (keys.size >= KEYS_MAX) keys.clear();
    const key = createSecretKey(bytes);
    keys.set(secret, key);
    return key;
  };

  return ({ id, sentAt, body, secrets }) => {
    if (!WEBHOOK_ID.test(id)) {
      throw new RangeError("a webhook id is 1 to 256 visible ASCII characters without a full stop");
    }
    if (secrets.length === 0) throw new RangeError("at least one secret must be in force");
    const timestamp = String(Math.floor(sentAt / 1_000));
    const prefix = `${id}.${timestamp}.`;
    const sign = (secret: string) =>
      `v1,${createHmac("sha256", keyOf(secret)).update(prefix).update(body).digest("base64")}`;
    return {
      "webhook-id": id,
      "webhook-timestamp": timestamp,
      "webhook-signature": secrets.map(sign).join(" "),
    };
  };
}

/** The key bytes, or null when the text is no secret. Canonical base64 only: receivers' decoders differ on the rest. */
function decodeSecret(secret: string): Uint8Array | null {
  if (!secret.startsWith(PREFIX)) return null;
  const encoded = secret.slice(PREFIX.length);
  const key = Buffer.from(encoded, "base64");
  if (key.byteLength < SECRET_BYTES_MIN || key.byteLength > SECRET_BYTES_MAX) return null;
  return key.toString("base64") === encoded ? key : null;
}
