import type { Contact } from "./contact.ts";
import { e164 } from "./phone.ts";

/** What the buttons of a contact's card open (R5.6 to R5.8). Null: there is nothing to open. */
export interface ContactLinks {
  /** Dials the number of WhatsApp, or else the primary one. */
  call: string | null;
  /** Writes to the primary e-mail address. */
  email: string | null;
  /** Opens WhatsApp itself, on the phone and line of whoever presses it. */
  whatsapp: string | null;
}

export function linksOf(contact: Contact): ContactLinks {
  const number = whatsappNumberOf(contact) ?? contact.crm?.phones[0] ?? null;
  const email = contact.crm?.emails[0];
  return {
    call: number === null ? null : `tel:${number}`,
    email:
      email === undefined ? null : `mailto:${encodeURIComponent(email).replaceAll("%40", "@")}`,
    whatsapp: number === null ? null : `https://wa.me/${number.slice(1)}`,
  };
}

/** The number that WhatsApp itself told, or else the one that the CRM names for it; E.164 with its plus. */
function whatsappNumberOf({ aliases, crm }: Contact): string | null {
  const told = aliases.findLast(({ kind, validTo }) => kind === "wa_id" && validTo === null);
  return told === undefined ? (crm?.whatsappPhone ?? null) : e164(told.form);
}
