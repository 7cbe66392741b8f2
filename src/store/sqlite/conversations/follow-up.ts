import { cascadedContact, cascadedKinds, cascadedRecord } from "../../../domain/records/cascade.ts";
import type { Commit } from "../../../domain/commit.ts";
import type { Contact } from "../../../domain/contact/contact.ts";
import type { ContactEdit } from "../../../domain/contact/contact-edit.ts";
import type { ContactId } from "../../../domain/ids.ts";
import { learntEdit } from "../../../domain/contact/learnt.ts";
import { createAliases } from "../contacts/aliases.ts";
import type { Connection } from "../connection.ts";
import type { Feed } from "../feed/feed.ts";
import type { Records } from "../crm/records.ts";

/**
 * Carries out what a commit says of the contact and its records. To be called inside the commit's write, which makes it one with the
 * conversation's step.
 */
export type FollowUp = (commit: Pick<Commit, "workspaceId" | "cascades" | "learnt">) => void;

export function createFollowUp(
  connection: Connection,
  {
    feed,
    records,
  }: { feed: Pick<Feed, "append">; records: Pick<Records, "save" | "unfinishedOf"> },
): FollowUp {
  const { follow, save } = createAliases(connection);

  /** Null when there is no such contact. */
  function change(
    workspaceId: string,
    contactId: ContactId,
    decide: (contact: Contact) => ContactEdit | null,
  ): Contact | null {
    const contact = follow(workspaceId, contactId);
    const edit = contact === null ? null : decide(contact);
    if (contact === null || edit === null) return contact;
    save(contact, edit.contact);
    feed.append(workspaceId, null, edit.events);
    return edit.contact;
  }

  return ({ workspaceId, cascades, learnt }) => {
    for (const news of learnt) {
      change(workspaceId, news.contactId, (contact) => learntEdit(news, contact));
    }
    for (const cascade of cascades) {
      const contact = change(workspaceId, cascade.contactId, (before) =>
        cascadedContact(cascade, before),
      );
      if (contact === null) continue;
      const holders = [contact.id, ...contact.absorbed];
      for (const kind of cascadedKinds(cascade.flags)) {
        for (const record of records.unfinishedOf(workspaceId, kind, holders)) {
          const edit = cascadedRecord(cascade, record);
          if (edit !== null) records.save(edit);
        }
      }
    }
  };
}
