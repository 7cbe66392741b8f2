import type { TeamId, UserId, WorkspaceId } from "../ids.ts";

export const LEADERS_MAX = 10;

/** People who work together (R2.11, R2.12). */
export interface Team {
  workspaceId: WorkspaceId;
  id: TeamId;
  name: string;
  memberIds: readonly UserId[];
  /** At most `LEADERS_MAX`, none of them a member. Without any, all members rank equal. */
  leaderIds: readonly UserId[];
  /** What the team shares of its members' conversations: nothing unless set (Q15). */
  conversations: (typeof TEAM_SHARES)[number];
  createdAt: number;
  updatedAt: number;
}

export const TEAM_SHARES = ["none", "view", "act"] as const;

/** What the policy asks of a team. */
export type TeamRights = Pick<Team, "memberIds" | "leaderIds" | "conversations">;

/**
 * Whose information the team shares with this user: a leader sees the members', and nobody the leaders'; without leaders the members see
 * each other's (R2.12).
 */
export function sharedWith(team: TeamRights, userId: UserId): readonly UserId[] {
  const { memberIds, leaderIds } = team;
  const seeing = leaderIds.length === 0 ? memberIds : leaderIds;
  return seeing.includes(userId) ? memberIds : [];
}
