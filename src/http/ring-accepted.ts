import type { ConversationAddress, Doorbell, Lane } from "../queues/doorbell.ts";
import type { Accepted } from "../store/intake-store.ts";

/**
 * Rings each conversation that was given something, once per lane. Duplicates ring too: a webhook is repeated when its answer
 * got lost, and so may have been the ring.
 */
export function ringAccepted(
  doorbell: Pick<Doorbell, "ringConversations">,
  accepted: readonly Accepted[],
): void {
  const lanes: Record<Lane, Map<string, ConversationAddress>> = {
    live: new Map(),
    bulk: new Map(),
  };
  for (const item of accepted) {
    if (item.kind === "parked" || item.kind === "noticed") continue;
    const { workspaceId, conversationId } = item;
    const lane = lanes[item.bulk ? "bulk" : "live"];
    lane.set(`${workspaceId} ${conversationId}`, { workspaceId, conversationId });
  }
  if (lanes.live.size > 0) doorbell.ringConversations("live", [...lanes.live.values()]);
  if (lanes.bulk.size > 0) doorbell.ringConversations("bulk", [...lanes.bulk.values()]);
}
