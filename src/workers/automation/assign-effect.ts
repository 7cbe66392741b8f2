import type { Clock } from "../../clock.ts";
import type { Effect, EffectTask } from "../../domain/automation/effect.ts";
import type { UserId } from "../../domain/ids.ts";
import type { EffectStore } from "../../store/automation-store.ts";
import type { Reader } from "../../store/reader.ts";
import { eligibleUsers, type EligibleDeps } from "./eligible-users.ts";
import { failed, type EffectEnd } from "./effect-end.ts";

type AssignTask = EffectTask & { kind: "assign" };
type PickTask = AssignTask["to"] & { kind: "pick" };

export interface AssignDeps {
  store: EligibleDeps["store"] &
    Pick<Reader, "conversation"> &
    Pick<EffectStore, "takeTurn" | "openCounts">;
  clock: Clock;
}

/**
 * Whom a step gives the conversation to. Only to somebody who receives at present: active, with an inbox, and in a status that takes new ones
 * (R11.2, Q42); also where the flow names one user. What came in between decides in the mailbox: with `onlyIfUnassigned` nobody loses what somebody
 * took meanwhile (Q44).
 */
export async function assignEffect(
  task: AssignTask,
  effect: Effect,
  deps: AssignDeps,
): Promise<EffectEnd> {
  const { workspaceId, conversationId } = effect;
  const row = await deps.store.conversation(workspaceId, conversationId);
  if (row === null) return failed("conversation.unknown", "there is no such conversation");
  const isTaken = task.onlyIfUnassigned && row.conversation.facts.ownerId !== null;
  const choice = await choiceOf(task, effect, {
    contactOwnerId: row.contact.ownerId,
    ownerId: row.conversation.facts.ownerId,
    isTaken,
    deps,
  });
  if (choice === null) return { kind: "result", result: { kind: "nobody" } };
  const { userId, chosen } = choice;
  return {
    kind: "command",
    command: {
      name: "assign",
      target: { kind: "user", userId },
      markUnread: task.markUnread,
      ...(task.onlyIfUnassigned ? { expectedOwnerId: null } : {}),
      ...(chosen === undefined ? {} : { chosen }),
    },
  };
}

interface Choice {
  userId: UserId;
  chosen?: { by: PickTask["by"]; of: number };
}

async function choiceOf(
  { to }: AssignTask,
  effect: Effect,
  scene: {
    contactOwnerId: UserId | null;
    ownerId: UserId | null;
    isTaken: boolean;
    deps: AssignDeps;
  },
): Promise<Choice | null> {
  const { contactOwnerId, ownerId, isTaken, deps } = scene;
  const { workspaceId } = effect;
  if (to.kind === "pick") {
    const users = await eligibleUsers(workspaceId, to.among, deps);
    const [first] = users;
    if (first === undefined) return null;
    // The mailbox will refuse it: nobody loses their turn for that.
    if (isTaken) return { userId: first };
    return pick(to, to.by === "roundRobin" ? othersThan(ownerId, users) : users, { effect, deps });
  }
  const wanted = to.kind === "user" ? to.userId : contactOwnerId;
  if (wanted === null) return null;
  const [user] = await eligibleUsers(workspaceId, { kind: "users", userIds: [wanted] }, deps);
  return user === undefined ? null : { userId: user };
}

/** By turns it goes to another one: each step has turns of its own, which may be at whoever has it already. Where there is nobody else it stays. */
function othersThan(ownerId: UserId | null, users: readonly UserId[]): readonly UserId[] {
  const others = users.filter((id) => id !== ownerId);
  return others.length === 0 ? users : others;
}

/** Round robin takes turns; fewest open goes by numbers, and takes turns among those who have equally few. */
async function pick(
  { by }: PickTask,
  users: readonly UserId[],
  { effect, deps: { store } }: { effect: Effect; deps: AssignDeps },
): Promise<Choice | null> {
  const { workspaceId, id: effectId, flowId, stepId } = effect;
  const userIds = by === "roundRobin" ? users : await leastBusy(workspaceId, users, store);
  const userId = await store.takeTurn({
    workspaceId,
    pointer: `${flowId} ${stepId}`,
    effectId,
    userIds,
  });
  return userId === null ? null : { userId, chosen: { by, of: users.length } };
}

async function leastBusy(
  workspaceId: string,
  users: readonly UserId[],
  store: AssignDeps["store"],
): Promise<UserId[]> {
  const counts = await store.openCounts(workspaceId, users);
  const countOf = (id: UserId) => counts.get(id) ?? 0;
  const least = Math.min(...users.map(countOf));
  return users.filter((id) => countOf(id) === least);
}
