import type { RoleId } from "./ids.ts";

/** Whose conversations a role may work in (R2.8): their own, those of nobody, all. */
export const CONVERSATION_PERMISSIONS = ["own", "unassigned", "all"] as const;

/** Which contacts of the CRM a role may manage (R2.9): their own, marketing contacts, all. */
export const CONTACT_PERMISSIONS = ["own", "marketing", "all"] as const;

/** What a role permits. A new one permits nothing (R2.7). */
export interface Permissions {
  conversations: readonly (typeof CONVERSATION_PERMISSIONS)[number][];
  contacts: readonly (typeof CONTACT_PERMISSIONS)[number][];
}

export interface Role {
  id: RoleId;
  name: string;
  permissions: Permissions;
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
    permissions: { conversations: ["all"], contacts: ["all"] },
  },
  { id: "editor", name: "Editor", permissions: { conversations: [], contacts: ["marketing"] } },
  { id: "seller", name: "Vendedor", permissions: { conversations: ["own"], contacts: ["own"] } },
];

export function builtInRole(id: RoleId): Role | null {
  return BUILT_IN_ROLES.find((role) => role.id === id) ?? null;
}

/** Stands in for a role that is not there any more. */
export function powerlessRole(id: RoleId): Role {
  return { id, name: "", permissions: { conversations: [], contacts: [] } };
}

/** Whether somebody of this role has an inbox at all. Whoever has one may work in what is their own. */
export function hasInbox({ permissions }: Pick<Role, "permissions">): boolean {
  return permissions.conversations.length > 0;
}
