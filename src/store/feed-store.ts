import type { EndpointId, WorkspaceId } from "../domain/ids.ts";
import type { EventType, StoredEvent } from "../domain/events.ts";

/** The ordered feed of a workspace, and its fan-out to endpoints. */
export interface FeedStore {
  /**
   * Events with `seq > after` in order, at most `limit`. Gap-free: once an event was seen, none with a smaller `seq` appears
   * later, so a reader that resumes from the last `seq` it handled misses nothing.
   */
  events(
    workspaceId: WorkspaceId,
    query: { after: number; limit: number; types: readonly EventType[] | null },
  ): Promise<StoredEvent[]>;

  /** The newest `seq`; 0 when there is none. */
  lastSeq(workspaceId: WorkspaceId): Promise<number>;

  /**
   * Relays up to `limit` events behind the relay's cursor: one pending delivery per event and subscribed, enabled endpoint
   * (ids are derived, so that a second fan-out of the same event makes nothing), then moves the cursor.
   */
  relay(workspaceId: WorkspaceId, options: { limit: number; now: number }): Promise<Relayed>;

  /** Workspaces with events behind the relay's cursor. */
  unrelayed(): Promise<{ workspaceId: WorkspaceId; events: number }[]>;
}

export interface Relayed {
  events: number;
  /** Endpoints that have new deliveries. */
  endpoints: EndpointId[];
  /** Whether more events wait. */
  more: boolean;
}
