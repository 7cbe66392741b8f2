import type { UserId, WorkspaceId } from "../../../domain/ids.ts";
import { builtInRole, type CustomRole } from "../../../domain/people/role.ts";
import type { Team } from "../../../domain/people/team.ts";
import type { Token } from "../../../domain/people/token.ts";
import type { Workspace } from "../../../domain/people/workspace.ts";
import type { TokenStore } from "../../people-store.ts";
import type { Collections } from "../documents.ts";
import { keyOf } from "../keys.ts";
import type { TokenDocument } from "./people-documents.ts";
import { again, upsert } from "../retry.ts";
import { fromDocument } from "./users.ts";

export function createTokens(
  collections: Pick<Collections, "tokens" | "users" | "roles" | "teams" | "workspaces">,
): TokenStore {
  const { tokens, users, roles, teams, workspaces } = collections;

  async function put(token: Token): Promise<void> {
    const document = documentOf(token);
    await upsert(() => tokens.replaceOne({ _id: token.hash }, document, { upsert: true }));
  }

  async function validOf(workspace: WorkspaceId, user: UserId): Promise<Token[]> {
    const found = await tokens.find({ workspace, user, revokedAt: null }).toArray();
    return found
      .map(tokenOf)
      .toSorted((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
  }

  return {
    async bearer(hash) {
      const token = await tokens.findOne({ _id: hash, revokedAt: null });
      if (token === null) return null;
      const { workspace: workspaceId, user: userId } = token;
      const [user, teamsOfUser, workspace] = await Promise.all([
        users.findOne({ _id: keyOf(workspaceId, userId) }),
        teams.find({ workspace: workspaceId, people: userId }).toArray(),
        workspaces.findOne({ _id: workspaceId }),
      ]);
      if (user === null) return null;
      const bearer = fromDocument(user);
      const isBuiltIn = builtInRole(bearer.role) !== null;
      const role = isBuiltIn ? null : await roles.findOne({ _id: keyOf(workspaceId, bearer.role) });
      return {
        token: tokenOf(token),
        user: bearer,
        role: parsed<CustomRole>(role),
        teams: teamsOfUser.map(({ doc }) => JSON.parse(doc) as Team),
        workspace: parsed<Workspace>(workspace),
      };
    },

    tokens: validOf,

    putToken: put,

    async rotateToken({ workspaceId: workspace, hash: _id }, successor, rotation) {
      // The successor first: after a crash in between there is one token more, which nobody knows.
      await put(successor);
      const { rotatedAt, expiresAt } = rotation;
      const standing = { _id, workspace, revokedAt: null, rotatedAt: { $exists: false } };
      const change = { $set: { rotatedAt }, $min: { expiresAt } };
      const { matchedCount } = await tokens.updateOne(standing, change);
      if (matchedCount === 1) return true;
      await again(() => tokens.deleteOne({ _id: successor.hash }));
      return false;
    },

    async revokeToken({ workspaceId, userId, id }, at) {
      const token = (await validOf(workspaceId, userId)).find((one) => one.id === id);
      if (token === undefined) return false;
      const valid = { _id: token.hash, revokedAt: null };
      const { matchedCount } = await tokens.updateOne(valid, { $set: { revokedAt: at } });
      return matchedCount > 0;
    },

    async revokeTokens(workspace, user, at) {
      const valid = { workspace, user, revokedAt: null };
      const { matchedCount } = await tokens.updateMany(valid, { $set: { revokedAt: at } });
      return matchedCount > 0;
    },

    async noteUse({ workspaceId, userId, hash }, at) {
      await Promise.all([
        again(() => tokens.updateOne({ _id: hash }, { $max: { lastUsedAt: at } })),
        again(() =>
          users.updateOne({ _id: keyOf(workspaceId, userId) }, { $max: { lastActiveAt: at } }),
        ),
      ]);
    },
  };
}

function documentOf(token: Token): TokenDocument {
  const { workspaceId: workspace, userId: user, hash: _id, scopes, ...rest } = token;
  const { id, name, hint, createdAt, expiresAt, lastUsedAt, rotatedAt, revokedAt } = rest;
  return {
    _id,
    workspace,
    user,
    id,
    name,
    hint,
    createdAt,
    revokedAt,
    ...(scopes === null ? {} : { scopes: [...scopes] }),
    ...(expiresAt === null ? {} : { expiresAt }),
    ...(lastUsedAt === null ? {} : { lastUsedAt }),
    ...(rotatedAt === null ? {} : { rotatedAt }),
  };
}

function tokenOf(document: TokenDocument): Token {
  const { _id: hash, workspace: workspaceId, user: userId, hint, createdAt, revokedAt } = document;
  return {
    workspaceId,
    userId,
    hash,
    hint,
    createdAt,
    revokedAt,
    id: document.id ?? legacyId(hash),
    name: document.name ?? "",
    scopes: document.scopes ?? null,
    expiresAt: document.expiresAt ?? null,
    lastUsedAt: document.lastUsedAt ?? null,
    rotatedAt: document.rotatedAt ?? null,
  };
}

/** Of tokens from before they had ids: as SQLite's migration makes it. */
function legacyId(hash: string): string {
  return `tok_${hash.slice(0, 20)}`;
}

function parsed<T>(document: { doc: string } | null): T | null {
  return document === null ? null : (JSON.parse(document.doc) as T);
}
