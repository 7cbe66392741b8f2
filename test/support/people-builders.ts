import { NO_PERMISSIONS, type CustomRole } from "../../src/domain/people/role.ts";
import type { Team } from "../../src/domain/people/team.ts";
import type { OfflineStatus } from "../../src/domain/people/user-status.ts";
import type { Workspace } from "../../src/domain/people/workspace.ts";
import { ACME, T0 } from "./builders.ts";

/** A workspace that may use everything. */
export function aWorkspace(changes: Partial<Workspace> = {}): Workspace {
  const plan = { plan: "pro", addOns: ["whatsapp"] } as const;
  return { id: ACME, name: "Acme", ...plan, createdAt: T0, updatedAt: T0, ...changes };
}

/** A role that permits nothing. */
export function aRole(changes: Partial<CustomRole> = {}): CustomRole {
  return {
    workspaceId: ACME,
    id: "rol_1",
    name: "Own role",
    permissions: NO_PERMISSIONS,
    createdAt: T0,
    updatedAt: T0,
    ...changes,
  };
}

export function aTeam(changes: Partial<Team> = {}): Team {
  return {
    workspaceId: ACME,
    id: "team-1",
    name: "North",
    memberIds: ["user-1", "user-2"],
    leaderIds: [],
    conversations: "none",
    createdAt: T0,
    updatedAt: T0,
    ...changes,
  };
}

/** A way of being away that receives nothing and answers nothing. */
export function aUserStatus(changes: Partial<OfflineStatus> = {}): OfflineStatus {
  return {
    workspaceId: ACME,
    id: "st_1",
    name: "Lunch",
    receives: false,
    reply: null,
    afterIdleMs: null,
    createdAt: T0,
    updatedAt: T0,
    ...changes,
  };
}
