import { crmEvent, type ChangeContext } from "../contact/crm-event.ts";
import type { CrmRecord } from "./crm-record.ts";
import type { NewEvent } from "../events.ts";
import type { WorkspaceId } from "../ids.ts";

/** A change of a record as the store takes it, with what is to be told of it: all of it stands, or nothing. */
export interface RecordEdit {
  workspaceId: WorkspaceId;
  /** The version that was read; 0 when there was no record. */
  expectedVersion: number;
  /** As it is afterwards, or was at last. */
  record: CrmRecord;
  isDeleted: boolean;
  events: NewEvent[];
}

/** The making of a record. Its version is the first one. */
export function newRecord(record: CrmRecord, context: ChangeContext): RecordEdit {
  const made = { ...record, version: 1, createdAt: context.at, updatedAt: context.at };
  const { ownerId, state } = made;
  const news = [{ word: "created", data: { ownerId, state } }] as const;
  return editOf(made, { news, expectedVersion: 0, isDeleted: false }, context);
}

/** The change that sets these members; null when everything is so already. */
export function changeRecord<R extends CrmRecord>(
  before: R,
  changes: Partial<R>,
  context: ChangeContext,
): RecordEdit | null {
  const version = before.version + 1;
  const after: R = { ...before, ...changes, version, updatedAt: context.at };
  const names = Object.keys(changes) as (keyof R & string)[];
  const fields = names.filter((name) => name !== "ownerId" && after[name] !== before[name]);
  const owner = { ownerId: after.ownerId, previousOwnerId: before.ownerId };
  const news = [
    ...(fields.length > 0
      ? [{ word: "updated", data: { fields, state: after.state } } as const]
      : []),
    ...(owner.ownerId === owner.previousOwnerId
      ? []
      : [{ word: "owner_changed", data: owner } as const]),
  ];
  if (news.length === 0) return null;
  return editOf(after, { news, expectedVersion: before.version, isDeleted: false }, context);
}

/** The end of a record; its history stays. */
export function deletedRecord(before: CrmRecord, context: ChangeContext): RecordEdit {
  const gone = { ...before, version: before.version + 1, updatedAt: context.at };
  const news = [{ word: "deleted", data: {} }] as const;
  return editOf(gone, { news, expectedVersion: before.version, isDeleted: true }, context);
}

interface News {
  word: "created" | "updated" | "owner_changed" | "deleted";
  data: Record<string, unknown>;
}

function editOf(
  record: CrmRecord,
  edit: { news: readonly News[]; expectedVersion: number; isDeleted: boolean },
  context: ChangeContext,
): RecordEdit {
  const { workspaceId, id, kind, contactId, version } = record;
  const { news, expectedVersion, isDeleted } = edit;
  return {
    workspaceId,
    expectedVersion,
    record,
    isDeleted,
    events: news.map(({ word, data }, index) =>
      crmEvent(
        { workspaceId, contactId, recordId: id, version },
        { type: `${kind}.${word}`, data },
        context,
        index,
      ),
    ),
  };
}
