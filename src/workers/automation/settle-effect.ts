import type { Clock } from "../../clock.ts";
import type { Effect, EffectResult } from "../../domain/automation/effect.ts";
import { automationKey } from "../../domain/automation/run.ts";
import type { Command } from "../../domain/conversation/commands.ts";
import type { Doorbell } from "../../queues/doorbell.ts";
import type { EffectSettlement, EffectStore } from "../../store/automation-store.ts";
import type { Again, EffectEnd } from "./effect-end.ts";

export interface SettleDeps {
  store: Pick<EffectStore, "settleEffect" | "retryEffect">;
  doorbell: Pick<Doorbell, "ringConversations">;
  clock: Clock;
  random: () => number;
}

/** What was put off for want of a place looks again so often. */
const BUSY_MS = 1_000;
/** Each wait is drawn from ±20 % around its length, so that what failed together does not come back together. */
const JITTER = 0.2;

/** Writes down what carrying an effect out came to. Answers it in a word, for the figures. */
export async function settleEffect(
  effect: Effect,
  end: EffectEnd,
  deps: SettleDeps,
): Promise<"settled" | "failed" | "retried"> {
  switch (end.kind) {
    case "command":
      await settle(effect, commandOf(effect, end.command, deps.clock.now()), deps);
      return "settled";
    case "result":
      await settle(effect, { kind: "result", result: end.result }, deps);
      return end.result.kind === "failed" ? "failed" : "settled";
    case "busy": {
      const nextAttemptAt = deps.clock.now() + Math.ceil(BUSY_MS * (1 + deps.random()));
      await deps.store.retryEffect(effect, { nextAttemptAt, failures: effect.failures });
      return "retried";
    }
    case "again":
      return retry(effect, end, deps);
  }
}

async function retry(effect: Effect, end: Again, deps: SettleDeps): Promise<"failed" | "retried"> {
  const { store, clock, random } = deps;
  const wait = end.waits[effect.failures];
  if (wait === undefined) {
    const { code, detail } = end;
    const tries = `${detail}, at ${effect.failures + 1} tries`;
    const result: EffectResult = { kind: "failed", code, detail: tries };
    await settle(effect, { kind: "result", result }, deps);
    return "failed";
  }
  const waitMs = wait * (1 - JITTER + 2 * JITTER * random());
  const askedMs = (end.askedMs ?? 0) * (1 + JITTER * random());
  const nextAttemptAt = clock.now() + Math.round(Math.max(waitMs, askedMs));
  await store.retryEffect(effect, { nextAttemptAt, failures: effect.failures + 1 });
  return "retried";
}

async function settle(
  { workspaceId, conversationId, id, attempts }: Effect,
  ends: EffectSettlement["ends"],
  { store, doorbell, clock }: SettleDeps,
): Promise<void> {
  await store.settleEffect({ workspaceId, id, attempts, at: clock.now(), ends });
  doorbell.ringConversations("live", [{ workspaceId, conversationId }]);
}

function commandOf(
  { workspaceId, conversationId, id, flowId, depth }: Effect,
  command: Command,
  at: number,
): EffectSettlement["ends"] {
  const actor = { kind: "automation", id: flowId } as const;
  const asked = { workspaceId, conversationId, key: automationKey(id), command, actor };
  return { kind: "command", command: { ...asked, depth, receivedAt: at } };
}
