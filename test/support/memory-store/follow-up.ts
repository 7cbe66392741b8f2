import {
  cascadedContact,
  cascadedKinds,
  cascadedRecord,
  type Cascade,
} from "../../../src/domain/records/cascade.ts";
import type { Contact } from "../../../src/domain/contact/contact.ts";
import type { ContactEdit } from "../../../src/domain/contact/contact-edit.ts";
import { learntEdit, type Learnt } from "../../../src/domain/contact/learnt.ts";
import { putContact, standing } from "./contacts.ts";
import { publish } from "./publish.ts";
import { saveRecord } from "./records.ts";
import type { Workspace } from "./state.ts";

/** Notes what a step tells of the contact. */
export function note(workspace: Workspace, news: Learnt): void {
  change(workspace, news.contactId, (contact) => learntEdit(news, contact));
}

/** Carries out what a commit hands over. */
export function handOver(workspace: Workspace, cascade: Cascade): void {
  change(workspace, cascade.contactId, (contact) => cascadedContact(cascade, contact));
  const contact = standing(workspace, workspace.contacts.get(cascade.contactId) ?? null);
  const holders = contact === null ? [] : [contact.id, ...contact.absorbed];
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
  const contact = standing(workspace, workspace.contacts.get(contactId) ?? null);
  const edit = contact === null ? null : decide(contact);
  if (edit === null) return;
  putContact(workspace, edit.contact);
  for (const event of edit.events) publish(workspace, event);
}
