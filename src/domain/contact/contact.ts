import { fullNameOf, type CrmProfile } from "./crm-profile.ts";
import type { ContactId, UserId, WorkspaceId } from "../ids.ts";

/** Kinds of identifier WhatsApp uses for a person (WhatsApp section 4). */
export type AliasKind = "bsuid" | "parent_bsuid" | "wa_id";

/** One identifier of a contact. `form` is what the provider used last, and what is sent to; `value` is canonical. */
export interface Alias {
  kind: AliasKind;
  /** Portfolio for BSUIDs, empty for phone numbers, which are valid in the whole workspace. */
  scope: string;
  value: string;
  form: string;
  validFrom: number;
  /** Set when a rotation replaced it; a closed alias is history and resolves nothing. */
  validTo: number | null;
}

/** The person outside. Whoever wrote is a contact; only one with a profile is a contact of the CRM. */
export interface Contact {
  /** Version of this shape; `stored-contact.ts` upgrades older ones. */
  schema: 2;
  workspaceId: WorkspaceId;
  id: ContactId;
  /** WhatsApp profile name; empty when never told. */
  name: string;
  username: string | null;
  ownerId: UserId | null;
  aliases: Alias[];
  /** What the business keeps of the person. Null: not in the CRM. */
  crm: CrmProfile | null;
  preferences: ContactPreferences;
  /** Contacts that were merged into this one; conversations that began under their ids keep these. */
  absorbed: readonly ContactId[];
  /** The contact that stands for this one since they were merged; whoever asks for this one means that one. */
  mergedInto: ContactId | null;
  /** Counts the changes of this document, whoever made them; compared at each (`If-Match`). */
  version: number;
  createdAt: number;
  updatedAt: number;
}

/**
 * What a contact wants to be sent, each as it was last said (Q67). `whatsapp`: anything that no person writes by hand, which a stop word
 * or a user may refuse. `marketing`: marketing alone, which people refuse in WhatsApp itself (`user_preferences`).
 */
export interface ContactPreferences {
  whatsapp: Preference | null;
  marketing: Preference | null;
}

/** A word that counts until a later one is said: `at` decides, not the order in which we hear of them. */
export interface Preference {
  wanted: boolean;
  at: number;
  source: "whatsapp" | "stop_word" | "user";
}

/** A contact of nobody's yet, before anything is known of the person. It has no version until it is saved. */
export function emptyContact(workspaceId: WorkspaceId, id: ContactId, at: number): Contact {
  return {
    schema: 2,
    workspaceId,
    id,
    name: "",
    username: null,
    ownerId: null,
    aliases: [],
    crm: null,
    preferences: { whatsapp: null, marketing: null },
    absorbed: [],
    mergedInto: null,
    version: 0,
    createdAt: at,
    updatedAt: at,
  };
}

/** The name that people know the contact by: that of the CRM, or else of the WhatsApp profile; empty when there is neither. */
export function displayNameOf({ crm, name }: Contact): string {
  return crm === null ? name : fullNameOf(crm);
}

/** Identifiers and profile that one webhook item carries about a person; any of them may be missing. */
export interface Identity {
  userId: string | null;
  parentUserId: string | null;
  waId: string | null;
  name: string | null;
  username: string | null;
}

/** Two contacts claim one identifier. Recorded, never merged silently (recycled numbers; WhatsApp section 4). */
export interface MergeProposal {
  workspaceId: WorkspaceId;
  id: string;
  /** The contact the item was routed to. */
  contactId: ContactId;
  otherContactId: ContactId;
  alias: { kind: AliasKind; scope: string; value: string };
  proposedAt: number;
  /** What a person decided. Not there: nobody has yet. */
  settled?: { decision: "accepted" | "dismissed"; at: number; by: UserId };
}

/** The contact as events and answers show it: present identifiers in the form the provider uses. */
export interface ContactSummary {
  id: ContactId;
  name: string;
  waId: string | null;
  userId: string | null;
  username: string | null;
}

export function summaryOf(contact: Contact): ContactSummary {
  const present = (kind: AliasKind): string | null =>
    contact.aliases.findLast((alias) => alias.kind === kind && alias.validTo === null)?.form ??
    null;
  return {
    id: contact.id,
    name: contact.name,
    waId: present("wa_id"),
    userId: present("bsuid"),
    username: contact.username,
  };
}
