import type { Clock } from "../clock.ts";
import type { WorkspaceId } from "../domain/ids.ts";
import type { Doorbell } from "../queues/doorbell.ts";
import type { FeedStore } from "../store/feed-store.ts";
import { oneAtATime } from "./one-at-a-time.ts";

const EVENTS_MAX = 500;

export interface RelayDeps {
  store: FeedStore;
  clock: Clock;
  doorbell: Doorbell;
}

export type RelayEvents = (workspaceId: WorkspaceId) => Promise<void>;

/** Fans the feed out to endpoints: one pending delivery per event and subscriber. Runs again harmlessly. */
export function createRelay({ store, clock, doorbell }: RelayDeps): RelayEvents {
  return oneAtATime(async (workspaceId) => {
    for (;;) {
      const relayed = await store.relay(workspaceId, { limit: EVENTS_MAX, now: clock.now() });
      for (const endpointId of relayed.endpoints) doorbell.ringEndpoint(workspaceId, endpointId);
      if (!relayed.more) return;
    }
  });
}
