import type { Alias, AliasKind, Contact, Identity } from "./contact.ts";
import { canonicalWaId, e164 } from "./phone.ts";

/**
 * Where a send to a contact goes (WhatsApp section 4): to the phone number, in the form that WhatsApp used last and with its plus, so that the
 * number keeps being told to us; to the user id when there is no number. User ids of another portfolio reach nobody. Null: nowhere.
 */
export type SendAddress = { to: string } | { recipient: string };

/**
 * @param lastFrom whence the conversation's newest inbound came (`senderOf`). Who was merged has several numbers, each with a window of its own:
 * an answer goes to the one that was written from.
 */
export function sendAddressOf(
  contact: Contact,
  portfolioId: string,
  lastFrom: string | null = null,
): SendAddress | null {
  const open = (kind: AliasKind, scope: string): Alias[] =>
    contact.aliases.filter(
      (alias) => alias.kind === kind && alias.scope === scope && alias.validTo === null,
    );
  const numbers = open("wa_id", "");
  const users = open("bsuid", portfolioId);
  const parents = open("parent_bsuid", portfolioId);
  if (lastFrom !== null && Math.max(numbers.length, users.length, parents.length) > 1) {
    const number = numbers.find(({ value }) => value === canonicalWaId(lastFrom));
    if (number !== undefined) return { to: e164(number.form) };
    const user = [...users, ...parents].find(({ form }) => form === lastFrom);
    if (user !== undefined) return { recipient: user.form };
  }
  const number = numbers.at(-1);
  if (number !== undefined) return { to: e164(number.form) };
  const user = users.at(-1) ?? parents.at(-1);
  return user === undefined ? null : { recipient: user.form };
}

/** Whence an item came, as a send would go there: the number, in E.164, or else the user id. Null: it tells neither. */
export function senderOf({
  waId,
  userId,
  parentUserId,
}: Pick<Identity, "userId" | "parentUserId" | "waId">): string | null {
  return waId ? e164(waId) : userId || parentUserId || null;
}
