import type { Workspace } from "../../../domain/people/workspace.ts";
import type { PeopleStore } from "../../people-store.ts";
import type { Connection } from "../connection.ts";

export function createWorkspaces(
  connection: Connection,
): Pick<PeopleStore, "workspace" | "workspaces" | "putWorkspace"> {
  const one = connection.query<{ doc: string }>("select doc from workspace_docs where id = ?");
  const all = connection.query<{ doc: string }>("select doc from workspace_docs order by id");
  const put = connection.statement(
    `insert into workspace_docs (id, doc) values (?, ?)
     on conflict do update set doc = excluded.doc`,
  );
  const count = connection.statement(
    "update workspaces set flows_version = flows_version + 1 where id = ? and flows_version > 0",
  );
  return {
    workspace: (workspaceId) =>
      connection.read(() => {
        const row = one.get(workspaceId);
        return row === undefined ? null : (JSON.parse(row.doc) as Workspace);
      }),
    workspaces: () =>
      connection.read(() => all.all().map(({ doc }) => JSON.parse(doc) as Workspace)),
    putWorkspace: (workspace) =>
      connection.write(() => {
        put.run(workspace.id, JSON.stringify(workspace));
        count.run(workspace.id);
      }),
  };
}
