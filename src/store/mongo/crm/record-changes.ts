import type { Collection } from "mongodb";
import type { RecordEdit } from "../../../domain/records/record-edit.ts";
import type { RecordStore } from "../../record-store.ts";
import { NEWEST } from "../feed/append.ts";
import type { RecordDocument } from "./crm-documents.ts";
import { duplicateOf, isConnectionLost } from "../errors.ts";
import { keyOf } from "../keys.ts";
import { newsOf, type News } from "../feed/news.ts";
import { goneDocument, recordDocument } from "./records.ts";
import { untilDone } from "../retry.ts";

/**
 * Changes of records: the record's document is the commit point, and what is to be told rides in it. So the document of a deleted record
 * stays, without what it said.
 */
export function createRecordChanges(
  records: Collection<RecordDocument>,
  { tell }: Pick<News, "tell">,
): Pick<RecordStore, "saveRecord"> {
  async function write(edit: RecordEdit, document: RecordDocument): Promise<boolean> {
    const { expectedVersion: version } = edit;
    if (version === 0) {
      await records.insertOne(document);
      return true;
    }
    const { _id } = document;
    const news = { $exists: false };
    return (await records.replaceOne({ _id, version, news }, document)).matchedCount === 1;
  }

  async function save(edit: RecordEdit): Promise<"saved" | "conflict" | "taken"> {
    const { workspaceId, record, expectedVersion, isDeleted, events } = edit;
    const _id = keyOf(workspaceId, record.id);
    const document = {
      ...(isDeleted ? goneDocument(record) : recordDocument(record)),
      ...newsOf(events),
    };
    let lost: Error | null = null;
    return untilDone<"saved" | "conflict" | "taken">(async () => {
      const before = await records.findOne({ _id }, NEWEST);
      if (before !== null) await tell(before);
      if (before?.lastChange?.equals(document.lastChange) === true) return "saved";
      if ((before?.version ?? 0) !== expectedVersion) {
        // Others have changed it since: whether that was after this change or instead of it cannot be told any more.
        if (lost !== null) throw lost;
        return "conflict";
      }
      try {
        if (!(await write(edit, document))) return null;
      } catch (error) {
        const duplicate = duplicateOf(error);
        if (duplicate !== null) return duplicate.index === "_id_" ? null : "taken";
        if (lost !== null || !(error instanceof Error) || !isConnectionLost(error)) throw error;
        lost = error;
        return null;
      }
      await tell(document);
      return "saved";
    });
  }

  return { saveRecord: save };
}
