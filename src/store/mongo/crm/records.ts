import type { Filter } from "mongodb";
import { movedBy, OWNER_CHANGES } from "../../../domain/records/cascade.ts";
import {
  isUnfinished,
  type CrmRecord,
  type RecordKind,
} from "../../../domain/records/crm-record.ts";
import type { RecordQuery, RecordStore } from "../../record-store.ts";
import type { RecordDocument } from "./crm-documents.ts";
import type { Collections } from "../documents.ts";
import { keyOf } from "../keys.ts";
import { decodeCursor, NEWEST_PLACE, pageOf } from "../../page-cursor.ts";

const LIST = "records";

/** Reads of opportunities, activities and tasks. */
export function createRecordReader({
  crmRecords: records,
  events,
}: Pick<Collections, "crmRecords" | "events">): Omit<RecordStore, "saveRecord"> {
  async function one(filter: Filter<RecordDocument>): Promise<CrmRecord | null> {
    const found = await records.findOne(filter);
    return found === null ? null : recordOf(found);
  }

  return {
    record: (workspaceId, kind, id) => one({ _id: keyOf(workspaceId, id), kind }),
    recordByExternalId: (workspaceId, kind, externalId) =>
      one({ external: keyOf(workspaceId, kind, externalId) }),

    async records(workspace, { kind, of, unfinished, cursor, limit }) {
      const [at, id] = cursor === null ? [NEWEST_PLACE, ""] : decodeCursor(LIST, cursor, [0, ""]);
      const rows = await records
        .find({
          workspace,
          ...within(of),
          kind,
          unfinished: unfinished ?? { $in: [true, false] },
          at: { $lte: at },
          $or: [{ at: { $lt: at } }, { at, id: { $lt: id } }],
        })
        .sort({ at: -1, id: -1 })
        .limit(limit + 1)
        .toArray();
      return pageOf(rows, {
        list: LIST,
        limit,
        placeOf: (row) => [row.at, row.id],
        itemOf: recordOf,
      });
    },

    async moved(workspace, { contact, ...step }) {
      const told = await events
        .find(
          {
            "history.workspace": workspace,
            "history.contact": { $in: [contact.id, ...contact.absorbed] },
            type: { $in: [...OWNER_CHANGES] },
          },
          { projection: { id: 1, type: 1 } },
        )
        .toArray();
      return movedBy(step, told);
    },
  };
}

function within(of: RecordQuery["of"]): Filter<RecordDocument> {
  switch (of.by) {
    case "workspace":
      return {};
    case "contacts":
      return { contact: { $in: [...of.ids] } };
    case "owners":
      return { owner: { $in: [...of.ids, ...(of.unassigned ? [null] : [])] } };
  }
}

export function recordOf({ doc }: Pick<RecordDocument, "doc">): CrmRecord {
  return JSON.parse(doc) as CrmRecord;
}

/** A record at rest. */
export function recordDocument(record: CrmRecord): RecordDocument {
  const { workspaceId, id, kind, contactId, ownerId, createdAt, version, externalId } = record;
  return {
    _id: keyOf(workspaceId, id),
    workspace: workspaceId,
    id,
    kind,
    contact: contactId,
    owner: ownerId,
    unfinished: isUnfinished(record),
    at: createdAt,
    version,
    ...(externalId === null ? {} : { external: keyOf(workspaceId, kind, externalId) }),
    doc: JSON.stringify(record),
  };
}

/** What stays of a record that was deleted: no query of records finds it. */
export function goneDocument({ workspaceId, id, version, createdAt }: CrmRecord): RecordDocument {
  return {
    _id: keyOf(workspaceId, id),
    workspace: workspaceId,
    id,
    kind: "gone",
    contact: "",
    owner: null,
    unfinished: false,
    at: createdAt,
    version,
    doc: "{}",
  };
}

/** Unfinished records of a kind that hang on these contacts. */
export function unfinishedOf(
  workspace: string,
  kind: RecordKind,
  contacts: readonly string[],
): Filter<RecordDocument> {
  return { workspace, contact: { $in: [...contacts] }, kind, unfinished: true };
}
