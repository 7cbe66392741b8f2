import type { AliasKind, Contact } from "./contact.ts";
import { e164 } from "./phone.ts";

/**
 * Where a send to a contact goes (WhatsApp section 4): to the phone number, in the form that WhatsApp used last and with its plus, so that the
 * number keeps being told to us; to the user id when there is no number. User ids of another portfolio reach nobody. Null: nowhere.
 */
export type SendAddress = { to: string } | { recipient: string };

export function sendAddressOf(contact: Contact, portfolioId: string): SendAddress | null {
  const newest = (kind: AliasKind, scope: string): string | undefined =>
    contact.aliases.findLast(
      (alias) => alias.kind === kind && alias.scope === scope && alias.validTo === null,
    )?.form;
  const waId = newest("wa_id", "");
  if (waId !== undefined) return { to: e164(waId) };
  const userId = newest("bsuid", portfolioId) ?? newest("parent_bsuid", portfolioId);
  return userId === undefined ? null : { recipient: userId };
}
