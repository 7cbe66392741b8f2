import { canonicalWaId } from "./phone.ts";
import type { Alias, AliasKind, Contact, Identity } from "./contact.ts";

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

/** The alias's unique key as one string, for stores that index it so. */
export function aliasId(key: Pick<AliasKey, "kind" | "scope" | "value">): string {
  return `${key.kind}|${key.scope}|${key.value}`;
}

/** Which contact an item belongs to, and what its identifiers change. */
export interface Resolution {
  /** Null: nobody has any of these identifiers; a contact is to be made with all of them. */
  contact: Contact | null;
  /** Identifiers nobody holds: they become the contact's. */
  attach: AliasKey[];
  /** Identifiers that another contact holds: recorded as merge proposals, left where they are. */
  conflicts: { key: AliasKey; otherContactId: string }[];
}

/**
 * Resolves identifiers against their present holders (`holders[i]` holds `keys[i]`, null: nobody does). The first held
 * identifier wins, in order of trust: a phone number may be recycled, a user id is not.
 */
export function resolveIdentity(
  keys: readonly AliasKey[],
  holders: readonly (Contact | null)[],
): Resolution {
  const contact = holders.find((holder) => holder !== null) ?? null;
  const attach: AliasKey[] = [];
  const conflicts: Resolution["conflicts"] = [];
  keys.forEach((key, index) => {
    const holder = holders[index] ?? null;
    if (holder === null) attach.push(key);
    else if (contact !== null && holder.id !== contact.id) {
      conflicts.push({ key, otherContactId: holder.id });
    }
  });
  return { contact, attach, conflicts };
}

/** The contact with what an item newly tells of it; the same object when it tells nothing new. */
export function learn(
  contact: Contact,
  news: { identity: Identity; attach: readonly AliasKey[]; keys: readonly AliasKey[]; at: number },
): Contact {
  const { identity, attach, keys, at } = news;
  const name = identity.name?.trim() || contact.name;
  const username = identity.username?.replace(/^@/, "") || contact.username;
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
  const added = attach.map((key) => openAlias(key, at));
  const aliases = [...reformed, ...added];
  return { ...contact, name, username, aliases, version: contact.version + 1, updatedAt: at };
}

/**
 * A rotation (`system` messages): the old identifiers of the kinds that were replaced are closed, the new ones opened.
 * Idempotent: rotating to what the contact already has changes nothing. `next` keys held by other contacts must have been
 * filtered out by the caller and recorded as merge proposals.
 */
export function rotate(
  contact: Contact,
  rotation: { previous: readonly AliasKey[]; next: readonly AliasKey[]; at: number },
): Contact {
  const { previous, next, at } = rotation;
  const nextIds = new Set(next.map(aliasId));
  const replacedKinds = new Set(next.map((key) => key.kind));
  const previousIds = new Set(previous.map(aliasId));
  let changed = false;
  const aliases = contact.aliases.map((alias) => {
    const replaced =
      alias.validTo === null &&
      replacedKinds.has(alias.kind) &&
      previousIds.has(aliasId(alias)) &&
      !nextIds.has(aliasId(alias));
    if (replaced) changed = true;
    return replaced ? { ...alias, validTo: at } : alias;
  });
  const held = new Set(aliases.filter((alias) => alias.validTo === null).map(aliasId));
  const added = next.filter((key) => !held.has(aliasId(key))).map((key) => openAlias(key, at));
  if (!changed && added.length === 0) return contact;
  const version = contact.version + 1;
  return { ...contact, aliases: [...aliases, ...added], version, updatedAt: at };
}

function openAlias(key: AliasKey, at: number): Alias {
  return { ...key, validFrom: at, validTo: null };
}
