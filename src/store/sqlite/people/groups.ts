import type { CustomRole } from "../../../domain/people/role.ts";
import type { Team } from "../../../domain/people/team.ts";
import type { OfflineStatus } from "../../../domain/people/user-status.ts";
import type { GroupStore } from "../../people-store.ts";
import type { Connection } from "../connection.ts";
import { createDocuments } from "../documents.ts";

/** Roles, teams and statuses. */
export function createGroups(connection: Connection): GroupStore {
  const statuses = createDocuments<OfflineStatus>(connection, "statuses");
  return {
    ...createRoles(connection),
    ...createTeams(connection),
    status: statuses.one,
    statuses: statuses.all,
    putStatus: (status) => connection.write(() => statuses.put(status)),
    deleteStatus: (workspaceId, id) => connection.write(() => statuses.remove(workspaceId, id)),
  };
}

function createRoles(
  connection: Connection,
): Pick<GroupStore, "role" | "roles" | "putRole" | "deleteRole"> {
  const roles = createDocuments<CustomRole>(connection, "roles");
  const holder = connection.query<{ id: string }>(
    "select id from users where workspace = ? and doc ->> '$.role' = ? limit 1",
  );
  return {
    role: roles.one,
    roles: roles.all,
    putRole: (role) => connection.write(() => roles.put(role)),
    deleteRole: (workspaceId, id) =>
      connection.write(() => {
        if (holder.get(workspaceId, id) !== undefined) return "in_use";
        return roles.remove(workspaceId, id) ? "deleted" : "unknown";
      }),
  };
}

function createTeams(
  connection: Connection,
): Pick<GroupStore, "team" | "teams" | "putTeam" | "deleteTeam"> {
  const teams = createDocuments<Team>(connection, "teams");
  const clear = connection.statement("delete from team_people where workspace = ? and team = ?");
  const join = connection.statement(
    "insert into team_people (workspace, user, team) values (?, ?, ?)",
  );
  return {
    team: teams.one,
    teams: teams.all,
    putTeam: (team) =>
      connection.write(() => {
        const { workspaceId, id, memberIds, leaderIds } = team;
        teams.put(team);
        clear.run(workspaceId, id);
        for (const user of new Set([...memberIds, ...leaderIds])) join.run(workspaceId, user, id);
      }),
    deleteTeam: (workspaceId, id) =>
      connection.write(() => {
        clear.run(workspaceId, id);
        return teams.remove(workspaceId, id);
      }),
  };
}
