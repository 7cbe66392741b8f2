import type { Clock } from "../../../src/clock.ts";
import type { UserChanges } from "../../../src/store/people-store.ts";
import type { Store } from "../../../src/store/store.ts";

/** What becomes of somebody: they are switched off or on, or say themselves whether they are there. */
export type UserTurn = { active: boolean } | { statusId: string | null };

/** Step by step what `PATCH /v1/users/:id` and `PUT /v1/users/me/status` do; again when an answer was lost. */
export async function changeUser(
  { store, clock }: { store: Store; clock: Clock },
  { workspaceId, userId }: { workspaceId: string; userId: string },
  turn: UserTurn,
): Promise<void> {
  const now = clock.now();
  let changes: UserChanges;
  if ("active" in turn) {
    const before = await store.user(workspaceId, userId);
    if (before === null || before.active === turn.active) return;
    const releaseAt = turn.active ? null : (before.releaseAt ?? now);
    changes = { active: turn.active, releaseAt };
  } else changes = { statusId: turn.statusId, statusSince: now };
  await store.changeUser(workspaceId, userId, changes);
}
