import type { Clock } from "../clock.ts";
import type { WorkspaceId } from "../domain/ids.ts";
import type { Doorbell } from "../queues/doorbell.ts";
import type { FeedStore } from "../store/feed-store.ts";
import { oneAtATime } from "./one-at-a-time.ts";

const EVENTS_MAX = 500;
/** A workspace with a mountain of events gives its place to others now and then. */
const TURN_MS = 5_000;

export interface RelayDeps {
  store: FeedStore;
  clock: Clock;
  doorbell: Doorbell;
  /** Aborted when the process stops: the cursor stands after each batch, and whoever is next goes on from there. */
  stopping?: AbortSignal;
}

export type RelayEvents = (workspaceId: WorkspaceId) => Promise<void>;

/** Fans the feed out to endpoints: one pending delivery per event and subscriber. Runs again harmlessly. */
export function createRelay({ store, clock, doorbell, stopping }: RelayDeps): RelayEvents {
  const relayTurn = async (workspaceId: WorkspaceId): Promise<void> => {
    const endsAt = clock.now() + TURN_MS;
    for (;;) {
      const relayed = await store.relay(workspaceId, { limit: EVENTS_MAX, now: clock.now() });
      for (const endpointId of relayed.endpoints) doorbell.ringEndpoint(workspaceId, endpointId);
      if (!relayed.more) return;
      if (stopping?.aborted === true || clock.now() >= endsAt) break;
    }
    doorbell.ringRelay(workspaceId);
  };
  return oneAtATime((workspaceId) => workspaceId, relayTurn);
}
