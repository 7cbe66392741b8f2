import type { ContactId, UserId, WorkspaceId } from "./ids.ts";

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

/** The person outside. */
export interface Contact {
  workspaceId: WorkspaceId;
  id: ContactId;
  /** WhatsApp profile name; empty when never told. */
  name: string;
  username: string | null;
  ownerId: UserId | null;
  isCrmContact: boolean;
  aliases: Alias[];
  createdAt: number;
  updatedAt: number;
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
