import {
  deliveryIdOf,
  subscribes,
  type Delivery,
  type Endpoint,
} from "../../../src/domain/endpoint.ts";
import type { StoredEvent } from "../../../src/domain/events.ts";
import type { DeliveryStore, ReplayDeliveriesQuery } from "../../../src/store/delivery-store.ts";
import { copyOf } from "./copy.ts";
import { addDelivery, pendingOf } from "./feed.ts";
import { pageOf } from "./paging.ts";
import { applySettlement } from "./settle.ts";
import { workspaceOf, type DeliveryRow, type State, type Workspace } from "./state.ts";

/** Deliveries of events to endpoints. */
export function createDeliveries(state: State): DeliveryStore {
  return {
    async claim(workspaceId, endpointId, { now, leaseMs, limit }) {
      const workspace = workspaceOf(state, workspaceId);
      if (workspace.endpoints.get(endpointId)?.enabled !== true) return [];
      const rows = [...pendingOf(workspace, endpointId).values()]
        .filter((row) => dueAtOf(row) <= now)
        .sort((a, b) => byDueTime(a.delivery, b.delivery))
        .slice(0, limit);
      for (const row of rows) {
        row.leaseUntil = now + leaseMs;
        row.delivery.attempts += 1;
      }
      return copyOf(rows.map((row) => withEvent(workspace, row)));
    },
    async settle(settlement) {
      applySettlement(workspaceOf(state, settlement.workspaceId), copyOf(settlement));
    },
    async dueEndpoints({ now, limit }) {
      const isDue = ({ rows }: EnabledEndpoint): boolean => {
        for (const row of rows.values()) if (dueAtOf(row) <= now) return true;
        return false;
      };
      return enabledEndpoints(state)
        .filter(isDue)
        .slice(0, limit)
        .map(({ workspace, endpoint }) => ({
          workspaceId: workspace.id,
          endpointId: endpoint.id,
        }));
    },
    async nextDeliveryAt({ now }) {
      let earliest = Number.POSITIVE_INFINITY;
      for (const { rows } of enabledEndpoints(state)) {
        for (const row of rows.values()) {
          const at = dueAtOf(row);
          if (at > now && at < earliest) earliest = at;
        }
      }
      return Number.isFinite(earliest) ? earliest : null;
    },
    async deliveries(workspaceId, query) {
      const { endpointId, state: wanted, cursor, limit } = query;
      const rows = [...workspaceOf(state, workspaceId).deliveries.values()]
        .map(({ delivery }) => delivery)
        .filter((delivery) => endpointId === null || delivery.endpointId === endpointId)
        .filter((delivery) => wanted === null || delivery.state === wanted);
      const placeOf = (delivery: Delivery) => [delivery.seq, delivery.id];
      return copyOf(pageOf(rows, { cursor, limit, directions: [-1, 1], placeOf }));
    },
    async delivery(workspaceId, id) {
      const workspace = workspaceOf(state, workspaceId);
      const row = workspace.deliveries.get(id);
      if (row === undefined) return null;
      return copyOf({ ...withEvent(workspace, row), attempts: row.attempts });
    },
    async replayDeliveries(workspaceId, endpointId, query) {
      const workspace = workspaceOf(state, workspaceId);
      const endpoint = workspace.endpoints.get(endpointId);
      if (endpoint === undefined) return 0;
      const replayed = eventsToReplay(workspace, query).filter((event) =>
        replay(workspace, { event, endpoint, now: query.now }),
      );
      return replayed.length;
    },
    async outboxDepth() {
      return enabledEndpoints(state).reduce((depth, { rows }) => depth + rows.size, 0);
    },
  };
}

/** When somebody may take a pending delivery: at its time, or when whoever has it loses it. */
function dueAtOf({ delivery, leaseUntil }: DeliveryRow): number {
  return Math.max(delivery.nextAttemptAt, leaseUntil);
}

function byDueTime(a: Delivery, b: Delivery): number {
  return a.nextAttemptAt - b.nextAttemptAt || a.seq - b.seq;
}

interface EnabledEndpoint {
  workspace: Workspace;
  endpoint: Endpoint;
  rows: ReadonlyMap<string, DeliveryRow>;
}

function enabledEndpoints(state: State): EnabledEndpoint[] {
  return [...state.workspaces.values()].flatMap((workspace) =>
    [...workspace.endpoints.values()]
      .filter((endpoint) => endpoint.enabled)
      .map((endpoint) => ({
        workspace,
        endpoint,
        rows: pendingOf(workspace, endpoint.id),
      })),
  );
}

function withEvent(
  workspace: Workspace,
  { delivery }: DeliveryRow,
): { delivery: Delivery; event: StoredEvent } {
  const event = workspace.events[delivery.seq - 1];
  if (event === undefined) throw new Error("a delivery without its event");
  return { delivery, event };
}

function eventsToReplay(workspace: Workspace, query: ReplayDeliveriesQuery): StoredEvent[] {
  if ("eventId" in query) {
    const event = workspace.events[(workspace.eventSeqById.get(query.eventId) ?? 0) - 1];
    return event === undefined ? [] : [event];
  }
  return workspace.events.slice(Math.max(0, query.fromSeq - 1), Math.max(0, query.toSeq));
}

/** Makes one delivery due again, or for the first time; false when the endpoint does not want such events. */
function replay(
  workspace: Workspace,
  what: { event: StoredEvent; endpoint: Endpoint; now: number },
): boolean {
  const { event, endpoint, now } = what;
  const row = workspace.deliveries.get(deliveryIdOf(event.id, endpoint.id));
  if (row === undefined) return subscribes(endpoint, event.type) && addDelivery(workspace, what);
  const fresh = { state: "pending", attempts: 0, nextAttemptAt: now, settledAt: null } as const;
  Object.assign(row.delivery, fresh);
  pendingOf(workspace, endpoint.id).set(row.delivery.id, row);
  return true;
}
