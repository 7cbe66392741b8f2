import type { Clock } from "../../../src/clock.ts";
import type { Doorbell } from "../../../src/queues/doorbell.ts";
import type { Store } from "../../../src/store/store.ts";

/**
 * What an operator does when a customer's endpoint that was switched off is well again: switch it on (`PATCH /v1/endpoints/:id`), and have
 * everything sent that it missed (`POST /v1/endpoints/:id/replay`). Step by step what the two routes do; again when an answer was lost.
 */
export async function switchOn(
  { store, doorbell, clock }: { store: Store; doorbell: Doorbell; clock: Clock },
  workspaceId: string,
  endpointId: string,
): Promise<void> {
  const before = await store.endpoint(workspaceId, endpointId);
  if (before === null) return;
  if (!before.enabled) {
    const now = clock.now();
    await store.putEndpoint({ ...before, enabled: true, disabledReason: null, updatedAt: now });
    doorbell.ringEndpoint(workspaceId, endpointId);
  }
  const toSeq = await store.lastSeq(workspaceId);
  const query = { fromSeq: 1, toSeq, now: clock.now() };
  const replayed = await store.replayDeliveries(workspaceId, endpointId, query);
  if (replayed > 0) doorbell.ringEndpoint(workspaceId, endpointId);
}
