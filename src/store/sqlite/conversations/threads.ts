import type { ContactId, ConversationId, LineId, WorkspaceId } from "../../../domain/ids.ts";
import type { Connection } from "../connection.ts";

/** A conversation's row without its document. It stands from the first entry on, with version 0 until the first commit. */
export interface Thread {
  /** The conversation's number in this database: what entries and places point to. */
  pk: number;
  version: number;
  bucket: number;
  owner: string | null;
  /** JSON of the tags it carried at the last commit. */
  tags: string;
  next_due_at: number | null;
  last_activity_at: number | null;
  last_entry: number | null;
}

export interface Threads {
  /** The conversation's number alone, which the index tells without the row. */
  pkOf(workspaceId: WorkspaceId, id: ConversationId): number | undefined;
  find(workspaceId: WorkspaceId, id: ConversationId): Thread | undefined;
  /** Makes the row of a conversation that has none. */
  add(place: {
    workspaceId: WorkspaceId;
    id: ConversationId;
    lineId: LineId;
    contactId: ContactId;
  }): number;
}

const COLUMNS = "pk, version, bucket, owner, tags, next_due_at, last_activity_at, last_entry";

export function createThreads(connection: Connection): Threads {
  const find = connection.query<Thread>(
    `select ${COLUMNS} from conversations where workspace = ? and id = ?`,
  );
  const pkOf = connection.query<{ pk: number }>(
    "select pk from conversations where workspace = ? and id = ?",
  );
  const insert = connection.statement(
    `insert into conversations (workspace, id, line, contact, version, bucket, contact_number)
     values (?1, ?2, ?3, ?4, 0, 0, (select number from contacts where id = ?4 and workspace = ?1))`,
  );
  return {
    pkOf: (workspaceId, id) => pkOf.get(workspaceId, id)?.pk,
    find: (workspaceId, id) => find.get(workspaceId, id),
    add({ workspaceId, id, lineId, contactId }) {
      const pk = insert.insert(workspaceId, id, lineId, contactId);
      if (pk === null) throw new Error("the conversation has a row");
      return pk;
    },
  };
}
