import type { WorkspaceId } from "../../domain/ids.ts";
import type { Connection } from "./connection.ts";

/** Things of a workspace that are kept as one text each, by id. */
export interface Documents<T> {
  one(workspaceId: WorkspaceId, id: string): Promise<T | null>;
  all(workspaceId: WorkspaceId): Promise<T[]>;
  /** To be called inside a write. */
  put(thing: T): void;
  /** To be called inside a write; false when there was none. */
  remove(workspaceId: WorkspaceId, id: string): boolean;
}

export function createDocuments<T extends { workspaceId: WorkspaceId; id: string }>(
  connection: Connection,
  table: "roles" | "teams" | "statuses",
): Documents<T> {
  const one = connection.query<{ doc: string }>(
    `select doc from ${table} where workspace = ? and id = ?`,
  );
  const all = connection.query<{ doc: string }>(
    `select doc from ${table} where workspace = ? order by id`,
  );
  const put = connection.statement(
    `insert into ${table} (workspace, id, doc) values (?, ?, ?)
     on conflict do update set doc = excluded.doc`,
  );
  const remove = connection.statement(`delete from ${table} where workspace = ? and id = ?`);
  return {
    one: (workspaceId, id) =>
      connection.read(() => {
        const row = one.get(workspaceId, id);
        return row === undefined ? null : (JSON.parse(row.doc) as T);
      }),
    all: (workspaceId) =>
      connection.read(() => all.all(workspaceId).map(({ doc }) => JSON.parse(doc) as T)),
    put: (thing) => void put.run(thing.workspaceId, thing.id, JSON.stringify(thing)),
    remove: (workspaceId, id) => remove.run(workspaceId, id) > 0,
  };
}
