import {
  cascadedContact,
  cascadedKinds,
  cascadedRecord,
  type Cascade,
} from "../../domain/cascade.ts";
import type { Commit } from "../../domain/commit.ts";
import type { Contact } from "../../domain/contact.ts";
import type { ContactEdit } from "../../domain/contact-edit.ts";
import type { NewEvent } from "../../domain/events.ts";
import type { WorkspaceId } from "../../domain/ids.ts";
import { notedBy } from "../../domain/preferences.ts";
import { contactOf } from "../../domain/stored-contact.ts";
import type { CrmStore } from "../crm-store.ts";
import type { RecordStore } from "../record-store.ts";
import { NEWEST } from "./append.ts";
import type { Collections } from "./documents.ts";
import { keyOf } from "./keys.ts";
import type { News } from "./news.ts";
import { recordOf, unfinishedOf } from "./records.ts";
import { untilDone } from "./retry.ts";

/**
 * Carries out what a commit says of the contact and its records. Safe to repeat: what was changed once for a step is known by the event that
 * tells of it, and left as it is now.
 */
export type FollowUp = (commit: Pick<Commit, "workspaceId" | "cascades" | "said">) => Promise<void>;

export function createFollowUp(
  { contacts, crmRecords, events }: Pick<Collections, "contacts" | "crmRecords" | "events">,
  changes: Pick<CrmStore, "saveContact"> & Pick<RecordStore, "saveRecord">,
  news: { ofContacts: Pick<News, "tell">; ofRecords: Pick<News, "tell"> },
): FollowUp {
  /** Whether the change was made already: what tells of it stands in the feed. */
  async function isTold(workspaceId: WorkspaceId, [event]: readonly NewEvent[]): Promise<boolean> {
    if (event === undefined) return false;
    const _id = keyOf(workspaceId, event.id);
    return (await events.findOne({ _id }, { ...NEWEST, projection: { _id: 1 } })) !== null;
  }

  /** The contact afterwards; null when there is none of this id. */
  async function changeContact(
    workspaceId: WorkspaceId,
    contactId: string,
    decide: (contact: Contact) => ContactEdit | null,
  ): Promise<Contact | null> {
    const { contact } = await untilDone(async () => {
      const found = await contacts.findOne({ _id: keyOf(workspaceId, contactId) }, NEWEST);
      if (found === null) return { contact: null };
      await news.ofContacts.tell(found);
      const before = contactOf(found.doc);
      const edit = decide(before);
      if (edit === null || (await isTold(workspaceId, edit.events))) return { contact: before };
      const saved = await changes.saveContact(edit);
      return saved.kind === "conflict" ? null : { contact: edit.contact };
    });
    return contact;
  }

  async function moveRecord(_id: string, cascade: Cascade): Promise<true | null> {
    const found = await crmRecords.findOne({ _id }, NEWEST);
    if (found === null) return true;
    await news.ofRecords.tell(found);
    const edit = cascadedRecord(cascade, recordOf(found));
    if (edit === null || (await isTold(found.workspace, edit.events))) return true;
    return (await changes.saveRecord(edit)) === "conflict" ? null : true;
  }

  async function handOver(workspaceId: WorkspaceId, cascade: Cascade): Promise<void> {
    const { contactId, flags } = cascade;
    const contact = await changeContact(workspaceId, contactId, (before) =>
      cascadedContact(cascade, before),
    );
    for (const kind of cascadedKinds(flags)) {
      const wanted = unfinishedOf(workspaceId, kind, [contactId, ...(contact?.absorbed ?? [])]);
      const found = await crmRecords
        .find(wanted, { ...NEWEST, projection: { _id: 1 } })
        .sort({ at: -1, id: -1 })
        .toArray();
      for (const { _id } of found) await untilDone(() => moveRecord(_id, cascade));
    }
  }

  return async ({ workspaceId, cascades, said }) => {
    for (const word of said) {
      await changeContact(workspaceId, word.contactId, (contact) => notedBy(word, contact));
    }
    for (const cascade of cascades) await handOver(workspaceId, cascade);
  };
}
