import type { Token, User } from "../../domain/user.ts";
import type { SettingsStore } from "../settings-store.ts";
import type { Connection } from "./connection.ts";

interface TokenRow {
  workspace: string;
  hash: string;
  user: string;
  hint: string;
  created_at: number;
  doc: string;
}

export function createUsers(
  connection: Connection,
): Pick<SettingsStore, "user" | "users" | "putUser" | "tokenByHash" | "putToken" | "revokeTokens"> {
  const one = connection.query<{ doc: string }>(
    "select doc from users where workspace = ? and id = ?",
  );
  const all = connection.query<{ doc: string }>(
    "select doc from users where workspace = ? order by id",
  );
  const put = connection.statement(
    `insert into users (workspace, id, doc) values (?, ?, ?)
     on conflict do update set doc = excluded.doc`,
  );
  const byHash = connection.query<TokenRow>(
    `select t.workspace, t.hash, t.user, t.hint, t.created_at, u.doc from tokens t
     join users u on u.workspace = t.workspace and u.id = t.user
     where t.hash = ? and t.revoked_at is null`,
  );
  const putToken = connection.statement(
    `insert into tokens (hash, workspace, user, hint, created_at, revoked_at)
     values (?, ?, ?, ?, ?, ?)
     on conflict do update set workspace = excluded.workspace, user = excluded.user,
       hint = excluded.hint, created_at = excluded.created_at, revoked_at = excluded.revoked_at`,
  );
  const revoke = connection.statement(
    "update tokens set revoked_at = ? where workspace = ? and user = ? and revoked_at is null",
  );

  return {
    user: (workspaceId, userId) =>
      connection.read(() => {
        const row = one.get(workspaceId, userId);
        return row === undefined ? null : (JSON.parse(row.doc) as User);
      }),
    users: (workspaceId) =>
      connection.read(() => all.all(workspaceId).map(({ doc }) => JSON.parse(doc) as User)),
    putUser: (user) =>
      connection.write(() => {
        put.run(user.workspaceId, user.id, JSON.stringify(user));
      }),
    tokenByHash: (hash) =>
      connection.read(() => {
        const row = byHash.get(hash);
        if (row === undefined) return null;
        return { token: tokenOf(row), user: JSON.parse(row.doc) as User };
      }),
    putToken: ({ workspaceId, hash, userId, hint, createdAt, revokedAt }) =>
      connection.write(() => {
        putToken.run(hash, workspaceId, userId, hint, createdAt, revokedAt);
      }),
    revokeTokens: (workspaceId, userId, at) =>
      connection.write(() => revoke.run(Math.trunc(at), workspaceId, userId) > 0),
  };
}

function tokenOf({ workspace, hash, user, hint, created_at: createdAt }: TokenRow): Token {
  return { workspaceId: workspace, hash, userId: user, hint, createdAt, revokedAt: null };
}
