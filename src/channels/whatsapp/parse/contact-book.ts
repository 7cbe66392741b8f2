import type { Identity } from "../../../domain/contact/contact.ts";
import { canonicalWaId } from "../../../domain/contact/phone.ts";
import { readId, readList, readObject, readText, type JsonObject } from "./read.ts";

/** The identifiers of a person, without the profile. */
export type PersonIds = Pick<Identity, "userId" | "parentUserId" | "waId">;

/** One member of `contacts[]`, read, and as it came. */
interface BookEntry {
  identity: Identity;
  raw: JsonObject;
}

/** An item's person: identifiers of item and contact together, and the contact's member for the raw item. */
export interface Match {
  identity: Identity;
  contacts: JsonObject[];
}

const PHONE = /^\+?\d{3,20}$/;
const BSUID = /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/;

/**
 * The identifiers that one item names. `phone` is a member such as `from` or `wa_id`: it may hold a BSUID instead of
 * a number (WhatsApp section 4); anything else reads as null, for all that is no number would be one and the same alias.
 */
export function readIds(phone: unknown, userId: unknown, parentUserId: unknown): PersonIds {
  const ids: PersonIds = {
    userId: readId(userId),
    parentUserId: readId(parentUserId),
    waId: null,
  };
  if (typeof phone !== "string") return ids;
  if (PHONE.test(phone)) {
    ids.waId = phone.startsWith("+") ? phone.slice(1) : phone;
    return ids;
  }
  const bsuid = BSUID.exec(phone);
  if (bsuid === null) return ids;
  if (bsuid[1] === undefined) ids.userId ??= phone;
  else ids.parentUserId ??= phone;
  return ids;
}

/** What is missing in the first, taken from the second. */
export function joinIds(first: PersonIds, second: PersonIds): PersonIds {
  return {
    userId: first.userId ?? second.userId,
    parentUserId: first.parentUserId ?? second.parentUserId,
    waId: first.waId ?? second.waId,
  };
}

export function isNobody(ids: PersonIds): boolean {
  return ids.userId === null && ids.parentUserId === null && ids.waId === null;
}

/** Finds the contact of an item, by identifier and never by position: `contacts[]` may lack some (WhatsApp section 1). */
export interface ContactBook {
  /** The item's identifiers with those of its contact, and the profile. */
  match(ids: PersonIds): Match;
  /** The profile only, for items whose contact may carry other identifiers than their own (rotations). */
  profileOf(ids: PersonIds): Match;
}

/**
 * @param contacts `value.contacts` as it came
 * @param itemCount items in the same value: with one contact and one item, an item without identifiers is that contact's
 */
export function createContactBook(contacts: unknown, itemCount: number): ContactBook {
  const entries = (readList(contacts) ?? []).flatMap(readEntry);
  const index = indexOf(entries);
  const only = entries.length === 1 && itemCount === 1 ? entries[0] : undefined;

  const find = (ids: PersonIds): BookEntry | undefined => {
    if (isNobody(ids)) return only;
    const entry =
      (ids.userId !== null ? index.get(`u${ids.userId}`) : undefined) ??
      (ids.parentUserId !== null ? index.get(`p${ids.parentUserId}`) : undefined) ??
      (ids.waId !== null ? index.get(`w${canonicalWaId(ids.waId)}`) : undefined);
    return entry !== undefined && contradicts(ids, entry.identity) ? undefined : entry;
  };

  const matchOf = (ids: PersonIds, entry: BookEntry | undefined, isJoined: boolean): Match => {
    const joined = entry !== undefined && isJoined ? joinIds(ids, entry.identity) : ids;
    return {
      identity: {
        userId: joined.userId,
        parentUserId: joined.parentUserId,
        waId: joined.waId,
        name: entry?.identity.name ?? null,
        username: entry?.identity.username ?? null,
      },
      contacts: entry === undefined ? [] : [entry.raw],
    };
  };

  return {
    match: (ids) => matchOf(ids, find(ids), true),
    profileOf: (ids) => matchOf(ids, find(ids), false),
  };
}

/** The same phone under another user id is another person: numbers are recycled (WhatsApp section 4). */
function contradicts(ids: PersonIds, contact: PersonIds): boolean {
  return ids.userId !== null && contact.userId !== null && ids.userId !== contact.userId;
}

function indexOf(entries: readonly BookEntry[]): Map<string, BookEntry> {
  const index = new Map<string, BookEntry>();
  const add = (key: string, entry: BookEntry): void => {
    if (!index.has(key)) index.set(key, entry);
  };
  for (const entry of entries) {
    const { userId, parentUserId, waId } = entry.identity;
    if (userId !== null) add(`u${userId}`, entry);
    if (parentUserId !== null) add(`p${parentUserId}`, entry);
    if (waId !== null) add(`w${canonicalWaId(waId)}`, entry);
  }
  return index;
}

function readEntry(value: unknown): BookEntry[] {
  const raw = readObject(value);
  if (raw === null) return [];
  const profile = readObject(raw["profile"]);
  const ids = readIds(raw["wa_id"], raw["user_id"], raw["parent_user_id"]);
  return [
    {
      identity: {
        ...ids,
        name: readText(profile?.["name"]),
        username: readText(profile?.["username"]),
      },
      raw,
    },
  ];
}
