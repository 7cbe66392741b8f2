import type { Contact } from "../../domain/contact/contact.ts";
import {
  covers,
  mayReadContact,
  type ContactVisibility,
  type Visibility,
} from "../../domain/people/visibility.ts";
import type { ContactThread, CrmStore } from "../../store/crm-store.ts";
import type { Reader } from "../../store/reader.ts";
import type { Principal } from "../access/auth.ts";
import { objectionToRight } from "../access/rights.ts";

/** What somebody may see of contacts (R2.9), and of the conversations with them. */
export interface ContactAccess {
  contacts: ContactVisibility;
  conversations: Visibility;
  hasInbox: boolean;
}

export function contactAccessOf(principal: Principal): ContactAccess {
  const { contacts, read: conversations } = principal.access;
  return { contacts, conversations, hasInbox: objectionToRight(principal, "inbox.read") === null };
}

/** A contact with those of its conversations that the asker may see. */
export interface VisibleContact {
  contact: Contact;
  threads: ContactThread[];
  /** Whether they may change it, and its records: not through conversations that they may only look into. */
  mayChange: boolean;
}

/** Null for what is not there, and for what the asker may not see: nobody learns which. */
export async function visibleContact(
  principal: Principal,
  contactId: string,
  store: Pick<Reader, "contact"> & Pick<CrmStore, "contactThreads">,
): Promise<VisibleContact | null> {
  const access = contactAccessOf(principal);
  const contact = await store.contact(principal.workspaceId, contactId);
  if (contact === null) return null;
  const threads = await store.contactThreads(principal.workspaceId, contact.id);
  const visible = threads.filter(({ ownerId }) => covers(access.conversations, ownerId));
  const manages = mayReadContact(access.contacts, contact);
  if (visible.length === 0 && !manages) return null;
  const { act } = principal.access;
  const mayChange = manages || visible.some(({ ownerId }) => covers(act, ownerId));
  return { contact, threads: visible, mayChange };
}
