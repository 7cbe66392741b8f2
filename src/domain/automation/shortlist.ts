import type { UserId } from "../ids.ts";
import type { EffectTask } from "./effect.ts";

/** What is left of those who can have a conversation, before anybody's turn moves. */
export type Shortlist =
  | { kind: "nobody" }
  /** Somebody has it, and the mailbox will leave it with them: nobody loses their turn for that. */
  | { kind: "taken"; userId: UserId }
  /** One of these, by turns or by numbers. */
  | { kind: "among"; userIds: readonly UserId[] };

/**
 * Whom a pick may choose of those who can have the conversation, who has it now being `ownerId` (Q42, Q44). By turns it goes to another one than who has it:
 * each step has turns of its own, which may be at whoever that is. Where there is nobody else it stays.
 */
export function shortlistOf(
  { to, onlyIfUnassigned }: Pick<EffectTask & { kind: "assign" }, "to" | "onlyIfUnassigned">,
  users: readonly UserId[],
  ownerId: UserId | null,
): Shortlist {
  const [first] = users;
  if (first === undefined) return { kind: "nobody" };
  if (onlyIfUnassigned && ownerId !== null) return { kind: "taken", userId: first };
  const isByTurns = to.kind === "pick" && to.by === "roundRobin";
  const others = isByTurns ? users.filter((id) => id !== ownerId) : users;
  return { kind: "among", userIds: others.length === 0 ? users : others };
}

/** Those of them who have the fewest open conversations; whoever is not counted has none. */
export function leastBusy(
  users: readonly UserId[],
  openCounts: ReadonlyMap<UserId, number>,
): UserId[] {
  const countOf = (id: UserId) => openCounts.get(id) ?? 0;
  const least = Math.min(...users.map(countOf));
  return users.filter((id) => countOf(id) === least);
}
