import type { Effect, NewEffect } from "../domain/automation/effect.ts";
import { automationKey } from "../domain/automation/run.ts";
import { commandEntry, type IntakeEntry } from "../domain/intake/intake.ts";
import type { EffectSettlement, StartAsked } from "./automation-store.ts";

/** The entry that ends an effect: its result, or the command that it has become. */
export function settlementEntry(
  effect: Effect,
  { at, ends }: Pick<EffectSettlement, "at" | "ends">,
): Omit<IntakeEntry, "seq"> {
  const { workspaceId, conversationId, id, flowId, depth } = effect;
  const place = { workspaceId, conversationId, key: automationKey(id) };
  if (ends.kind === "command") return commandEntry({ ...ends.command, ...place, depth });
  const actor = { kind: "automation", id: flowId } as const;
  return {
    ...place,
    occurredAt: at,
    receivedAt: at,
    cause: { kind: "automation", id: place.key, actor, depth },
    input: { kind: "effectResult", effectId: id, result: ends.result },
  };
}

/** The entry that asks for a start. */
export function startEntry(asked: StartAsked): Omit<IntakeEntry, "seq"> {
  const { workspaceId, conversationId, key, flowId, trigger, vars } = asked;
  const { depth, actor, receivedAt } = asked;
  return {
    workspaceId,
    conversationId,
    key,
    occurredAt: receivedAt,
    receivedAt,
    cause: { kind: "automation", id: key, actor, depth },
    input: { kind: "start", flowId, trigger, vars },
  };
}

/** An effect that has just been decided, as it goes into the outbox. */
export function effectAtRest(
  place: Pick<Effect, "workspaceId" | "conversationId">,
  effect: NewEffect,
): Effect {
  const { createdAt } = effect;
  const untried = { attempts: 0, failures: 0, nextAttemptAt: createdAt, leaseUntil: null };
  return { ...effect, ...place, ...untried };
}
