import type { RoleId, StatusId, UserId, WorkspaceId } from "../ids.ts";
import { hasInbox, type Role } from "./role.ts";

/** A person with a place in the workspace; `owner` of the conversations assigned to them. */
export interface User {
  workspaceId: WorkspaceId;
  id: UserId;
  name: string;
  /** Of a built-in role or one of the workspace's own (`domain/people/role.ts`). */
  role: RoleId;
  active: boolean;
  /** The status they chose (`domain/people/user-status.ts`); null: online. */
  statusId: StatusId | null;
  /** When they chose it; null: never. */
  statusSince: number | null;
  /**
   * Set when they may have no conversations any more: their open ones are being given back (Q46). Null when that is done, and for everybody
   * else.
   */
  releaseAt: number | null;
  createdAt: number;
  /** Of their last request, to within a minute; null: none yet. Kept by the store's `noteUse` alone. */
  lastActiveAt: number | null;
}

/** What is stored of a user as one text; members that came later are missing in old ones. */
type StoredUser = Omit<User, "statusId" | "statusSince" | "releaseAt" | "lastActiveAt"> &
  Partial<User>;

const LATER = { statusId: null, statusSince: null, releaseAt: null } as const;

/** A user from the text that a store keeps. */
export function userOf(doc: string, lastActiveAt: number | null): User {
  return { ...LATER, ...(JSON.parse(doc) as StoredUser), lastActiveAt };
}

/** The text to be kept of a user. */
export function userDoc({ lastActiveAt: _lastActiveAt, ...user }: User): string {
  return JSON.stringify(user);
}

/** A user as they are added: active, online, and never seen. */
export function newUser(
  given: Pick<User, "workspaceId" | "id" | "name" | "role" | "createdAt">,
): User {
  return { ...given, active: true, ...LATER, lastActiveAt: null };
}

/** Whether somebody can have conversations: is active, and has an inbox (R2.6, Q3). */
export function mayOwn({ active }: Pick<User, "active">, role: Role): boolean {
  return active && hasInbox(role);
}
