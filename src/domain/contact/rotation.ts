import type { Alias, Contact, Identity } from "./contact.ts";
import {
  aliasId,
  conflictsOf,
  firstHolderOf,
  openAlias,
  profileAfter,
  type AliasKey,
  type ContactChange,
  type HeldKey,
  type ItemTimes,
  type MakeContact,
} from "./identity.ts";

/**
 * The contact of a rotation (`system` messages), with its new identifiers. It is found by the old ones, or else by the new ones: the
 * news may come behind the first message under these. When nobody has any of them the contact is made: the news may also come before all
 * that was said under the old ones, and these must then lead to the same person. New identifiers that another contact holds stay there.
 */
export function rotateIdentity(
  item: {
    identity: Identity;
    previous: readonly HeldKey[];
    next: readonly HeldKey[];
    times: ItemTimes;
  },
  make: MakeContact,
): ContactChange {
  const { identity, previous, next, times } = item;
  const before = firstHolderOf([...previous, ...next]);
  const base = before ?? named(make(), identity);
  const own = (held: readonly HeldKey[]): AliasKey[] =>
    held.filter(({ holder }) => holder === null || holder.id === base.id).map(({ key }) => key);
  const after = rotate(base, { previous: own(previous), next: own(next), times });
  return { before, after, conflicts: conflictsOf(base.id, next) };
}

/**
 * Old identifiers of the kinds that were replaced are closed, new ones opened. Old ones that we never heard of are remembered as closed,
 * so that a message from before the rotation finds whose it is when it comes behind it. What the contact gave up since then is not taken
 * back: news of the past change the past alone. Idempotent: rotating to what the contact already has changes nothing.
 */
function rotate(
  contact: Contact,
  rotation: { previous: readonly AliasKey[]; next: readonly AliasKey[]; times: ItemTimes },
): Contact {
  const { previous, next, times } = rotation;
  const at = times.occurredAt;
  const nextIds = new Set(next.map(aliasId));
  const replaced = previous.filter((key) => !nextIds.has(aliasId(key)));
  const opened = next.filter((key) => !gaveUpAfter(contact, key, at));
  const closed = closeAliases(contact.aliases, {
    ids: new Set(replaced.map(aliasId)),
    kinds: new Set(opened.map(({ kind }) => kind)),
    at,
  });

  const known = new Set(contact.aliases.map(aliasId));
  const nextKinds = new Set(next.map(({ kind }) => kind));
  const remembered = replaced
    .filter((key) => !known.has(aliasId(key)))
    .map((key) => ({ ...openAlias(key, at), validTo: nextKinds.has(key.kind) ? at : null }));
  const open = new Set(closed.filter(({ validTo }) => validTo === null).map(aliasId));
  const added = opened.filter((key) => !open.has(aliasId(key))).map((key) => openAlias(key, at));

  const aliases = [...closed, ...remembered, ...added];
  const isSame =
    aliases.length === contact.aliases.length &&
    aliases.every((alias, index) => alias === contact.aliases[index]);
  if (isSame) return contact;
  return { ...contact, aliases, version: contact.version + 1, updatedAt: times.receivedAt };
}

function gaveUpAfter({ aliases }: Contact, key: AliasKey, at: number): boolean {
  return aliases.some(
    (alias) => alias.validTo !== null && alias.validTo > at && aliasId(alias) === aliasId(key),
  );
}

function closeAliases(
  aliases: readonly Alias[],
  which: { ids: ReadonlySet<string>; kinds: ReadonlySet<string>; at: number },
): Alias[] {
  const { ids, kinds, at } = which;
  return aliases.map((alias) =>
    alias.validTo === null && kinds.has(alias.kind) && ids.has(aliasId(alias))
      ? { ...alias, validTo: at }
      : alias,
  );
}

function named(contact: Contact, identity: Identity): Contact {
  return { ...contact, ...profileAfter(contact, identity) };
}
