import {
  cascadedContact,
  cascadedKinds,
  cascadedRecord,
  type Cascade,
} from "../../../src/domain/cascade.ts";
import type { Contact } from "../../../src/domain/contact.ts";
import type { ContactEdit } from "../../../src/domain/contact-edit.ts";
import { notedBy, type SaidInConversation } from "../../../src/domain/preferences.ts";
import { putContact } from "./contacts.ts";
import { publish } from "./publish.ts";
import { saveRecord } from "./records.ts";
import type { Workspace } from "./state.ts";

/** Notes what the contact said in the step that a commit writes. */
export function note(workspace: Workspace, word: SaidInConversation): void {
  change(workspace, word.contactId, (contact) => notedBy(word, contact));
}

/** Carries out what a commit hands over. */
export function handOver(workspace: Workspace, cascade: Cascade): void {
  change(workspace, cascade.contactId, (contact) => cascadedContact(cascade, contact));
  const { contactId } = cascade;
  const holders = [contactId, ...(workspace.contacts.get(contactId)?.absorbed ?? [])];
  for (const kind of cascadedKinds(cascade.flags)) {
    const records = [...workspace.records.values()]
      .filter((record) => record.kind === kind && holders.includes(record.contactId))
      .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
    for (const record of records) {
      const change = cascadedRecord(cascade, record);
      if (change !== null) saveRecord(workspace, change);
    }
  }
}

function change(
  workspace: Workspace,
  contactId: string,
  decide: (contact: Contact) => ContactEdit | null,
): void {
  const contact = workspace.contacts.get(contactId);
  const edit = contact === undefined ? null : decide(contact);
  if (edit === null) return;
  putContact(workspace, edit.contact);
  for (const event of edit.events) publish(workspace, event);
}
