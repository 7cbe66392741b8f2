import type { UserId } from "../ids.ts";

/**
 * Whose turn it is after `last` (Q42): turns go round in the order of the ids, so that somebody who comes or goes moves nobody else's turn.
 * Null when there is nobody.
 */
export function nextInTurn(userIds: readonly UserId[], last: UserId | null): UserId | null {
  const inOrder = [...new Set(userIds)].toSorted();
  const next = last === null ? undefined : inOrder.find((id) => id > last);
  return next ?? inOrder[0] ?? null;
}
