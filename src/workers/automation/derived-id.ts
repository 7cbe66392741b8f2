import { createHash } from "node:crypto";

const ALPHABET = "0123456789abcdefghijklmnopqrstuv";
/** As long as the random part of other ids. */
const CHARS = 20;
/** What Standard Webhooks take for an id; a full stop would let two requests sign alike. */
const WEBHOOK_ID = /^[\x21-\x2d\x2f-\x7e]{1,256}$/;

/** An id for what an effect makes, in the form of those that are drawn: the same effect makes the same thing. */
export function derivedId(prefix: "opp" | "tsk", effectId: string): string {
  const bytes = createHash("sha256").update(effectId).digest().subarray(0, CHARS);
  return `${prefix}_${[...bytes].map((byte) => ALPHABET[byte & 31]).join("")}`;
}

/** The effect's id where a header can carry it, or else its hash: the same each time it goes out. */
export function webhookIdOf(effectId: string): string {
  if (WEBHOOK_ID.test(effectId)) return effectId;
  return `eff_${createHash("sha256").update(effectId).digest("hex")}`;
}
