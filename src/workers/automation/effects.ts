import type { Effect, EffectLane } from "../../domain/automation/effect.ts";
import type { Log } from "../../log.ts";
import type { Metrics } from "../../metrics.ts";
import type { EffectStore } from "../../store/automation-store.ts";
import { StoreUnavailableError } from "../../store/store.ts";
import { carryOut, type CarryOutDeps } from "./carry-out.ts";
import { failed, type EffectEnd } from "./effect-end.ts";
import { LaneWorker } from "./lane-worker.ts";
import { settleEffect, type SettleDeps } from "./settle-effect.ts";

export interface EffectsDeps extends CarryOutDeps, SettleDeps {
  store: CarryOutDeps["store"] & SettleDeps["store"] & Pick<EffectStore, "claimEffects">;
  log: Log;
  doorbell: CarryOutDeps["doorbell"] & SettleDeps["doorbell"];
  metrics?: Pick<Metrics, "effects">;
  /** Aborted when the process stops: what is under way is finished, and nothing more is claimed. */
  stopping?: AbortSignal;
}

/** The effects of automations, as far as this process carries them out. */
export interface Effects {
  /** There may be some that are due. Returns at once; the work goes on by itself. */
  wake(): void;
  /** Waits for everything that is under way. */
  idle(): Promise<void>;
}

/** Side by side. Inside is our own store; outside most of the time is waiting. */
const SLOTS: Record<EffectLane, number> = { inside: 32, outside: 64 };
/** Of a defect of ours, which may pass: whatever it is, the run does not wait for ever. */
const DEFECT_WAITS = [1_000, 10_000, 60_000];
/** Claims after which an effect is taken for what ends processes; those of the other lane may have been put off for want of a place. */
const CLAIMS_MAX: Record<EffectLane, number> = { inside: 10, outside: 1_000 };

/**
 * Carries effects out: claim, do, settle. Each is claimed before it is done, and has one result; what a process that died had under way is done again
 * under the same id when its lease ends.
 */
export function createEffects(deps: EffectsDeps): Effects {
  const lanes = (["inside", "outside"] as const).map(
    (lane) =>
      new LaneWorker(deps, { lane, slots: SLOTS[lane], work: (one) => handle(one, lane, deps) }),
  );
  return {
    wake() {
      for (const lane of lanes) lane.wake();
    },
    async idle() {
      await Promise.all(lanes.map((lane) => lane.idle()));
    },
  };
}

/** Never rejects: what goes wrong with one effect must not touch those beside it. */
async function handle(effect: Effect, lane: EffectLane, deps: EffectsDeps): Promise<void> {
  const { log, metrics } = deps;
  const { workspaceId, conversationId, flowId, stepId, task } = effect;
  const place = { workspaceId, conversationId, flowId, stepId };
  try {
    const result = await settleEffect(effect, await endOf(effect, lane, deps), deps);
    metrics?.effects.inc({ kind: task.kind, result });
    if (result === "failed") log.info({ ...place, kind: task.kind }, "A step of a flow failed");
  } catch (err) {
    log.warn({ err, ...place }, "An effect is left for its lease to end: the store is away");
  }
}

async function endOf(effect: Effect, lane: EffectLane, deps: EffectsDeps): Promise<EffectEnd> {
  if (effect.attempts > CLAIMS_MAX[lane]) {
    return failed("effect.interrupted", "it was begun time and again, and never came to an end");
  }
  try {
    return await carryOut(effect, deps);
  } catch (err) {
    if (err instanceof StoreUnavailableError) throw err;
    const { workspaceId, conversationId, flowId, stepId } = effect;
    deps.log.error(
      { err, workspaceId, conversationId, flowId, stepId },
      "An effect met a defect of ours",
    );
    const detail = "something went wrong here; the log says what";
    return { kind: "again", code: "effect.defect", detail, waits: DEFECT_WAITS, askedMs: null };
  }
}
