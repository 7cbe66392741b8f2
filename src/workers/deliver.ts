import type { Endpoint } from "../domain/endpoint.ts";
import type { EndpointId, WorkspaceId } from "../domain/ids.ts";
import type { Doorbell } from "../queues/doorbell.ts";
import type { ClaimedDelivery, DeliveryStore } from "../store/delivery-store.ts";
import type { SettingsStore } from "../store/settings-store.ts";
import { attemptDelivery, type AttemptDeps, type Target } from "./attempt-delivery.ts";
import { oneAtATime } from "./one-at-a-time.ts";

/** Longer than a request may take, so that a lease never ends under a request. */
const LEASE_MS = 60_000;
/** An endpoint with much to receive gives its place to others now and then. */
const TURN_MS = 5_000;

export interface DeliverDeps extends AttemptDeps {
  store: DeliveryStore & Pick<SettingsStore, "endpoint">;
  doorbell: Doorbell;
  /** Requests to one endpoint at a time, so that one slow customer cannot take every slot (reliability.md 2.6). */
  inFlightMax: number;
  /** Aborted when the process stops: nothing more is claimed, and what was claimed is carried out. */
  stopping?: AbortSignal;
}

export type DeliverToEndpoint = (workspaceId: WorkspaceId, endpointId: EndpointId) => Promise<void>;

/**
 * Delivers what waits for one endpoint: claim a few, post them side by side, settle each as soon as its answer is there. At least
 * once: a crash between the answer and its settlement posts the same body under the same `webhook-id` again.
 */
export function createDeliver(deps: DeliverDeps): DeliverToEndpoint {
  return oneAtATime(
    (workspaceId, endpointId) => `${workspaceId} ${endpointId}`,
    (workspaceId, endpointId) => deliverTurn(deps, workspaceId, endpointId),
  );
}

async function deliverTurn(
  deps: DeliverDeps,
  workspaceId: WorkspaceId,
  endpointId: EndpointId,
): Promise<void> {
  const endpoint = await deps.store.endpoint(workspaceId, endpointId);
  if (endpoint === null || !endpoint.enabled) return;
  const target: Target = { endpoint, health: endpoint.health, disabled: false };
  const inFlight = new Set<Promise<void>>();
  try {
    const isEmptied = await carryOutDue(deps, target, inFlight);
    if (!isEmptied && !target.disabled) deps.doorbell.ringEndpoint(workspaceId, endpointId);
  } finally {
    // The next turn begins with nothing in flight, or the limit would not hold.
    await Promise.all(inFlight);
  }
}

/** Starts what is due until nothing more is, or the turn is over. Returns whether nothing more was. */
async function carryOutDue(
  deps: DeliverDeps,
  target: Target,
  inFlight: Set<Promise<void>>,
): Promise<boolean> {
  const { clock, inFlightMax, stopping } = deps;
  const endsAt = clock.now() + TURN_MS;
  do {
    const limit = inFlightMax - inFlight.size;
    const claimed = await claim(deps, target.endpoint, limit);
    for (const one of claimed) {
      const attempt = attemptDelivery(deps, target, one).finally(() => inFlight.delete(attempt));
      inFlight.add(attempt);
    }
    if (claimed.length < limit) return true;
    // Claiming for half of the slots at once is cheap, and a request that hangs costs no more than its own slot.
    while (inFlight.size > inFlightMax / 2) await Promise.race(inFlight);
  } while (!target.disabled && stopping?.aborted !== true && clock.now() < endsAt);
  return false;
}

function claim(
  { store, clock }: DeliverDeps,
  endpoint: Endpoint,
  limit: number,
): Promise<ClaimedDelivery[]> {
  return store.claim(endpoint.workspaceId, endpoint.id, {
    now: clock.now(),
    leaseMs: LEASE_MS,
    limit,
  });
}
