import type { RoleId, UserId, WorkspaceId } from "./ids.ts";

/** A person with a place in the workspace; `owner` of the conversations assigned to them. */
export interface User {
  workspaceId: WorkspaceId;
  id: UserId;
  name: string;
  /** Of a built-in role or one of the workspace's own (`domain/role.ts`). */
  role: RoleId;
  active: boolean;
  createdAt: number;
}

/** A bearer token at rest: only its SHA-256 is known. */
export interface Token {
  workspaceId: WorkspaceId;
  /** SHA-256 of the token, lower-case hex. */
  hash: string;
  userId: UserId;
  /** First characters, so that people can tell tokens apart. */
  hint: string;
  createdAt: number;
  revokedAt: number | null;
}
