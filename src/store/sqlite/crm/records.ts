import { movedBy, OWNER_CHANGES } from "../../../domain/records/cascade.ts";
import {
  isUnfinished,
  type CrmRecord,
  type RecordKind,
} from "../../../domain/records/crm-record.ts";
import type { WorkspaceId } from "../../../domain/ids.ts";
import type { RecordEdit } from "../../../domain/records/record-edit.ts";
import type { RecordQuery, RecordStore } from "../../record-store.ts";
import type { Connection } from "../connection.ts";
import { NEWEST } from "../conversations/conversation-runs.ts";
import { decodeCursor, pageOf } from "../../page-cursor.ts";
import type { Feed } from "../feed/feed.ts";

interface Row {
  pk: number;
  doc: string;
}

const LIST = "records";
/** More than there are. */
const ALL = 1e9;

export interface Records extends RecordStore {
  /** `saveRecord`, to be called inside a write. */
  save(edit: RecordEdit): "saved" | "conflict" | "taken";
  /** Unfinished records of a kind that hang on these contacts. */
  unfinishedOf(
    workspaceId: WorkspaceId,
    kind: RecordKind,
    contactIds: readonly string[],
  ): CrmRecord[];
}

/** Opportunities, activities and tasks. */
export function createRecords(connection: Connection, feed: Pick<Feed, "append">): Records {
  const save = createSaving(connection, feed);
  const one = connection.query<Row>(
    "select pk, doc from crm_records where workspace = ? and id = ? and kind = ?",
  );
  const byExternal = connection.query<Row>(
    "select pk, doc from crm_records where workspace = ? and kind = ? and external = ?",
  );
  const runs = createRuns(connection);
  const told = connection.query<{ id: string; type: string }>(
    `select id, type from events where contact = ? and workspace = ?
     and type in (${OWNER_CHANGES.map((type) => `'${type}'`).join(", ")})`,
  );

  const found = (row: Row | undefined) =>
    row === undefined ? null : (JSON.parse(row.doc) as CrmRecord);

  return {
    save,
    saveRecord: (edit) => connection.write(() => save(edit)),
    record: (workspaceId, kind, id) => connection.read(() => found(one.get(workspaceId, id, kind))),
    recordByExternalId: (workspaceId, kind, externalId) =>
      connection.read(() => found(byExternal.get(workspaceId, kind, externalId))),
    async records(workspaceId, query) {
      const { cursor, limit } = query;
      const [from] = cursor === null ? [NEWEST] : decodeCursor(LIST, cursor, [0]);
      const rows = await connection.read(() => runs(workspaceId, query, from));
      return pageOf(rows, {
        list: LIST,
        limit,
        placeOf: ({ pk }) => [pk],
        itemOf: ({ doc }) => JSON.parse(doc) as CrmRecord,
      });
    },
    unfinishedOf(workspaceId, kind, ids) {
      const of = { by: "contacts", ids } as const;
      const query = { kind, of, unfinished: true, cursor: null, limit: ALL };
      return runs(workspaceId, query, NEWEST).map(({ doc }) => JSON.parse(doc) as CrmRecord);
    },
    moved: (workspaceId, { contact, ...step }) =>
      connection.read(() =>
        movedBy(
          step,
          [contact.id, ...contact.absorbed].flatMap((id) => told.all(id, workspaceId)),
        ),
      ),
  };
}

function createSaving(connection: Connection, feed: Pick<Feed, "append">): Records["save"] {
  const versionOf = connection.query<{ version: number }>(
    "select version from crm_records where workspace = ? and id = ?",
  );
  const holder = connection.query<{ id: string }>(
    "select id from crm_records where workspace = ? and kind = ? and external = ?",
  );
  const insert = connection.statement(
    `insert into crm_records (workspace, kind, id, external, contact, owner, unfinished, version, doc)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const update = connection.statement(
    `update crm_records set external = ?, contact = ?, owner = ?, unfinished = ?, version = ?, doc = ?
     where workspace = ? and id = ?`,
  );
  const remove = connection.statement("delete from crm_records where workspace = ? and id = ?");

  return ({ workspaceId, expectedVersion, record, isDeleted, events }) => {
    const { id, kind, externalId, contactId, version } = record;
    if ((versionOf.get(workspaceId, id)?.version ?? 0) !== expectedVersion) return "conflict";
    if (externalId !== null && !isDeleted) {
      const other = holder.get(workspaceId, kind, externalId)?.id;
      if (other !== undefined && other !== id) return "taken";
    }
    const owner = record.ownerId ?? "";
    const unfinished = isUnfinished(record) ? 1 : 0;
    const values = [
      externalId,
      contactId,
      owner,
      unfinished,
      version,
      JSON.stringify(record),
    ] as const;
    if (isDeleted) remove.run(workspaceId, id);
    else if (expectedVersion === 0) insert.run(workspaceId, kind, id, ...values);
    else update.run(...values, workspaceId, id);
    feed.append(workspaceId, null, events);
    return "saved";
  };
}

/** The next records of a query, newest first: the merge of what stands together in an index. */
function createRuns(connection: Connection) {
  const run = (condition: string) =>
    connection.query<Row>(
      `select pk, doc from crm_records where ${condition} and workspace = ? and kind = ? and unfinished = ? and pk < ?
       order by pk desc limit ?`,
    );
  const ofWorkspace = run("1");
  const ofContact = run("contact = ?");
  const ofOwner = run("owner = ?");

  return (
    workspaceId: WorkspaceId,
    { kind, of, unfinished, limit }: RecordQuery,
    from: number,
  ): Row[] => {
    const flags = unfinished === null ? [1, 0] : [unfinished ? 1 : 0];
    const read = flags.flatMap((flag) => {
      const rest = [workspaceId, kind, flag, from, limit + 1] as const;
      switch (of.by) {
        case "workspace":
          return ofWorkspace.all(...rest);
        case "contacts":
          return [...new Set(of.ids)].flatMap((id) => ofContact.all(id, ...rest));
        case "owners": {
          const owners = new Set([...of.ids, ...(of.unassigned ? [""] : [])]);
          return [...owners].flatMap((id) => ofOwner.all(id, ...rest));
        }
      }
    });
    return read.sort((a, b) => b.pk - a.pk);
  };
}
