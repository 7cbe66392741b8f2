import { aFlow, aFlowVersion } from "../../support/automation-builders.ts";
import { sorted } from "./comparable.ts";
import { pick, workspaceFor, type Side } from "./side.ts";
import type { Operation } from "./operations.ts";

type Of<Word extends Operation["do"]> = Extract<Operation, { do: Word }>;

/** Does one operation on flows, or on the outbox of automations. */
export async function performOnAutomations(
  side: Side,
  operation: Of<"flow"> | Of<"claimEffects"> | Of<"endEffect"> | Of<"takeTurn">,
): Promise<unknown> {
  const { store, now } = side;
  switch (operation.do) {
    case "flow":
      return changeFlow(side, operation);
    case "claimEffects": {
      const { leaseMs, limit } = operation;
      // All that are due: their order is free within one moment.
      const claimed = sorted(await store.claimEffects({ lane: "inside", now, leaseMs, limit }));
      side.effects.push(...claimed);
      const next = await store.nextEffectAt({ now });
      return { claimed, next, depth: await store.effectDepth() };
    }
    case "endEffect": {
      const effect = pick(side.effects, operation.effect);
      if (effect === undefined) return null;
      const { workspaceId, id, attempts } = effect;
      if (operation.retry) {
        const again = { nextAttemptAt: now + 1_000, failures: effect.failures + 1 };
        return store.retryEffect(effect, again);
      }
      side.keys.add(`auto|${id}`);
      const ends = { kind: "result", result: { kind: "nobody" } } as const;
      return store.settleEffect({ workspaceId, id, attempts, at: now, ends });
    }
    case "takeTurn": {
      const effect = pick(side.effects, operation.effect);
      // Of an effect that has ended it is free who is next.
      if (effect === undefined || (await isOver(side, effect.id))) return null;
      const { workspaceId, id: effectId } = effect;
      const userIds = ["u1", "u2", "u3"].slice(operation.from);
      return store.takeTurn({ workspaceId, pointer: "p", effectId, userIds });
    }
  }
}

async function isOver({ store, effects }: Side, id: string): Promise<boolean> {
  const workspaceId = effects.find((effect) => effect.id === id)?.workspaceId ?? "";
  return (await store.outcome(workspaceId, `auto|${id}`)) !== null;
}

async function changeFlow(side: Side, { flow, foreign, how, live, late }: Of<"flow">) {
  const { store, now } = side;
  const workspaceId = workspaceFor(foreign);
  const id = `flow-${flow}`;
  const before = await store.flow(workspaceId, id);
  if (before === null) {
    const flowVersion = aFlowVersion({ workspaceId, flowId: id });
    const added = aFlow({ workspaceId, id, createdAt: now, liveVersion: live ? 1 : null });
    // Versions stay when a flow is deleted, and an id is never used again.
    const isNew = (await store.flowVersion(workspaceId, id, 1)) === null;
    return isNew ? store.addFlow(added, flowVersion) : null;
  }
  const revision = late ? before.revision : before.revision + 1;
  if (how === "delete") return store.deleteFlow(workspaceId, id, revision - 1);
  const newestVersion = how === "edit" ? before.newestVersion + 1 : before.newestVersion;
  const liveVersion = live ? newestVersion : null;
  const hookHash = live ? `hook of ${workspaceId} ${id}` : null;
  const changed = { ...before, revision, newestVersion, liveVersion, hookHash, updatedAt: now };
  const version = { workspaceId, flowId: id, version: newestVersion, createdAt: now };
  return store.changeFlow(changed, how === "edit" ? aFlowVersion(version) : null);
}
