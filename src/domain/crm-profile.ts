import type { Actor } from "./actor.ts";

/** The value of a custom field. A date is `2026-02-28`; of a choice, it is one of those the definition names. */
export type CustomValue = string | number | boolean;

/** What the business keeps of a contact (R5.9, R15.2). Texts are trimmed; none of them is blank. */
export interface CrmProfile {
  firstName: string;
  lastName: string;
  /** "Cargo" in Escala. */
  position: string | null;
  company: string | null;
  /** The first one is the primary one. As they were given; compared in small letters. */
  emails: readonly string[];
  /** E.164 with its plus; the first one is the primary one. Compared in their canonical form (`phone.ts`). */
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
