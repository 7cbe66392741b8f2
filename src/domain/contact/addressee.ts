import type { AliasKind, Contact } from "./contact.ts";
import { aliasId } from "./identity.ts";
import { canonicalWaId, e164 } from "./phone.ts";

const KIND: AliasKind = "wa_id";

/** What whoever is reached under this number holds (`claims.ts`): the same for all forms of it (Q65). */
export function numberClaim(phone: string): string {
  return aliasId({ kind: KIND, scope: "", value: canonicalWaId(phone) });
}

/** The number to write to of somebody who never wrote: that of WhatsApp, or else the primary one (R15.5). E.164; null: none is known. */
export function knownNumberOf({ crm }: Pick<Contact, "crm">): string | null {
  return crm?.whatsappPhone ?? crm?.phones[0] ?? null;
}

/** The number that somebody writes from, E.164; null when none is told of them. */
export function reachedNumberOf({ aliases }: Pick<Contact, "aliases">): string | null {
  const told = aliases.findLast(({ kind, validTo }) => kind === KIND && validTo === null);
  return told === undefined ? null : e164(told.form);
}

/** The contact, to be written to under this number from now on. It is sent to in this form until WhatsApp uses another one. */
export function withNumber(contact: Contact, phone: string, at: number): Contact {
  const form = phone.replace(/\D/g, "");
  const alias = { kind: KIND, scope: "", value: canonicalWaId(phone), form };
  return {
    ...contact,
    aliases: [...contact.aliases, { ...alias, validFrom: at, validTo: null }],
    version: contact.version + 1,
    updatedAt: at,
  };
}
