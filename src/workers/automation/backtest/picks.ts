import type { EffectTask } from "../../../domain/automation/effect.ts";
import type { Step } from "../../../domain/automation/step.ts";
import type { FlowDefinition } from "../../../domain/automation/flow.ts";
import { leastBusy, shortlistOf } from "../../../domain/automation/shortlist.ts";
import { nextInTurn } from "../../../domain/automation/whose-turn.ts";
import type { UserId, WorkspaceId } from "../../../domain/ids.ts";
import type { Choose } from "../../../machines/automation/rehearsal/stand-in.ts";
import type { EffectStore } from "../../../store/automation-store.ts";
import { eligibleUsers, type EligibleDeps } from "../eligible-users.ts";

type PickTask = Extract<(EffectTask & { kind: "assign" })["to"], { kind: "pick" }>;

export interface PickDeps {
  store: EligibleDeps["store"] & Pick<EffectStore, "openCounts">;
  clock: EligibleDeps["clock"];
}

/**
 * Who would be picked: by the rules of the live one, among those who can be given conversations now, with turns and counts of its own that begin anew for
 * each backtest. Nobody's turn is moved.
 */
export async function createPicks(
  workspaceId: WorkspaceId,
  definitions: readonly FlowDefinition[],
  deps: PickDeps,
): Promise<() => Choose> {
  const groups = new Map<string, UserId[]>();
  for (const among of definitions.flatMap(({ steps }) => steps.flatMap(amongOf))) {
    const key = JSON.stringify(among);
    if (!groups.has(key)) groups.set(key, await eligibleUsers(workspaceId, among, deps));
  }
  const all = (await deps.store.users(workspaceId)).map(({ id }) => id);
  const fit = new Set(await eligibleUsers(workspaceId, { kind: "users", userIds: all }, deps));
  const everybody = [...new Set([...groups.values()].flat())];
  const counts = await deps.store.openCounts(workspaceId, everybody);
  return () => chooser({ groups, fit }, new Map(counts));
}

/** `fit`: everybody who can be given a conversation. */
function chooser(
  { groups, fit }: { groups: ReadonlyMap<string, UserId[]>; fit: ReadonlySet<UserId> },
  open: Map<UserId, number>,
): Choose {
  const last = new Map<string, UserId>();
  return (task, { flowId, stepId }, ownerId) => {
    const { to } = task;
    if (to.kind !== "pick") return to.kind === "user" && fit.has(to.userId) ? to.userId : null;
    const users = groups.get(JSON.stringify(to.among)) ?? [];
    const shortlist = shortlistOf(task, users, ownerId);
    if (shortlist.kind === "nobody") return null;
    if (shortlist.kind === "taken") return shortlist.userId;
    const { userIds } = shortlist;
    const pointer = `${flowId} ${stepId}`;
    const among = to.by === "roundRobin" ? userIds : leastBusy(userIds, open);
    const userId = nextInTurn(among, last.get(pointer) ?? null);
    if (userId === null) return null;
    last.set(pointer, userId);
    open.set(userId, (open.get(userId) ?? 0) + 1);
    return userId;
  };
}

function amongOf(step: Step): PickTask["among"][] {
  const to = step.do === "assign" || step.do === "handOver" ? step.to : null;
  return to?.kind === "pick" ? [to.among] : [];
}
