import { movedBy } from "../../../src/domain/records/cascade.ts";
import { isUnfinished, type CrmRecord } from "../../../src/domain/records/crm-record.ts";
import type { RecordEdit } from "../../../src/domain/records/record-edit.ts";
import type { RecordQuery, RecordStore } from "../../../src/store/record-store.ts";
import { copyOf } from "./copy.ts";
import { pageOf } from "./paging.ts";
import { publish } from "./publish.ts";
import { workspaceOf, type State, type Workspace } from "./state.ts";

/** Opportunities, activities and tasks. */
export function createRecords(state: State): RecordStore {
  const recordsOf = (workspaceId: string) => [...workspaceOf(state, workspaceId).records.values()];
  return {
    async saveRecord(edit) {
      return saveRecord(workspaceOf(state, edit.workspaceId), copyOf(edit));
    },
    async record(workspaceId, kind, id) {
      const record = workspaceOf(state, workspaceId).records.get(id);
      return record?.kind === kind ? copyOf(record) : null;
    },
    async recordByExternalId(workspaceId, kind, externalId) {
      const found = recordsOf(workspaceId).find(
        (record) => record.kind === kind && record.externalId === externalId,
      );
      return copyOf(found ?? null);
    },
    async records(workspaceId, query) {
      const { cursor, limit } = query;
      const found = recordsOf(workspaceId).filter((record) => fits(record, query));
      const placeOf = ({ createdAt, id }: CrmRecord) => [createdAt, id];
      return copyOf(pageOf(found, { cursor, limit, directions: [-1, -1], placeOf }));
    },
    async moved(workspaceId, { contact, ...step }) {
      const { events, histories } = workspaceOf(state, workspaceId);
      const holders = [contact.id, ...contact.absorbed];
      return movedBy(
        step,
        events.filter(({ id }) => holders.includes(histories.get(id)?.contactId ?? "")),
      );
    },
  };
}

function fits(record: CrmRecord, { kind, of, unfinished }: RecordQuery): boolean {
  if (record.kind !== kind) return false;
  if (unfinished !== null && isUnfinished(record) !== unfinished) return false;
  switch (of.by) {
    case "workspace":
      return true;
    case "contacts":
      return of.ids.includes(record.contactId);
    case "owners":
      return record.ownerId === null ? of.unassigned : of.ids.includes(record.ownerId);
  }
}

/** Writes a record, or nothing at all. */
export function saveRecord(workspace: Workspace, edit: RecordEdit): "saved" | "conflict" | "taken" {
  const { record, expectedVersion, isDeleted, events } = edit;
  const { records } = workspace;
  if ((records.get(record.id)?.version ?? 0) !== expectedVersion) return "conflict";
  const isTaken = [...records.values()].some(
    ({ kind, id, externalId }) =>
      kind === record.kind &&
      id !== record.id &&
      externalId !== null &&
      externalId === record.externalId,
  );
  if (isTaken && !isDeleted) return "taken";
  if (isDeleted) records.delete(record.id);
  else records.set(record.id, record);
  for (const event of events) publish(workspace, event);
  return "saved";
}
