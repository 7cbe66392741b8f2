import type { RoleId, WorkspaceId } from "../ids.ts";

/** Whose conversations a role may work in (R2.8): their own, those of nobody, all. */
export const CONVERSATION_PERMISSIONS = ["own", "unassigned", "all"] as const;

/** Which contacts of the CRM a role may manage (R2.9): their own, marketing contacts, all. */
export const CONTACT_PERMISSIONS = ["own", "marketing", "all"] as const;

/** What a role permits. A new one permits nothing (R2.7). */
export interface Permissions {
  conversations: readonly (typeof CONVERSATION_PERMISSIONS)[number][];
  contacts: readonly (typeof CONTACT_PERMISSIONS)[number][];
  /** Whether they define the statuses of users (R11.6). */
  statuses: boolean;
}

export interface Role {
  id: RoleId;
  name: string;
  permissions: Permissions;
}

/** A role that a workspace made for itself. */
export interface CustomRole extends Role {
  workspaceId: WorkspaceId;
  createdAt: number;
  updatedAt: number;
}

export const ADMINISTRATOR: RoleId = "administrator";

/**
 * The roles that every workspace has and nobody can change (R2.3 to R2.6): an editor has no inbox, a seller what is their own. Which contacts
 * an editor manages is told nowhere: those of marketing, whom editors write to.
 */
export const BUILT_IN_ROLES: readonly Role[] = [
  {
    id: ADMINISTRATOR,
    name: "Administrador",
    permissions: { conversations: ["all"], contacts: ["all"], statuses: true },
  },
  {
    id: "editor",
    name: "Editor",
    permissions: { conversations: [], contacts: ["marketing"], statuses: false },
  },
  {
    id: "seller",
    name: "Vendedor",
    permissions: { conversations: ["own"], contacts: ["own"], statuses: false },
  },
];

export function builtInRole(id: RoleId): Role | null {
  return BUILT_IN_ROLES.find((role) => role.id === id) ?? null;
}

export const NO_PERMISSIONS: Permissions = { conversations: [], contacts: [], statuses: false };

/** The role of this id: a built-in one, or the workspace's own as it was read. One that is not there any more permits nothing. */
export function roleOf(id: RoleId, custom: Role | null): Role {
  return builtInRole(id) ?? custom ?? { id, name: "", permissions: NO_PERMISSIONS };
}

/** Whether somebody of this role has an inbox at all. Whoever has one may work in what is their own. */
export function hasInbox({ permissions }: Pick<Role, "permissions">): boolean {
  return permissions.conversations.length > 0;
}
