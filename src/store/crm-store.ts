import type { Contact, MergeProposal } from "../domain/contact/contact.ts";
import type { ContactEdit } from "../domain/contact/contact-edit.ts";
import type { ContactMerge } from "../domain/contact/merge.ts";
import type { CustomField } from "../domain/contact/custom-field.ts";
import type { ContactId, ConversationId, LineId, UserId, WorkspaceId } from "../domain/ids.ts";
import type { SearchTerm } from "../domain/conversation/search.ts";
import type { ContactVisibility, Visibility } from "../domain/people/visibility.ts";
import type { HistoryItem } from "./contact-history.ts";
import type { Page } from "./intake-store.ts";

/** The CRM: profiles of contacts and their custom fields. */
export interface CrmStore {
  /**
   * Writes a contact and puts the events into the feed, all of it or nothing, if its version is still the expected one (0: there is none
   * of this id yet). What the contact claims (`domain/contact/claims.ts`) must be nobody else's. Throws `StoreUnavailableError`; then the outcome
   * is unknown.
   */
  saveContact(change: ContactEdit): Promise<ContactSaved>;

  /**
   * Makes two contacts one, all of it or nothing, if both are as they were read: the one that goes leads to the other from then on, in every
   * read, and its conversations are the other's.
   */
  mergeContacts(merge: ContactMerge): Promise<"merged" | "conflict">;

  /** Notes that two contacts may be one person; does nothing when that was noted before, and perhaps decided. */
  proposeMerge(proposal: MergeProposal): Promise<void>;
  mergeProposal(workspaceId: WorkspaceId, id: string): Promise<MergeProposal | null>;
  /** Notes what was decided; false when somebody decided first, or there is no such proposal. */
  settleProposal(
    workspaceId: WorkspaceId,
    id: string,
    settled: NonNullable<MergeProposal["settled"]>,
  ): Promise<boolean>;

  /** Who holds each of these claims now; null where nobody does. */
  claimants(workspaceId: WorkspaceId, claims: readonly string[]): Promise<(Contact | null)[]>;

  /** Contacts of the CRM, those first that were known last. */
  contacts(workspaceId: WorkspaceId, query: ContactQuery): Promise<Page<Contact>>;

  /** Conversations with a contact that have begun, the most recently active first. A contact has few: one on each line. */
  contactThreads(workspaceId: WorkspaceId, contactId: ContactId): Promise<ContactThread[]>;

  /**
   * What happened to a contact, newest first: events that name it, and openings, closings and changes of owner of its conversations, as
   * far as these are visible. Of one record: the events that name the record.
   */
  contactHistory(workspaceId: WorkspaceId, query: HistoryQuery): Promise<Page<HistoryItem>>;

  /** Custom fields, by their keys. */
  customFields(workspaceId: WorkspaceId): Promise<CustomField[]>;
  /** Adds a field. `taken`: there is one of this key. `full`: there are `max` already. */
  addCustomField(field: CustomField, max: number): Promise<"added" | "taken" | "full">;
  /** Replaces a field by another of the same key; false when there is none. */
  changeCustomField(field: CustomField): Promise<boolean>;
  /** Takes a field away; false when there is none. Values of contacts stay where they are, and are shown no more. */
  deleteCustomField(workspaceId: WorkspaceId, key: string): Promise<boolean>;
}

export type ContactSaved =
  | { kind: "saved" }
  /** Somebody changed the contact first, or made one of this id. */
  | { kind: "conflict" }
  /** Another contact holds this claim. */
  | { kind: "taken"; claim: string; contactId: ContactId };

export interface ContactThread {
  conversationId: ConversationId;
  lineId: LineId;
  ownerId: UserId | null;
  lastActivityAt: number | null;
}

export interface HistoryQuery {
  contact: Pick<Contact, "id" | "absorbed">;
  /** Null: of the contact and all its records. */
  recordId: string | null;
  /** Of conversations. */
  visibility: Visibility;
  cursor: string | null;
  /** 1 to 100. */
  limit: number;
}

export interface ContactQuery {
  visibility: ContactVisibility;
  /** Contacts who have one of these conversations are shown beside them. */
  conversations: Visibility;
  search: readonly SearchTerm[] | null;
  cursor: string | null;
  /** 1 to 100. */
  limit: number;
}
