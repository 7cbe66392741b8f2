import {
  cascadedContact,
  cascadedKinds,
  cascadedRecord,
  type Cascade,
} from "../../../domain/records/cascade.ts";
import type { Commit } from "../../../domain/commit.ts";
import type { Contact } from "../../../domain/contact/contact.ts";
import type { ContactEdit } from "../../../domain/contact/contact-edit.ts";
import type { NewEvent } from "../../../domain/events.ts";
import type { WorkspaceId } from "../../../domain/ids.ts";
import { learntEdit } from "../../../domain/contact/learnt.ts";
import type { CrmStore } from "../../crm-store.ts";
import type { RecordStore } from "../../record-store.ts";
import { NEWEST } from "../feed/append.ts";
import type { ContactTrail } from "../crm/contact-trail.ts";
import type { Collections } from "../documents.ts";
import { keyOf } from "../keys.ts";
import type { News } from "../feed/news.ts";
import { recordOf, unfinishedOf } from "../crm/records.ts";
import { untilDone } from "../retry.ts";

/**
 * Carries out what a commit says of the contact and its records. Safe to repeat: what was changed once for a step is known by the event that
 * tells of it, and left as it is now.
 */
export type FollowUp = (
  commit: Pick<Commit, "workspaceId" | "cascades" | "learnt">,
) => Promise<void>;

export function createFollowUp(
  { crmRecords, events }: Pick<Collections, "crmRecords" | "events">,
  parts: Pick<CrmStore, "saveContact"> &
    Pick<RecordStore, "saveRecord"> &
    Pick<ContactTrail, "follow"> & { tellRecord: News["tell"] },
): FollowUp {
  const { saveContact, saveRecord, follow, tellRecord } = parts;

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
      const before = await follow(workspaceId, contactId);
      if (before === null) return { contact: null };
      const edit = decide(before);
      if (edit === null || (await isTold(workspaceId, edit.events))) return { contact: before };
      const saved = await saveContact(edit);
      return saved.kind === "conflict" ? null : { contact: edit.contact };
    });
    return contact;
  }

  async function moveRecord(_id: string, cascade: Cascade): Promise<true | null> {
    const found = await crmRecords.findOne({ _id }, NEWEST);
    if (found === null) return true;
    await tellRecord(found);
    const edit = cascadedRecord(cascade, recordOf(found));
    if (edit === null || (await isTold(found.workspace, edit.events))) return true;
    return (await saveRecord(edit)) === "conflict" ? null : true;
  }

  async function handOver(workspaceId: WorkspaceId, cascade: Cascade): Promise<void> {
    const { contactId, flags } = cascade;
    const contact = await changeContact(workspaceId, contactId, (before) =>
      cascadedContact(cascade, before),
    );
    if (contact === null) return;
    for (const kind of cascadedKinds(flags)) {
      const wanted = unfinishedOf(workspaceId, kind, [contact.id, ...contact.absorbed]);
      const found = await crmRecords
        .find(wanted, { ...NEWEST, projection: { _id: 1 } })
        .sort({ at: -1, id: -1 })
        .toArray();
      for (const { _id } of found) await untilDone(() => moveRecord(_id, cascade));
    }
  }

  return async ({ workspaceId, cascades, learnt }) => {
    for (const each of learnt) {
      await changeContact(workspaceId, each.contactId, (contact) => learntEdit(each, contact));
    }
    for (const cascade of cascades) await handOver(workspaceId, cascade);
  };
}
