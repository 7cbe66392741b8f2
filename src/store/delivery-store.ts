import type { Attempt, Delivery, EndpointHealth } from "../domain/endpoint.ts";
import type { StoredEvent } from "../domain/events.ts";
import type { EndpointId, WorkspaceId } from "../domain/ids.ts";
import type { Page } from "./intake-store.ts";

/** Deliveries of events to endpoints: at least once, with one id and one body for ever. */
export interface DeliveryStore {
  /**
   * Takes up to `limit` due deliveries of an endpoint, oldest event first, for `leaseMs`: nobody else gets them until then.
   * Counts the attempt before it runs, so that an attempt that kills the process is counted. Empty when the endpoint is disabled.
   */
  claim(
    workspaceId: WorkspaceId,
    endpointId: EndpointId,
    options: { now: number; leaseMs: number; limit: number },
  ): Promise<ClaimedDelivery[]>;

  /**
   * Records an attempt and what follows from it. A delivery settled in the meantime by somebody else stays as it is; one that was replayed
   * in the meantime, too, and is free from now on.
   */
  settle(settlement: Settlement): Promise<void>;

  /** Enabled endpoints with due deliveries. */
  dueEndpoints(query: { now: number; limit: number }): Promise<DueEndpoint[]>;

  /** The earliest time after `now` at which a delivery of an enabled endpoint is due; null when none waits. */
  nextDeliveryAt(query: { now: number }): Promise<number | null>;

  deliveries(workspaceId: WorkspaceId, query: DeliveryQuery): Promise<Page<Delivery>>;
  delivery(workspaceId: WorkspaceId, id: string): Promise<DeliveryWithAttempts | null>;

  /**
   * Makes deliveries due again, settled or not, and creates those that the endpoint never had: of one event, or of a range of
   * the feed (both ends included). The attempt count starts afresh; the log is kept. One that somebody has just now stays theirs until
   * their attempt has ended, however it ends, and is due then. Returns how many.
   */
  replayDeliveries(
    workspaceId: WorkspaceId,
    endpointId: EndpointId,
    query: ReplayDeliveriesQuery,
  ): Promise<number>;

  /** Deliveries that wait, of enabled endpoints: the outbox depth. */
  outboxDepth(): Promise<number>;
}

export interface ClaimedDelivery {
  delivery: Delivery;
  event: StoredEvent;
}

export interface DueEndpoint {
  workspaceId: WorkspaceId;
  endpointId: EndpointId;
}

export interface Settlement {
  workspaceId: WorkspaceId;
  endpointId: EndpointId;
  deliveryId: string;
  attempt: Attempt;
  next:
    | { state: "delivered"; at: number }
    | { state: "pending"; nextAttemptAt: number }
    | { state: "dead"; at: number };
  /** The endpoint's health afterwards; null leaves it as it is. */
  health: EndpointHealth | null;
  /** Switches the endpoint off, with the reason. */
  disable: "gone" | "failing" | null;
}

export interface DeliveryQuery {
  endpointId: EndpointId | null;
  state: Delivery["state"] | null;
  cursor: string | null;
  limit: number;
}

export interface DeliveryWithAttempts {
  delivery: Delivery;
  event: StoredEvent;
  /** Newest last; at most the last 20 are kept. */
  attempts: Attempt[];
}

export type ReplayDeliveriesQuery =
  | { eventId: string; now: number }
  | { fromSeq: number; toSeq: number; now: number };
