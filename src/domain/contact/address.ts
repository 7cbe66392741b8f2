import type { Alias, AliasKind, Contact, Identity } from "./contact.ts";
import { canonicalWaId, e164 } from "./phone.ts";

/**
 * Where a send to a contact goes (WhatsApp section 4): to the phone number, in the form that WhatsApp used last and with its plus, so that the
 * number keeps being told to us; to the user id when there is no number. User ids of another portfolio reach nobody. Null: nowhere.
 */
export type SendAddress = { to: string } | { recipient: string };

/**
 * @param lastFrom whence the conversation's newest inbound came (`senderOf`). Who was merged may be several people for WhatsApp, each with a
 * window of their own: an answer goes to the one who wrote, or to what they changed to.
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
  if (lastFrom !== null && contact.absorbed.length > 0) {
    const wrote = contact.aliases.findLast((alias) => isOf(alias, lastFrom));
    const answered = [...numbers, ...users, ...parents].find(
      (alias) => isOf(alias, lastFrom) || follows(alias, wrote),
    );
    if (answered !== undefined) return addressOf(answered);
  }
  const alias = numbers.at(-1) ?? users.at(-1) ?? parents.at(-1);
  return alias === undefined ? null : addressOf(alias);
}

function addressOf({ kind, form }: Alias): SendAddress {
  return kind === "wa_id" ? { to: e164(form) } : { recipient: form };
}

function isOf({ kind, form, value }: Alias, lastFrom: string): boolean {
  return kind === "wa_id" ? value === canonicalWaId(lastFrom) : form === lastFrom;
}

/** Whether an identifier came in the place of another one. */
function follows({ kind, validFrom }: Alias, former: Alias | undefined): boolean {
  return kind === former?.kind && validFrom === former.validTo;
}

/** Whence an item came, as a send would go there: the number, in E.164, or else the user id. Null: it tells neither. */
export function senderOf({
  waId,
  userId,
  parentUserId,
}: Pick<Identity, "userId" | "parentUserId" | "waId">): string | null {
  return waId ? e164(waId) : userId || parentUserId || null;
}
