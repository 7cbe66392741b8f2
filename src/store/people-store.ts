import type { RoleId, StatusId, TeamId, UserId, WorkspaceId } from "../domain/ids.ts";
import type { CustomRole } from "../domain/people/role.ts";
import type { Team } from "../domain/people/team.ts";
import type { Token } from "../domain/people/token.ts";
import type { OfflineStatus } from "../domain/people/user-status.ts";
import type { User } from "../domain/people/user.ts";
import type { Workspace } from "../domain/people/workspace.ts";

/** Who works in a workspace, and with what rights. */
export interface PeopleStore extends UserStore, TokenStore, GroupStore {
  /** Null when nobody made it. */
  workspace(workspaceId: WorkspaceId): Promise<Workspace | null>;
  /** All there are, by id: for the operator. */
  workspaces(): Promise<Workspace[]>;
  /** Counts as a change of its flows, if it has some (`Mailbox.flowsVersion`): they are kept together with its time zone. */
  putWorkspace(workspace: Workspace): Promise<void>;
}

export interface UserStore {
  user(workspaceId: WorkspaceId, userId: UserId): Promise<User | null>;
  users(workspaceId: WorkspaceId): Promise<User[]>;
  /** Creates or replaces a user, all but `lastActiveAt`. */
  putUser(user: User): Promise<void>;
  /**
   * Changes some members of a user, and leaves the others as they are, whoever changes those at the same time. Answers the user; null when
   * there is none.
   */
  changeUser(workspaceId: WorkspaceId, userId: UserId, changes: UserChanges): Promise<User | null>;
  /** Users of all workspaces with a `releaseAt`, longest first. */
  usersToRelease(query: { limit: number }): Promise<User[]>;
  /** Takes the `releaseAt` away, if it is still this one. */
  endRelease(workspaceId: WorkspaceId, userId: UserId, releaseAt: number): Promise<void>;
}

export type UserChanges = Partial<
  Pick<User, "name" | "role" | "active" | "statusId" | "statusSince" | "releaseAt">
>;

export interface TokenStore {
  /**
   * The one call without a workspace: a token tells which workspace it belongs to. With all that decides what it is good for, read at one
   * time. Null when unknown or revoked; whether it has expired is the caller's to say.
   */
  bearer(hash: string): Promise<Bearer | null>;
  /** Tokens of a user that were not revoked, newest first. */
  tokens(workspaceId: WorkspaceId, userId: UserId): Promise<Token[]>;
  /** Creates or replaces a token. */
  putToken(token: Token): Promise<void>;
  /**
   * Adds a successor, and notes on the old token that it was rotated and when it expires. False, and nothing is added, when the old one was
   * rotated or revoked already.
   */
  rotateToken(
    old: Pick<Token, "workspaceId" | "hash">,
    successor: Token,
    rotation: Rotation,
  ): Promise<boolean>;
  /** Revokes one token of a user; false when there is none that is valid. */
  revokeToken(token: Pick<Token, "workspaceId" | "userId" | "id">, at: number): Promise<boolean>;
  /** Revokes all tokens of a user that are still valid; true when there was one. */
  revokeTokens(workspaceId: WorkspaceId, userId: UserId, at: number): Promise<boolean>;
  /** Notes that the token's user made a request with it. Earlier times than those that stand change nothing. */
  noteUse(token: Pick<Token, "workspaceId" | "userId" | "hash">, at: number): Promise<void>;
}

export interface Rotation {
  rotatedAt: number;
  expiresAt: number;
}

/** Who bears a token. */
export interface Bearer {
  token: Token;
  user: User;
  /** The role when it is one of the workspace's own; null for built-in ones, and for one that is not there any more. */
  role: CustomRole | null;
  /** Teams that the user belongs to, as member or leader. */
  teams: Team[];
  /** Null when nobody made it. */
  workspace: Workspace | null;
}

/** Roles, teams and statuses, each by id. */
export interface GroupStore {
  role(workspaceId: WorkspaceId, roleId: RoleId): Promise<CustomRole | null>;
  roles(workspaceId: WorkspaceId): Promise<CustomRole[]>;
  putRole(role: CustomRole): Promise<void>;
  /** `in_use` while a user has it. */
  deleteRole(workspaceId: WorkspaceId, roleId: RoleId): Promise<"deleted" | "in_use" | "unknown">;

  team(workspaceId: WorkspaceId, teamId: TeamId): Promise<Team | null>;
  teams(workspaceId: WorkspaceId): Promise<Team[]>;
  putTeam(team: Team): Promise<void>;
  deleteTeam(workspaceId: WorkspaceId, teamId: TeamId): Promise<boolean>;

  status(workspaceId: WorkspaceId, statusId: StatusId): Promise<OfflineStatus | null>;
  statuses(workspaceId: WorkspaceId): Promise<OfflineStatus[]>;
  putStatus(status: OfflineStatus): Promise<void>;
  deleteStatus(workspaceId: WorkspaceId, statusId: StatusId): Promise<boolean>;
}
