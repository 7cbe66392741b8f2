import {
  cascadedContact,
  cascadedKinds,
  cascadedRecord,
  type Cascade,
} from "../../domain/cascade.ts";
import type { NewEvent } from "../../domain/events.ts";
import type { WorkspaceId } from "../../domain/ids.ts";
import { contactOf } from "../../domain/stored-contact.ts";
import type { CrmStore } from "../crm-store.ts";
import type { RecordStore } from "../record-store.ts";
import { NEWEST } from "./append.ts";
import type { Collections } from "./documents.ts";
import { keyOf } from "./keys.ts";
import type { News } from "./news.ts";
import { recordOf, unfinishedOf } from "./records.ts";
import { untilDone } from "./retry.ts";

/** Carries out what a commit hands over. Safe to repeat: what was moved once for this step is known by its event, and left as it is now. */
export type HandOver = (workspaceId: WorkspaceId, cascade: Cascade) => Promise<void>;

export function createHandOver(
  { contacts, crmRecords, events }: Pick<Collections, "contacts" | "crmRecords" | "events">,
  changes: Pick<CrmStore, "saveContact"> & Pick<RecordStore, "saveRecord">,
  news: { ofContacts: Pick<News, "tell">; ofRecords: Pick<News, "tell"> },
): HandOver {
  /** Whether the change was made already: what tells of it stands in the feed. */
  async function isTold(workspaceId: WorkspaceId, [event]: readonly NewEvent[]): Promise<boolean> {
    if (event === undefined) return false;
    const _id = keyOf(workspaceId, event.id);
    return (await events.findOne({ _id }, { ...NEWEST, projection: { _id: 1 } })) !== null;
  }

  async function moveContact(workspaceId: WorkspaceId, cascade: Cascade): Promise<true | null> {
    const found = await contacts.findOne({ _id: keyOf(workspaceId, cascade.contactId) }, NEWEST);
    if (found === null) return true;
    await news.ofContacts.tell(found);
    const edit = cascadedContact(cascade, contactOf(found.doc));
    if (edit === null || (await isTold(workspaceId, edit.events))) return true;
    const saved = await changes.saveContact(edit);
    return saved.kind === "conflict" ? null : true;
  }

  async function moveRecord(_id: string, cascade: Cascade): Promise<true | null> {
    const found = await crmRecords.findOne({ _id }, NEWEST);
    if (found === null) return true;
    await news.ofRecords.tell(found);
    const edit = cascadedRecord(cascade, recordOf(found));
    if (edit === null || (await isTold(found.workspace, edit.events))) return true;
    return (await changes.saveRecord(edit)) === "conflict" ? null : true;
  }

  return async (workspaceId, cascade) => {
    const { contactId, flags } = cascade;
    if (flags.contact) await untilDone(() => moveContact(workspaceId, cascade));
    const kinds = cascadedKinds(flags);
    if (kinds.length === 0) return;
    const contact = await contacts.findOne({ _id: keyOf(workspaceId, contactId) }, NEWEST);
    const absorbed = contact === null ? [] : contactOf(contact.doc).absorbed;
    for (const kind of kinds) {
      const wanted = unfinishedOf(workspaceId, kind, [contactId, ...absorbed]);
      const found = await crmRecords
        .find(wanted, { ...NEWEST, projection: { _id: 1 } })
        .sort({ at: -1, id: -1 })
        .toArray();
      for (const { _id } of found) await untilDone(() => moveRecord(_id, cascade));
    }
  };
}
