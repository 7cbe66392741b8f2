import { deliveryIdOf, type Attempt, type Delivery } from "../../../domain/endpoint.ts";
import type { StoredEvent } from "../../../domain/events.ts";
import type { EndpointId, WorkspaceId } from "../../../domain/ids.ts";
import type { DeliveryDocument } from "../documents.ts";
import { keyOf } from "../keys.ts";

/** A delivery that is due at once, and of which nothing was tried yet. */
export function newDelivery(
  event: StoredEvent,
  endpoint: EndpointId,
  now: number,
): DeliveryDocument {
  const { workspaceId: workspace, seq } = event;
  return {
    _id: keyOf(workspace, deliveryIdOf(event.id, endpoint)),
    workspace,
    endpoint,
    seq,
    eventId: event.id,
    eventType: event.type,
    state: "pending",
    attempts: 0,
    nextAttemptAt: now,
    createdAt: now,
    settledAt: null,
    log: [],
    due: { workspace, endpoint, at: now, seq },
  };
}

export function deliveryOf(document: DeliveryDocument): Delivery {
  const { workspace, endpoint, eventId, eventType, seq, state, attempts } = document;
  const { nextAttemptAt, createdAt, settledAt } = document;
  return {
    workspaceId: workspace,
    id: deliveryIdOf(eventId, endpoint),
    endpointId: endpoint,
    eventId,
    eventType,
    seq,
    state,
    attempts,
    nextAttemptAt,
    createdAt,
    settledAt,
  };
}

export function attemptsOf({ log }: DeliveryDocument): Attempt[] {
  return log.map((attempt) => JSON.parse(attempt) as Attempt);
}

/** Pending deliveries of an endpoint. Only they have a `due`, so the index holds nothing else. */
export function dueOf(workspaceId: WorkspaceId, endpointId: EndpointId) {
  return { "due.workspace": workspaceId, "due.endpoint": endpointId };
}

/** Those that nobody has at the time. */
export function freeAt(now: number) {
  return { "lease.until": { $not: { $gt: now } } };
}
