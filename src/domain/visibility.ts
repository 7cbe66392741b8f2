import type { UserId } from "./ids.ts";

/**
 * Whose conversations somebody may see: all, or those of some users and perhaps those of nobody. Limited to nobody means that
 * nothing is visible. What one may not see is as if it did not exist.
 */
export type Visibility =
  | { kind: "all" }
  | { kind: "limited"; ownerIds: readonly UserId[]; unassigned: boolean };

/** Whether a conversation of this owner (null: of nobody) is visible. */
export function mayRead(visibility: Visibility, ownerId: UserId | null): boolean {
  if (visibility.kind === "all") return true;
  return ownerId === null ? visibility.unassigned : visibility.ownerIds.includes(ownerId);
}
