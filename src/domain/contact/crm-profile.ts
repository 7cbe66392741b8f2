import { z } from "zod";
import type { Actor } from "../actor.ts";
import { SEEN } from "../blank.ts";
import { oneLineText } from "../sending/outgoing/written.ts";
import type { CustomValue } from "./custom-field.ts";
import { phoneSchema } from "./phone.ts";

/** E-mail addresses, and phone numbers, that a profile may hold: a primary one and ten alternatives (R15.7). */
export const ADDRESSES_MAX = 11;

/** A short text that people typed: 1 to 200 characters after trimming, without control characters. What looks like HTML is text. */
export const shortTextSchema = oneLineText(z.string().trim().min(1).max(200)).regex(
  SEEN,
  "must not be blank",
);

/** As it was given; two that differ in case alone are the same (`claims.ts`). */
export const emailSchema = z
  .string()
  .trim()
  .max(254)
  .regex(
    /^[^\s@"<>(),;:]{1,64}@[^\s@"<>(),;:]+\.[^\s@"<>(),;:]{2,}$/u,
    "must be an e-mail address",
  );

/** What people may write into a profile, member by member. */
export const profileMembers = {
  firstName: shortTextSchema,
  lastName: shortTextSchema,
  position: shortTextSchema.nullable(),
  company: shortTextSchema.nullable(),
  emails: listOf(emailSchema, (email) => email.toLowerCase()),
  phones: listOf(phoneSchema, (phone) => phone),
  whatsappPhone: phoneSchema.nullable(),
  externalId: z
    .string()
    .regex(/^[\x21-\x7e]{1,128}$/, "must be 1 to 128 visible ASCII characters")
    .nullable(),
};

/** What the business keeps of a contact (R5.9, R15.2). */
export interface CrmProfile {
  firstName: string;
  lastName: string;
  /** "Cargo" in Escala. */
  position: string | null;
  company: string | null;
  /** The first one is the primary one. */
  emails: readonly string[];
  /** E.164 with its plus; the first one is the primary one. */
  phones: readonly string[];
  /** The number that WhatsApp is used with, E.164. */
  whatsappPhone: string | null;
  /** By the key of their definition (`custom-field.ts`). */
  customFields: Readonly<Record<string, CustomValue>>;
  /** Marked as a marketing contact (R15.9). */
  isMarketing: boolean;
  /** Who confirmed, and when, that the person agrees to their data being kept (R15.3). */
  consent: { at: number; by: Actor };
  /** What another CRM calls this contact; unique in the workspace. */
  externalId: string | null;
}

export function fullNameOf({ firstName, lastName }: CrmProfile): string {
  return `${firstName} ${lastName}`.trim();
}

/** All numbers of a profile, as far as they are told apart by more than their spelling: that of WhatsApp first, then the primary one. */
export function numbersOf({ whatsappPhone, phones }: CrmProfile): string[] {
  return [...new Set(whatsappPhone === null ? phones : [whatsappPhone, ...phones])];
}

function listOf(member: z.ZodString, keyOf: (member: string) => string) {
  return z
    .array(member)
    .max(ADDRESSES_MAX)
    .refine((list) => new Set(list.map(keyOf)).size === list.length, "must name each one once");
}
