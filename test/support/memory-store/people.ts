import type { Token } from "../../../src/domain/people/token.ts";
import type { User } from "../../../src/domain/people/user.ts";
import type {
  GroupStore,
  PeopleStore,
  TokenStore,
  UserStore,
} from "../../../src/store/people-store.ts";
import { copyOf } from "./copy.ts";
import { workspaceOf, type State, type Workspace } from "./state.ts";

/** Workspaces, users, tokens, roles, teams and statuses. */
export function createPeople(state: State): PeopleStore {
  return {
    ...createUsers(state),
    ...createTokens(state),
    ...createGroups(state),
    async workspace(workspaceId) {
      return copyOf(state.workspaceDocs.get(workspaceId) ?? null);
    },
    async workspaces() {
      return copyOf(byId([...state.workspaceDocs.values()]));
    },
    async putWorkspace(workspace) {
      state.workspaceDocs.set(workspace.id, copyOf(workspace));
      const { automations } = workspaceOf(state, workspace.id);
      if (automations.flowsVersion > 0) automations.flowsVersion += 1;
    },
  };
}

function createUsers(state: State): UserStore {
  const find = (workspaceId: string, userId: string): User | undefined =>
    workspaceOf(state, workspaceId).users.get(userId);
  return {
    async user(workspaceId, userId) {
      return copyOf(find(workspaceId, userId) ?? null);
    },
    async users(workspaceId) {
      return copyOf([...workspaceOf(state, workspaceId).users.values()]);
    },
    async putUser(user) {
      const lastActiveAt = find(user.workspaceId, user.id)?.lastActiveAt ?? null;
      workspaceOf(state, user.workspaceId).users.set(user.id, copyOf({ ...user, lastActiveAt }));
    },
    async changeUser(workspaceId, userId, changes) {
      const user = find(workspaceId, userId);
      if (user === undefined) return null;
      Object.assign(user, copyOf(changes));
      return copyOf(user);
    },
    async usersToRelease({ limit }) {
      const all = [...state.workspaces.values()].flatMap(({ users }) => [...users.values()]);
      return copyOf(
        all
          .filter(({ releaseAt }) => releaseAt !== null)
          .toSorted((a, b) => (a.releaseAt ?? 0) - (b.releaseAt ?? 0))
          .slice(0, limit),
      );
    },
    async endRelease(workspaceId, userId, releaseAt) {
      const user = find(workspaceId, userId);
      if (user?.releaseAt === releaseAt) user.releaseAt = null;
    },
  };
}

function createTokens(state: State): TokenStore {
  const validOf = (workspaceId: string, userId: string): Token[] =>
    [...state.tokens.values()].filter(
      (token) =>
        token.workspaceId === workspaceId && token.userId === userId && token.revokedAt === null,
    );
  return {
    async bearer(hash) {
      const token = state.tokens.get(hash);
      if (token === undefined || token.revokedAt !== null) return null;
      const { users, roles, teams } = workspaceOf(state, token.workspaceId);
      const user = users.get(token.userId);
      if (user === undefined) return null;
      return copyOf({
        token,
        user,
        role: roles.get(user.role) ?? null,
        teams: [...teams.values()].filter(({ memberIds, leaderIds }) =>
          [...memberIds, ...leaderIds].includes(user.id),
        ),
        workspace: state.workspaceDocs.get(token.workspaceId) ?? null,
      });
    },
    async tokens(workspaceId, userId) {
      return copyOf(
        validOf(workspaceId, userId).toSorted(
          (a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1),
        ),
      );
    },
    async putToken(token) {
      state.tokens.set(token.hash, copyOf(token));
    },
    async rotateToken({ hash }, successor, { rotatedAt, expiresAt }) {
      const old = state.tokens.get(hash);
      if (old === undefined || old.rotatedAt !== null || old.revokedAt !== null) return false;
      old.rotatedAt = rotatedAt;
      old.expiresAt = Math.min(old.expiresAt ?? expiresAt, expiresAt);
      state.tokens.set(successor.hash, copyOf(successor));
      return true;
    },
    async revokeToken({ workspaceId, userId, id }, at) {
      const token = validOf(workspaceId, userId).find((one) => one.id === id);
      if (token !== undefined) token.revokedAt = at;
      return token !== undefined;
    },
    async revokeTokens(workspaceId, userId, at) {
      const valid = validOf(workspaceId, userId);
      for (const token of valid) token.revokedAt = at;
      return valid.length > 0;
    },
    async noteUse({ workspaceId, userId, hash }, at) {
      const token = state.tokens.get(hash);
      if (token !== undefined) token.lastUsedAt = Math.max(token.lastUsedAt ?? 0, at);
      const user = workspaceOf(state, workspaceId).users.get(userId);
      if (user !== undefined) user.lastActiveAt = Math.max(user.lastActiveAt ?? 0, at);
    },
  };
}

function createGroups(state: State): GroupStore {
  const of = (workspaceId: string): Workspace => workspaceOf(state, workspaceId);
  return {
    async role(workspaceId, id) {
      return copyOf(of(workspaceId).roles.get(id) ?? null);
    },
    async roles(workspaceId) {
      return copyOf(byId([...of(workspaceId).roles.values()]));
    },
    async putRole(role) {
      of(role.workspaceId).roles.set(role.id, copyOf(role));
    },
    async deleteRole(workspaceId, id) {
      const { users, roles } = of(workspaceId);
      if ([...users.values()].some(({ role }) => role === id)) return "in_use";
      return roles.delete(id) ? "deleted" : "unknown";
    },
    async team(workspaceId, id) {
      return copyOf(of(workspaceId).teams.get(id) ?? null);
    },
    async teams(workspaceId) {
      return copyOf(byId([...of(workspaceId).teams.values()]));
    },
    async putTeam(team) {
      of(team.workspaceId).teams.set(team.id, copyOf(team));
    },
    async deleteTeam(workspaceId, id) {
      return of(workspaceId).teams.delete(id);
    },
    async status(workspaceId, id) {
      return copyOf(of(workspaceId).statuses.get(id) ?? null);
    },
    async statuses(workspaceId) {
      return copyOf(byId([...of(workspaceId).statuses.values()]));
    },
    async putStatus(status) {
      of(status.workspaceId).statuses.set(status.id, copyOf(status));
    },
    async deleteStatus(workspaceId, id) {
      return of(workspaceId).statuses.delete(id);
    },
  };
}

function byId<T extends { id: string }>(things: T[]): T[] {
  return things.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
