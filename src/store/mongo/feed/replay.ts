import { subscribes, type Endpoint } from "../../../domain/endpoint.ts";
import type { StoredEvent } from "../../../domain/events.ts";
import type { WorkspaceId } from "../../../domain/ids.ts";
import type { DeliveryStore, ReplayDeliveriesQuery } from "../../delivery-store.ts";
import type { FeedStore } from "../../feed-store.ts";
import { NEWEST } from "./append.ts";
import { newDelivery } from "./delivery-documents.ts";
import type { Collections } from "../documents.ts";
import { endpointOf } from "./endpoints.ts";
import { eventsById } from "./feed.ts";
import { insertNew } from "../insert-new.ts";
import { keyOf } from "../keys.ts";
import { again } from "../retry.ts";

/** Events of a range that are replayed in one go. */
const STEP = 500;

/** Sending again what was sent, or never was. */
export function createReplaying(
  collections: Pick<Collections, "endpoints" | "deliveries" | "events">,
  feed: Pick<FeedStore, "events">,
): Pick<DeliveryStore, "replayDeliveries"> {
  const { endpoints, deliveries, events } = collections;

  /** The events of a query, a step at a time: a range may be the whole feed. */
  async function* eventsToReplay(workspaceId: WorkspaceId, query: ReplayDeliveriesQuery) {
    if ("eventId" in query) {
      yield [...(await eventsById(events, workspaceId, [query.eventId])).values()];
      return;
    }
    const { fromSeq, toSeq } = query;
    for (let after = fromSeq - 1; after < toSeq;) {
      const step = await feed.events(workspaceId, { after, limit: STEP, types: null });
      yield step.filter(({ seq }) => seq <= toSeq);
      after = step.length < STEP ? toSeq : (step.at(-1)?.seq ?? toSeq);
    }
  }

  /** Makes deliveries due again, and those that never were for the first time. Returns how many. */
  async function replay(
    endpoint: Endpoint,
    step: readonly StoredEvent[],
    now: number,
  ): Promise<number> {
    const ids = step.map((event) => newDelivery(event, endpoint.id, now)._id);
    const standing = await deliveries
      .find({ _id: { $in: ids } }, { ...NEWEST, projection: { seq: 1 } })
      .toArray();
    const renewals = standing.map(({ _id, seq }) => ({
      updateOne: {
        filter: { _id },
        update: {
          $set: {
            state: "pending" as const,
            attempts: 0,
            nextAttemptAt: now,
            settledAt: null,
            due: { workspace: endpoint.workspaceId, endpoint: endpoint.id, at: now, seq },
          },
        },
      },
    }));
    if (renewals.length > 0) {
      await again(() => deliveries.bulkWrite(renewals, { ordered: false }));
    }
    const known = new Set(standing.map(({ seq }) => seq));
    const missing = step.filter(({ seq, type }) => !known.has(seq) && subscribes(endpoint, type));
    const added = await insertNew(
      deliveries,
      missing.map((event) => newDelivery(event, endpoint.id, now)),
    );
    return standing.length + added.filter(Boolean).length;
  }

  return {
    async replayDeliveries(workspaceId, endpointId, query) {
      const found = await endpoints.findOne({ _id: keyOf(workspaceId, endpointId) });
      if (found === null) return 0;
      const endpoint = endpointOf(found);
      let count = 0;
      for await (const step of eventsToReplay(workspaceId, query)) {
        count += await replay(endpoint, step, query.now);
      }
      return count;
    },
  };
}
