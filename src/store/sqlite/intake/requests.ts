import type { RequestStore } from "../../request-store.ts";
import type { Connection } from "../connection.ts";

export function createRequests(connection: Connection): RequestStore {
  const byKey = connection.query<{ fingerprint: string }>(
    "select fingerprint from requests where workspace = ? and key = ?",
  );
  const insert = connection.statement(
    "insert into requests (workspace, key, fingerprint, at) values (?, ?, ?, ?)",
  );
  return {
    request: (workspaceId, key) =>
      connection.read(() => byKey.get(workspaceId, key)?.fingerprint ?? null),
    rememberRequest: (workspaceId, { key, fingerprint, at }) =>
      connection.write(() => {
        const known = byKey.get(workspaceId, key);
        if (known !== undefined) return known.fingerprint;
        insert.run(workspaceId, key, fingerprint, Math.trunc(at));
        return fingerprint;
      }),
  };
}
