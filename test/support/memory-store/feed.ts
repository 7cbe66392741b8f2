import { deliveryIdOf, subscribes, type Endpoint } from "../../../src/domain/endpoint.ts";
import type { StoredEvent } from "../../../src/domain/events.ts";
import type { FeedStore } from "../../../src/store/feed-store.ts";
import { copyOf } from "./copy.ts";
import { workspaceOf, type DeliveryRow, type State, type Workspace } from "./state.ts";

/** The ordered feed of a workspace, and its fan-out to endpoints. */
export function createFeed(state: State): FeedStore {
  return {
    async events(workspaceId, { after, limit, types }) {
      const { events } = workspaceOf(state, workspaceId);
      const found: StoredEvent[] = [];
      for (let index = Math.max(0, after); index < events.length && found.length < limit; index++) {
        const event = events[index];
        if (event !== undefined && (types === null || types.includes(event.type)))
          found.push(event);
      }
      return copyOf(found);
    },
    async lastSeq(workspaceId) {
      return workspaceOf(state, workspaceId).events.length;
    },
    async relay(workspaceId, { limit, now }) {
      const workspace = workspaceOf(state, workspaceId);
      const { events, relayedSeq, endpoints } = workspace;
      const until = endpoints.size === 0 ? events.length : relayedSeq + limit;
      const batch = events.slice(relayedSeq, until);
      const reached = new Set<string>();
      for (const event of batch) {
        for (const endpoint of endpoints.values()) {
          const wanted =
            endpoint.enabled &&
            subscribes(endpoint, event.type) &&
            endpoint.startSeq < event.seq &&
            addDelivery(workspace, { event, endpoint, now });
          if (wanted) reached.add(endpoint.id);
        }
      }
      workspace.relayedSeq += batch.length;
      const more = workspace.relayedSeq < events.length;
      return { events: batch.length, endpoints: [...reached], more };
    },
    async unrelayed() {
      return [...state.workspaces.values()]
        .map(({ id, events, relayedSeq }) => ({
          workspaceId: id,
          events: events.length - relayedSeq,
        }))
        .filter(({ events }) => events > 0);
    },
  };
}

/** Makes the delivery of an event to an endpoint; false when it exists. */
export function addDelivery(
  workspace: Workspace,
  what: { event: StoredEvent; endpoint: Endpoint; now: number },
): boolean {
  const { event, endpoint, now } = what;
  const id = deliveryIdOf(event.id, endpoint.id);
  if (workspace.deliveries.has(id)) return false;
  const delivery = {
    workspaceId: workspace.id,
    id,
    endpointId: endpoint.id,
    eventId: event.id,
    eventType: event.type,
    seq: event.seq,
    state: "pending" as const,
    attempts: 0,
    nextAttemptAt: now,
    createdAt: now,
    settledAt: null,
  };
  const row = { delivery, leaseUntil: 0, attempts: [] };
  workspace.deliveries.set(id, row);
  pendingOf(workspace, endpoint.id).set(id, row);
  return true;
}

/** The pending deliveries of an endpoint, by id. */
export function pendingOf(workspace: Workspace, endpointId: string): Map<string, DeliveryRow> {
  const known = workspace.pending.get(endpointId);
  if (known !== undefined) return known;
  const made = new Map<string, DeliveryRow>();
  workspace.pending.set(endpointId, made);
  return made;
}
