import type { Attempt, Delivery } from "../../../domain/endpoint.ts";
import { deliveryIdOf } from "../../../domain/endpoint.ts";
import type { EndpointId, WorkspaceId } from "../../../domain/ids.ts";
import type { Connection } from "../connection.ts";
import type { EventRow } from "./feed.ts";
import { createEventPlaces, createPlaces } from "../conversations/places.ts";
import { createThreads } from "../conversations/threads.ts";

/** A delivery's row beside its event's. */
export interface DeliveryRow extends EventRow {
  state: Delivery["state"];
  attempts: number;
  next_attempt_at: number;
  created_at: number;
  settled_at: number | null;
  log: string | null;
}

/** Columns of a `DeliveryRow`, for statements that join `deliveries d` with `events e`. */
export const DELIVERY_COLUMNS = `d.seq, d.state, d.attempts, d.next_attempt_at, d.created_at,
  d.settled_at, d.log, e.id, e.type, e.body`;

export function deliveryOf(
  place: { workspaceId: WorkspaceId; endpointId: EndpointId },
  row: Omit<DeliveryRow, "body" | "log">,
): Delivery {
  const { workspaceId, endpointId } = place;
  return {
    workspaceId,
    id: deliveryIdOf(row.id, endpointId),
    endpointId,
    eventId: row.id,
    eventType: row.type,
    seq: row.seq,
    state: row.state,
    attempts: row.attempts,
    nextAttemptAt: row.next_attempt_at,
    createdAt: row.created_at,
    settledAt: row.settled_at,
  };
}

export function attemptsOf(log: string | null): Attempt[] {
  return log === null ? [] : (JSON.parse(log) as Attempt[]);
}

/** Where a delivery stands: the number of its endpoint, and its event's place in the feed. */
export interface DeliveryPlace {
  endpoint: number;
  endpointId: EndpointId;
  seq: number;
}

/** Claimed deliveries whose place is remembered: more than are ever worked on at once. */
const REMEMBERED_MAX = 10_000;

/**
 * Finds deliveries by their derived ids; no index of such ids is kept. Whoever settles has claimed before, so a claim leaves word of the place,
 * which never changes.
 */
export function createDeliveryPlaces(connection: Connection) {
  const claimed = new Map<string, DeliveryPlace>();
  const endpointPk = connection.query<{ pk: number }>(
    "select pk from endpoints where workspace = ? and id = ?",
  );
  const { seqOf } = createEventPlaces(createPlaces(connection), createThreads(connection));

  function placeOf(
    workspaceId: WorkspaceId,
    eventId: string,
    endpointId: EndpointId,
  ): DeliveryPlace | undefined {
    const endpoint = endpointPk.get(workspaceId, endpointId)?.pk;
    const seq = endpoint === undefined ? undefined : seqOf(workspaceId, eventId);
    if (endpoint === undefined || seq === undefined) return undefined;
    return { endpoint, endpointId, seq };
  }

  return {
    remember(workspaceId: WorkspaceId, deliveryId: string, place: DeliveryPlace): void {
      claimed.set(`${workspaceId} ${deliveryId}`, place);
      if (claimed.size <= REMEMBERED_MAX) return;
      const [oldest] = claimed.keys();
      if (oldest !== undefined) claimed.delete(oldest);
    },
    /** The place of a delivery whose endpoint is known. */
    ofEndpoint(workspaceId: WorkspaceId, endpointId: EndpointId, deliveryId: string) {
      const remembered = claimed.get(`${workspaceId} ${deliveryId}`);
      if (remembered?.endpointId === endpointId) return remembered;
      const ending = `.${endpointId}`;
      if (!deliveryId.endsWith(ending)) return undefined;
      return placeOf(workspaceId, deliveryId.slice(0, -ending.length), endpointId);
    },
    /** The place of a delivery by its id alone. Either half may hold dots, so each split is tried. */
    find(workspaceId: WorkspaceId, deliveryId: string): DeliveryPlace | undefined {
      let dot = deliveryId.lastIndexOf(".");
      while (dot > 0) {
        const place = placeOf(workspaceId, deliveryId.slice(0, dot), deliveryId.slice(dot + 1));
        if (place !== undefined) return place;
        dot = deliveryId.lastIndexOf(".", dot - 1);
      }
      return undefined;
    },
    eventSeq: seqOf,
  };
}
