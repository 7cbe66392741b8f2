import { claimsOf, profileClaim } from "./claims.ts";
import type { Contact, ContactPreferences, Preference } from "./contact.ts";
import type { ContactEdit } from "./contact-edit.ts";
import { crmEvent, type ChangeContext } from "./crm-event.ts";
import { ADDRESSES_MAX, type CrmProfile } from "./crm-profile.ts";
import { aliasId } from "./identity.ts";
import type { WorkspaceId } from "../ids.ts";
import { canonicalWaId } from "./phone.ts";

/**
 * Two contacts become one, because a person says that they are (Q66): `from` goes into `into`, and stands for it from then on (docs/adr/0009). The
 * conversations of both stay what they are, and are the one contact's.
 */
export interface ContactMerge {
  workspaceId: WorkspaceId;
  /** Both as they were read: if either has changed since, nothing happens. */
  from: Contact;
  into: Contact;
  /** What is told: that a contact of the CRM was found for somebody who wrote, or that two were one. */
  type: "contact.associated" | "contact.merged";
  context: ChangeContext;
}

/** Why two contacts cannot become one. */
export type MergeObjection = "same_contact" | "too_many_addresses";

export function objectionToMerge({
  from,
  into,
}: Pick<ContactMerge, "from" | "into">): MergeObjection | null {
  if (from.id === into.id) return "same_contact";
  const crm = mergedProfile(into.crm, from.crm);
  const isTooMuch = crm !== null && Math.max(crm.emails.length, crm.phones.length) > ADDRESSES_MAX;
  return isTooMuch ? "too_many_addresses" : null;
}

/** The contact that goes: it holds nothing any more, and whoever asks for it is led on. */
export function mergedAway({ from, into, context: { at } }: ContactMerge): Contact {
  return {
    ...from,
    aliases: from.aliases.map((alias) =>
      alias.validTo === null ? { ...alias, validTo: at } : alias,
    ),
    crm: null,
    mergedInto: into.id,
    version: from.version + 1,
    updatedAt: at,
  };
}

/**
 * The contact that stays, with everything of the other. What it says itself counts; the other fills gaps, and its addresses become
 * alternatives (R15.7). Null when it has absorbed the other already.
 *
 * @param into as it is now, which may be later than the merge was asked for
 * @param lost claims that others have taken meanwhile: they stay where they are
 */
export function mergedContact(
  into: Contact,
  { from, type, context }: Omit<ContactMerge, "into">,
  lost: ReadonlySet<string> = new Set(),
): ContactEdit | null {
  if (into.absorbed.includes(from.id)) return null;
  const own = new Set(claimsOf(into));
  // Former ones come along: they tell what an identifier came in the place of (`address.ts`).
  const gained = from.aliases.filter(
    (alias) => alias.validTo !== null || !(lost.has(aliasId(alias)) || own.has(aliasId(alias))),
  );
  const { workspaceId, id } = into;
  const version = into.version + 1;
  const contact: Contact = {
    ...into,
    name: into.name || from.name,
    username: into.username ?? from.username,
    ownerId: into.ownerId ?? from.ownerId,
    // In front: what the contact has itself stays what it is shown and written to by.
    aliases: [...gained, ...into.aliases],
    crm: mergedProfile(into.crm, without(from.crm, lost)),
    preferences: mergedPreferences(into.preferences, from.preferences),
    absorbed: [...into.absorbed, from.id, ...from.absorbed],
    version,
    updatedAt: context.at,
  };
  const event = crmEvent(
    { workspaceId, contactId: id, recordId: null, version },
    { type, data: { mergedContactId: from.id, ownerId: contact.ownerId } },
    { ...context, name: `merge_${from.id}` },
  );
  return { workspaceId, expectedVersion: into.version, contact, events: [event] };
}

function mergedProfile(into: CrmProfile | null, from: CrmProfile | null): CrmProfile | null {
  if (into === null || from === null) return into ?? from;
  const whatsappPhone = into.whatsappPhone ?? from.whatsappPhone;
  const others = from.whatsappPhone === null ? from.phones : [from.whatsappPhone, ...from.phones];
  return {
    ...into,
    position: into.position ?? from.position,
    company: into.company ?? from.company,
    emails: union(into.emails, from.emails, (email) => email.toLowerCase()),
    phones: union(
      into.phones,
      others.filter((phone) => canonicalWaId(phone) !== canonicalWaId(whatsappPhone ?? "")),
      canonicalWaId,
    ),
    whatsappPhone,
    customFields: { ...from.customFields, ...into.customFields },
    isMarketing: into.isMarketing || from.isMarketing,
    externalId: into.externalId ?? from.externalId,
  };
}

function union(
  first: readonly string[],
  second: readonly string[],
  keyOf: (member: string) => string,
): string[] {
  const known = new Set(first.map(keyOf));
  return [...first, ...second.filter((member) => !known.has(keyOf(member)))];
}

function without(crm: CrmProfile | null, lost: ReadonlySet<string>): CrmProfile | null {
  if (crm === null || lost.size === 0) return crm;
  const { whatsappPhone, externalId } = crm;
  const isLost = (kind: Parameters<typeof profileClaim>[0], value: string): boolean =>
    lost.has(profileClaim(kind, value));
  return {
    ...crm,
    emails: crm.emails.filter((email) => !isLost("email", email)),
    phones: crm.phones.filter((phone) => !isLost("phone", phone)),
    whatsappPhone: whatsappPhone !== null && isLost("phone", whatsappPhone) ? null : whatsappPhone,
    externalId: externalId !== null && isLost("externalId", externalId) ? null : externalId,
  };
}

function mergedPreferences(into: ContactPreferences, from: ContactPreferences): ContactPreferences {
  return {
    whatsapp: later(into.whatsapp, from.whatsapp),
    marketing: later(into.marketing, from.marketing),
  };
}

function later(a: Preference | null, b: Preference | null): Preference | null {
  if (a === null || b === null) return a ?? b;
  return b.at > a.at ? b : a;
}
