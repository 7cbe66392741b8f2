import type { CustomRole } from "../../../domain/people/role.ts";
import type { Team } from "../../../domain/people/team.ts";
import { userOf } from "../../../domain/people/user.ts";
import type { OfflineStatus } from "../../../domain/people/user-status.ts";
import type { GroupStore } from "../../people-store.ts";
import { NEWEST } from "../feed/append.ts";
import type { Collections, Documents } from "../documents.ts";
import { createTenantDocuments } from "./tenant-documents.ts";

/** Roles, teams and statuses. */
export function createGroups(
  collections: Pick<Collections, "roles" | "teams" | "statuses" | "users">,
): GroupStore {
  const roles = createTenantDocuments<CustomRole, Documents["roles"]>(collections.roles);
  const teams = createTenantDocuments<Team, Documents["teams"]>(collections.teams);
  const statuses = createTenantDocuments<OfflineStatus, Documents["statuses"]>(
    collections.statuses,
  );
  return {
    role: roles.one,
    roles: roles.all,
    putRole: (role) => roles.put(role),
    async deleteRole(workspaceId, id) {
      // Whoever is given the role between the look and the deletion has one that permits nothing: no harm, and easily seen.
      const users = await collections.users.find({ workspace: workspaceId }, NEWEST).toArray();
      if (users.some(({ doc }) => userOf(doc, null).role === id)) return "in_use";
      return (await roles.remove(workspaceId, id)) ? "deleted" : "unknown";
    },

    team: teams.one,
    teams: teams.all,
    putTeam: (team) => teams.put(team, { people: [...team.memberIds, ...team.leaderIds] }),
    deleteTeam: teams.remove,

    status: statuses.one,
    statuses: statuses.all,
    putStatus: (status) => statuses.put(status),
    deleteStatus: statuses.remove,
  };
}
