import type { Doorbell } from "../../../src/queues/doorbell.ts";
import type { Life } from "../core/life.ts";
import type { SimulatedRedis } from "./redis.ts";

/**
 * The doorbell of one process, with the contract of `BullDoorbell`: a ring costs nothing and promises nothing, and one that cannot be
 * delivered because Redis is away is told to the process itself. A ring that Redis loses later is told to nobody.
 */
export function createSimulatedDoorbell(
  redis: SimulatedRedis,
  life: Life,
  options: { queueSkewMs: number; onLost: () => void },
): Doorbell {
  const ring = (send: () => void): void => {
    if (!life.isAlive()) return;
    if (redis.isUp()) send();
    else options.onLost();
  };
  return {
    ringConversations(lane, conversations) {
      const queue = lane === "bulk" ? "advance-bulk" : "advance-live";
      for (const { workspaceId, conversationId } of conversations) {
        ring(() => redis.ring(queue, conversationId, { workspaceId, conversationId }));
      }
    },
    ringRelay(workspaceId) {
      ring(() => redis.ring("relay", workspaceId, { workspaceId }));
    },
    ringEndpoint(workspaceId, endpointId) {
      ring(() => redis.ring("deliver", endpointId, { workspaceId, endpointId }));
    },
    ringLine(workspaceId, lineId) {
      ring(() => redis.ring("send", lineId, { workspaceId, lineId }));
    },
    // No file is fetched in the simulation.
    ringMedia() {},
    ringTemplates() {},
    ringEffects(workspaceId) {
      ring(() => redis.ring("automation", workspaceId, { workspaceId }));
    },
    schedule({ workspaceId, conversationId }, dueAt) {
      const delayMs = Math.max(0, dueAt - life.clock.now());
      ring(() => redis.delay({ workspaceId, conversationId, dueAt }, delayMs, options));
    },
  };
}
