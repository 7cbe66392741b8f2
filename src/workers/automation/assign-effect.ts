import type { Clock } from "../../clock.ts";
import type { Effect, EffectTask } from "../../domain/automation/effect.ts";
import { leastBusy, shortlistOf } from "../../domain/automation/shortlist.ts";
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
  const choice = await choiceOf(task, effect, {
    contactOwnerId: row.contact.ownerId,
    ownerId: row.conversation.facts.ownerId,
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
  task: AssignTask,
  effect: Effect,
  scene: { contactOwnerId: UserId | null; ownerId: UserId | null; deps: AssignDeps },
): Promise<Choice | null> {
  const { contactOwnerId, ownerId, deps } = scene;
  const { workspaceId } = effect;
  const { to } = task;
  if (to.kind === "pick") {
    const users = await eligibleUsers(workspaceId, to.among, deps);
    const shortlist = shortlistOf(task, users, ownerId);
    switch (shortlist.kind) {
      case "nobody":
        return null;
      case "taken":
        return { userId: shortlist.userId };
      case "among":
        return pick(to, shortlist.userIds, { effect, deps });
    }
  }
  const wanted = to.kind === "user" ? to.userId : contactOwnerId;
  if (wanted === null) return null;
  const [user] = await eligibleUsers(workspaceId, { kind: "users", userIds: [wanted] }, deps);
  return user === undefined ? null : { userId: user };
}

/** Round robin takes turns; fewest open goes by numbers, and takes turns among those who have equally few. */
async function pick(
  { by }: PickTask,
  users: readonly UserId[],
  { effect, deps: { store } }: { effect: Effect; deps: AssignDeps },
): Promise<Choice | null> {
  const { workspaceId, id: effectId, flowId, stepId } = effect;
  const userIds =
    by === "roundRobin" ? users : leastBusy(users, await store.openCounts(workspaceId, users));
  const userId = await store.takeTurn({
    workspaceId,
    pointer: `${flowId} ${stepId}`,
    effectId,
    userIds,
  });
  return userId === null ? null : { userId, chosen: { by, of: users.length } };
}
