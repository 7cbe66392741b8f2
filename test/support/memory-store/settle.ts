import type { Settlement } from "../../../src/store/delivery-store.ts";
import { pendingOf } from "./feed.ts";
import type { DeliveryRow, Workspace } from "./state.ts";

const ATTEMPTS_KEPT = 20;

/** Records an attempt and, when it is the one that the delivery waits for, what follows from it. */
export function applySettlement(workspace: Workspace, settlement: Settlement): void {
  const { deliveryId, endpointId, attempt, next } = settlement;
  const row = workspace.deliveries.get(deliveryId);
  if (row === undefined || row.delivery.endpointId !== endpointId) return;
  row.attempts = [...row.attempts, attempt].slice(-ATTEMPTS_KEPT);
  if (!counts(row, settlement)) {
    if (row.delivery.attempts === 0) row.leaseUntil = 0;
    return;
  }
  row.leaseUntil = 0;
  if (next.state === "pending") row.delivery.nextAttemptAt = next.nextAttemptAt;
  else {
    row.delivery.state = next.state;
    row.delivery.settledAt = next.at;
    pendingOf(workspace, endpointId).delete(deliveryId);
  }
  updateEndpoint(workspace, settlement);
}

/**
 * A late settle of an expired lease counts only when it reports success: nothing newer can be better news. None of before a replay does, since
 * which there have been fewer attempts than its own number.
 */
function counts({ delivery }: DeliveryRow, { attempt, next }: Settlement): boolean {
  if (delivery.state !== "pending") return false;
  if (delivery.attempts < attempt.number) return false;
  return delivery.attempts === attempt.number || next.state === "delivered";
}

function updateEndpoint(workspace: Workspace, { endpointId, health, disable }: Settlement): void {
  const endpoint = workspace.endpoints.get(endpointId);
  if (endpoint === undefined) return;
  if (health !== null) endpoint.health = health;
  if (disable !== null) {
    endpoint.enabled = false;
    endpoint.disabledReason = disable;
  }
}
