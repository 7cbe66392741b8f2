import type { CustomRole } from "../../../domain/people/role.ts";
import type { Scopes } from "../../../domain/people/scope.ts";
import type { Team } from "../../../domain/people/team.ts";
import type { Token } from "../../../domain/people/token.ts";
import { userOf } from "../../../domain/people/user.ts";
import type { Workspace } from "../../../domain/people/workspace.ts";
import type { TokenStore } from "../../people-store.ts";
import type { Connection } from "../connection.ts";
import type { UserRow } from "./users.ts";

interface TokenRow {
  workspace: string;
  id: string;
  user: string;
  name: string;
  hash: string;
  hint: string;
  scopes: string | null;
  created_at: number;
  expires_at: number | null;
  last_used_at: number | null;
  rotated_at: number | null;
  revoked_at: number | null;
}

const COLUMNS = `t.workspace, t.id, t.user, t.name, t.hash, t.hint, t.scopes, t.created_at, t.expires_at, t.last_used_at,
  t.rotated_at, t.revoked_at`;

export function createTokens(connection: Connection): TokenStore {
  return { ...createBearers(connection), ...createTokenRows(connection) };
}

/** Bearers, with all that decides what their tokens are good for. */
function createBearers(connection: Connection): Pick<TokenStore, "bearer"> {
  const byHash = connection.query<TokenRow & UserRow>(
    `select ${COLUMNS}, u.doc, u.last_active_at from tokens t
     join users u on u.workspace = t.workspace and u.id = t.user
     where t.hash = ? and t.revoked_at is null`,
  );
  const role = connection.query<{ doc: string }>(
    "select doc from roles where workspace = ? and id = ?",
  );
  const teams = connection.query<{ doc: string }>(
    `select t.doc from team_people p join teams t on t.workspace = p.workspace and t.id = p.team
     where p.workspace = ? and p.user = ?`,
  );
  const workspace = connection.query<{ doc: string }>(
    "select doc from workspace_docs where id = ?",
  );
  return {
    bearer: (hash) =>
      connection.read(() => {
        const row = byHash.get(hash);
        if (row === undefined) return null;
        const user = userOf(row.doc, row.last_active_at);
        const { workspaceId, id } = user;
        return {
          token: tokenOf(row),
          user,
          role: parsed<CustomRole>(role.get(workspaceId, user.role)),
          teams: teams.all(workspaceId, id).map(({ doc }) => JSON.parse(doc) as Team),
          workspace: parsed<Workspace>(workspace.get(workspaceId)),
        };
      }),
  };
}

function createTokenRows(connection: Connection): Omit<TokenStore, "bearer"> {
  const valid = connection.query<TokenRow>(
    `select ${COLUMNS} from tokens t where t.workspace = ? and t.user = ? and t.revoked_at is null`,
  );
  const put = connection.statement(
    `insert into tokens (hash, workspace, id, user, name, hint, scopes, created_at, expires_at, last_used_at,
       rotated_at, revoked_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict do update set workspace = excluded.workspace, id = excluded.id, user = excluded.user,
       name = excluded.name, hint = excluded.hint, scopes = excluded.scopes, created_at = excluded.created_at,
       expires_at = excluded.expires_at, last_used_at = excluded.last_used_at,
       rotated_at = excluded.rotated_at, revoked_at = excluded.revoked_at`,
  );
  const rotate = connection.statement(
    `update tokens set rotated_at = ?, expires_at = min(ifnull(expires_at, ?), ?)
     where hash = ? and workspace = ? and rotated_at is null and revoked_at is null`,
  );
  const revokeOne = connection.statement(
    `update tokens set revoked_at = ?
     where workspace = ? and user = ? and id = ? and revoked_at is null`,
  );
  const revokeAll = connection.statement(
    "update tokens set revoked_at = ? where workspace = ? and user = ? and revoked_at is null",
  );
  const use = connection.statement(
    `update tokens set last_used_at = ?
     where hash = ? and (last_used_at is null or last_used_at < ?)`,
  );
  const act = connection.statement(
    `update users set last_active_at = ?
     where workspace = ? and id = ? and (last_active_at is null or last_active_at < ?)`,
  );

  function write(token: Token): void {
    const { hash, workspaceId, id, userId, name, hint, scopes, createdAt } = token;
    const { expiresAt, lastUsedAt, rotatedAt, revokedAt } = token;
    const scopeList = scopes === null ? null : JSON.stringify(scopes);
    const names = [hash, workspaceId, id, userId, name, hint, scopeList];
    put.run(...names, createdAt, expiresAt, lastUsedAt, rotatedAt, revokedAt);
  }

  return {
    tokens: (workspaceId, userId) =>
      connection.read(() =>
        valid
          .all(workspaceId, userId)
          .map(tokenOf)
          .toSorted((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1)),
      ),
    putToken: (token) => connection.write(() => write(token)),
    rotateToken: (old, successor, { rotatedAt, expiresAt }) =>
      connection.write(() => {
        const { hash, workspaceId } = old;
        if (rotate.run(rotatedAt, expiresAt, expiresAt, hash, workspaceId) === 0) return false;
        write(successor);
        return true;
      }),
    revokeToken: ({ workspaceId, userId, id }, at) =>
      connection.write(() => revokeOne.run(at, workspaceId, userId, id) > 0),
    revokeTokens: (workspaceId, userId, at) =>
      connection.write(() => revokeAll.run(Math.trunc(at), workspaceId, userId) > 0),
    noteUse: ({ workspaceId, userId, hash }, at) =>
      connection.write(() => {
        use.run(at, hash, at);
        act.run(at, workspaceId, userId, at);
      }),
  };
}

function tokenOf(row: TokenRow): Token {
  return {
    workspaceId: row.workspace,
    id: row.id,
    userId: row.user,
    name: row.name,
    hash: row.hash,
    hint: row.hint,
    scopes: row.scopes === null ? null : (JSON.parse(row.scopes) as Scopes),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    rotatedAt: row.rotated_at,
    revokedAt: row.revoked_at,
  };
}

function parsed<T>(row: { doc: string } | undefined): T | null {
  return row === undefined ? null : (JSON.parse(row.doc) as T);
}
