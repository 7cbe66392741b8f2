import { z } from "zod";
import type { Contact } from "./contact.ts";
import { fullNameOf, type CrmProfile } from "./crm-profile.ts";
import { customFieldKeySchema } from "./custom-field.ts";
import { e164 } from "./phone.ts";

/** Fields of a contact that have a name of their own. */
export const CONTACT_FIELDS = [
  "firstName",
  "lastName",
  "fullName",
  "position",
  "company",
  "email",
  "phone",
  "profileName",
] as const;
type NamedField = (typeof CONTACT_FIELDS)[number];

const CUSTOM = "custom.";

/** A field of a contact, to be put into a text: a named one, or `custom.` and the key of a custom field (R7.4). */
export type ContactFieldKey = NamedField | `${typeof CUSTOM}${string}`;

export const contactFieldKeySchema: z.ZodType<ContactFieldKey> = z.union(
  [z.enum(CONTACT_FIELDS), z.templateLiteral([CUSTOM, customFieldKeySchema])],
  `must be one of ${CONTACT_FIELDS.join(", ")}, or ${CUSTOM} and the key of a custom field`,
);

/**
 * What a contact's field says, trimmed; null when there is nothing to say: missing, empty and blank are the same (Q29). Of whoever is not
 * in the CRM only the WhatsApp profile name is known (Q32). Numbers stand as JSON writes them, dates as `2026-02-28`.
 */
export function contactFieldOf(contact: Contact, key: ContactFieldKey): string | null {
  const value = key === "profileName" ? contact.name : valueOf(contact, key);
  return value?.trim() || null;
}

function valueOf(
  contact: Contact,
  key: Exclude<ContactFieldKey, "profileName">,
): string | null | undefined {
  const { crm } = contact;
  if (crm === null) return null;
  if (isCustom(key)) return customValueOf(crm, key.slice(CUSTOM.length));
  switch (key) {
    case "firstName":
    case "lastName":
    case "position":
    case "company":
      return crm[key];
    case "fullName":
      return fullNameOf(crm);
    case "email":
      return crm.emails[0];
    case "phone":
      return phoneOf(contact);
  }
}

/** The key of the custom field that is meant; null: it is one with a name of its own. */
export function customKeyOf(field: string): string | null {
  return field.startsWith(CUSTOM) ? field.slice(CUSTOM.length) : null;
}

/** The primary number; without one the number that WhatsApp is used with. E.164 with its plus. */
function phoneOf({ crm, aliases }: Contact): string | null {
  const known = crm?.phones[0] ?? crm?.whatsappPhone;
  if (known != null) return known;
  const waId = aliases.findLast(({ kind, validTo }) => kind === "wa_id" && validTo === null)?.form;
  return waId === undefined ? null : e164(waId);
}

function isCustom(key: ContactFieldKey): key is `${typeof CUSTOM}${string}` {
  return key.startsWith(CUSTOM);
}

function customValueOf({ customFields }: CrmProfile, key: string): string | null {
  return Object.hasOwn(customFields, key) ? String(customFields[key]) : null;
}
