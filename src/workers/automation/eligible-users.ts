import type { Clock } from "../../clock.ts";
import type { Assignee } from "../../domain/automation/step.ts";
import type { UserId, WorkspaceId } from "../../domain/ids.ts";
import { roleOf } from "../../domain/people/role.ts";
import { statusNow } from "../../domain/people/user-status.ts";
import { mayOwn, type User } from "../../domain/people/user.ts";
import type { PeopleStore } from "../../store/people-store.ts";

export interface EligibleDeps {
  store: Pick<PeopleStore, "users" | "roles" | "team" | "statuses">;
  clock: Clock;
}

type Among = (Assignee & { kind: "pick" })["among"];

/**
 * Who of a role, a team or a list can be given a new conversation now, in the order of their ids: who is active, has an inbox, and is in a status
 * that receives (R2.10, R11.2, Q42). Of a team its members: leaders lead.
 */
export async function eligibleUsers(
  workspaceId: WorkspaceId,
  among: Among,
  { store, clock }: EligibleDeps,
): Promise<UserId[]> {
  const [users, roles, statuses, isNamed] = await Promise.all([
    store.users(workspaceId),
    store.roles(workspaceId),
    store.statuses(workspaceId),
    namedBy(workspaceId, among, store),
  ]);
  const now = clock.now();
  const receives = (user: User): boolean => {
    const { offline } = statusNow(user, statuses, now);
    return offline === null || offline.receives;
  };
  const roleOfUser = ({ role }: User) => roleOf(role, roles.find(({ id }) => id === role) ?? null);
  return users
    .filter((user) => isNamed(user) && mayOwn(user, roleOfUser(user)) && receives(user))
    .map(({ id }) => id)
    .toSorted();
}

async function namedBy(
  workspaceId: WorkspaceId,
  among: Among,
  store: EligibleDeps["store"],
): Promise<(user: User) => boolean> {
  switch (among.kind) {
    case "role":
      return ({ role }) => role === among.roleId;
    case "users":
      return ({ id }) => among.userIds.includes(id);
    case "team": {
      const team = await store.team(workspaceId, among.teamId);
      return ({ id }) => team?.memberIds.includes(id) === true;
    }
  }
}
