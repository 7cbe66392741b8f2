import { canonicalWaId } from "./phone.ts";
import type { Alias, AliasKind, Contact, Identity } from "./contact.ts";
import type { ContactId } from "../ids.ts";

/** An identifier to look up or attach: the unique key of an alias, and the form it came in. */
export interface AliasKey {
  kind: AliasKind;
  scope: string;
  value: string;
  form: string;
}

/**
 * The identifiers of an item in order of trust: user id, parent, phone (architecture section 6). BSUIDs are scoped by the
 * business portfolio, phone numbers are valid everywhere in the workspace (WhatsApp section 4).
 */
export function aliasKeysOf(
  identity: Pick<Identity, "userId" | "parentUserId" | "waId">,
  portfolioId: string,
): AliasKey[] {
  const keys: AliasKey[] = [];
  const { userId, parentUserId, waId } = identity;
  if (userId) keys.push({ kind: "bsuid", scope: portfolioId, value: userId, form: userId });
  if (parentUserId) {
    keys.push({
      kind: "parent_bsuid",
      scope: portfolioId,
      value: parentUserId,
      form: parentUserId,
    });
  }
  if (waId) keys.push({ kind: "wa_id", scope: "", value: canonicalWaId(waId), form: waId });
  return keys;
}

/** Whether an item tells nobody's identifier: whose it is can then never be known. */
export function isNobodys(identity: Pick<Identity, "userId" | "parentUserId" | "waId">): boolean {
  return aliasKeysOf(identity, "").length === 0;
}

/** The alias's unique key as one string, for stores that index it so. */
export function aliasId(key: Pick<AliasKey, "kind" | "scope" | "value">): string {
  return `${key.kind}|${key.scope}|${key.value}`;
}

/** An identifier, and whose it is at the time in question (`holderAt`); null: nobody's. */
export interface HeldKey {
  key: AliasKey;
  holder: Contact | null;
}

/** An identifier that another contact holds: recorded as a merge proposal, left where it is. */
export interface Conflict {
  key: AliasKey;
  otherContactId: ContactId;
}

/** When an item happened, and when it came. */
export interface ItemTimes {
  /** Provider time, clamped: the time from which, or at which, identifiers are valid. */
  occurredAt: number;
  /** Dates the contact. */
  receivedAt: number;
}

/** What an item makes of a contact. */
export interface ContactChange {
  /** As it stands; null: the contact is to be made. */
  before: Contact | null;
  /** The same object as `before` when nothing changes. */
  after: Contact;
  conflicts: Conflict[];
  /** A contact of the CRM that was found by a number of its profile, and is known on WhatsApp from now on (Q64). */
  isLinked?: boolean;
}

/** Gives a contact of nobody's yet; called only when one is to be made. */
export type MakeContact = () => Contact;

/**
 * The contact of an item, made or updated by what the item tells. The first held identifier wins, in order of trust: a phone number may
 * be recycled, a user id is not. Identifiers nobody holds become the contact's.
 *
 * A number that nobody writes from yet may stand in a profile of the CRM (`named`; of one contact, which `claims.ts` sees to): whoever writes
 * from it is that contact, if nobody else of them is known on WhatsApp (Q64, R15.5). Otherwise that is for people to decide.
 */
export function identify(
  item: {
    identity: Identity;
    held: readonly HeldKey[];
    times: ItemTimes;
    /** Who names the item's number in their profile; asked for when the number is nobody's. */
    named?: Contact | null;
  },
  make: MakeContact,
): ContactChange {
  const { identity, held, times, named = null } = item;
  const holder = firstHolderOf(held);
  const isLinked = holder === null && named !== null && isUnknownOnWhatsapp(named);
  const before = isLinked ? named : holder;
  const base = before ?? make();
  const attach = held.filter(({ holder }) => holder === null).map(({ key }) => key);
  const keys = held.map(({ key }) => key);
  const after = learn(base, { identity, attach, keys, times });
  const conflicts = [...conflictsOf(after.id, held), ...conflictOverNumber(after.id, held, named)];
  return { before, after, conflicts, isLinked };
}

/** The identifier by which a profile of the CRM may be found: a number that nobody writes from. Null: there is none. */
export function freeNumberOf(held: readonly HeldKey[]): AliasKey | null {
  return held.find(({ key, holder }) => key.kind === "wa_id" && holder === null)?.key ?? null;
}

function isUnknownOnWhatsapp({ aliases }: Contact): boolean {
  return !aliases.some(({ validTo }) => validTo === null);
}

function conflictOverNumber(
  contactId: ContactId,
  held: readonly HeldKey[],
  named: Contact | null,
): Conflict[] {
  const key = freeNumberOf(held);
  if (named === null || key === null || named.id === contactId) return [];
  return [{ key, otherContactId: named.id }];
}

export function firstHolderOf(held: readonly HeldKey[]): Contact | null {
  return held.find(({ holder }) => holder !== null)?.holder ?? null;
}

/** The identifiers that are neither free nor the contact's own. */
export function conflictsOf(contactId: ContactId, held: readonly HeldKey[]): Conflict[] {
  return held.flatMap(({ key, holder }) =>
    holder === null || holder.id === contactId ? [] : [{ key, otherContactId: holder.id }],
  );
}

/** The contact with what an item newly tells of it; the same object when it tells nothing new. */
function learn(
  contact: Contact,
  news: {
    identity: Identity;
    attach: readonly AliasKey[];
    keys: readonly AliasKey[];
    times: ItemTimes;
  },
): Contact {
  const { identity, attach, keys, times } = news;
  const { name, username } = profileAfter(contact, identity);
  const reformed = contact.aliases.map((alias) => {
    const key =
      alias.validTo === null ? keys.find((k) => aliasId(k) === aliasId(alias)) : undefined;
    return key !== undefined && key.form !== alias.form ? { ...alias, form: key.form } : alias;
  });
  const changed =
    name !== contact.name ||
    username !== contact.username ||
    attach.length > 0 ||
    reformed.some((alias, index) => alias !== contact.aliases[index]);
  if (!changed) return contact;
  const added = attach.map((key) => openAlias(key, times.occurredAt));
  const aliases = [...reformed, ...added];
  const version = contact.version + 1;
  return { ...contact, name, username, aliases, version, updatedAt: times.receivedAt };
}

/**
 * Whose an identifier was at that time: theirs who was the first to give it up afterwards, or else theirs who has it. `validFrom` has no
 * say in it: it is when we first saw the identifier, and tells nothing of before; a message of an earlier time, late or from history, is
 * most probably theirs too. `contacts` are all who have or had the identifier.
 */
export function holderAt(id: string, contacts: Iterable<Contact>, at: number): Contact | null {
  let holder: Contact | null = null;
  let heldUntil = Number.NEGATIVE_INFINITY;
  for (const contact of contacts) {
    for (const alias of contact.aliases) {
      const until = alias.validTo ?? Number.POSITIVE_INFINITY;
      if (until <= at || aliasId(alias) !== id) continue;
      if (holder !== null && until >= heldUntil) continue;
      holder = contact;
      heldUntil = until;
    }
  }
  return holder;
}

/** The contact's profile after an item that tells, or does not tell, of it. */
export function profileAfter(
  contact: Contact,
  identity: Identity,
): Pick<Contact, "name" | "username"> {
  return {
    name: identity.name?.trim() || contact.name,
    username: identity.username?.replace(/^@/, "") || contact.username,
  };
}

export function openAlias(key: AliasKey, at: number): Alias {
  return { ...key, validFrom: at, validTo: null };
}
