import { z } from "zod";

/**
 * One canonical form per phone number, so that the variants WhatsApp uses in Brazil (ninth digit), Mexico (521/52) and
 * Argentina (549/54) resolve to one contact (Q65). The form the provider used is kept beside it, and is what is sent to:
 * "fixing" a number before sending reaches nobody (WhatsApp section 4).
 */
export function canonicalWaId(waId: string): string {
  const digits = waId.replace(/\D/g, "");
  if (/^55\d{2}[6-9]\d{7}$/.test(digits)) return `${digits.slice(0, 4)}9${digits.slice(4)}`;
  if (/^521\d{10}$/.test(digits)) return `52${digits.slice(3)}`;
  if (/^549\d{10}$/.test(digits)) return `54${digits.slice(3)}`;
  return digits;
}

/** E.164 with its plus; without it a business's own country code may be put in front (WhatsApp section 4). */
export function e164(waId: string): string {
  return `+${waId.replace(/\D/g, "")}`;
}

/** What people put between the digits of a number, and what their clipboards add. */
const SEPARATORS = /[\s().\-/\u2010-\u2015\p{Cf}]/gu;

/**
 * A number as somebody typed it, kept as E.164 with its plus. Separators are taken out; a country is never guessed: without the plus it
 * cannot be told which one is meant.
 */
export const phoneSchema = z
  .string()
  .max(64)
  .overwrite((text) => text.replace(SEPARATORS, ""))
  .regex(/^\+[1-9]\d{6,14}$/, "must begin with + and the country code, and have 7 to 15 digits");
