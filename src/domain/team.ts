import type { UserId } from "./ids.ts";

/** People who work together (R2.11, R2.12). */
export interface Team {
  memberIds: readonly UserId[];
  /** At most ten, none of them a member. Without any, all members rank equal. */
  leaderIds: readonly UserId[];
  /** What the team shares of its members' conversations: nothing unless set (Q15). */
  conversations: "none" | "view" | "act";
}

/**
 * Whose information the team shares with this user: a leader sees the members', and nobody the leaders'; without leaders the members see
 * each other's (R2.12).
 */
export function sharedWith(team: Team, userId: UserId): readonly UserId[] {
  const { memberIds, leaderIds } = team;
  const seeing = leaderIds.length === 0 ? memberIds : leaderIds;
  return seeing.includes(userId) ? memberIds : [];
}
