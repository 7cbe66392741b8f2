import type { Crash } from "../../../domain/intake/crash.ts";
import type { CrashStore } from "../../crash-store.ts";
import type { Connection } from "../connection.ts";

type Row = Omit<Crash, "keys"> & { keys: string };

export function createCrashes(connection: Connection): CrashStore {
  const insert = connection.statement(
    `insert into crashes (id, workspace, conversation, keys, at) values (?, ?, ?, ?, ?)
     on conflict do nothing`,
  );
  const all = connection.query<Row>(
    "select id, workspace as workspaceId, conversation as conversationId, keys, at from crashes",
  );
  const forget = connection.statement(
    "delete from crashes where workspace = ? and conversation = ?",
  );
  return {
    noteCrash: ({ id, workspaceId, conversationId, keys, at }) =>
      connection.write(() => {
        insert.run(id, workspaceId, conversationId, JSON.stringify(keys), Math.trunc(at));
      }),
    crashes: () =>
      connection.read(() =>
        all.all().map((row) => ({ ...row, keys: JSON.parse(row.keys) as string[] })),
      ),
    forgetCrashes: ({ workspaceId, conversationId }) =>
      connection.write(() => {
        forget.run(workspaceId, conversationId);
      }),
  };
}
