import type { UpdateFilter } from "mongodb";
import type { DeliveryStore, Settlement } from "../../delivery-store.ts";
import { deliveryOf, dueOf, freeAt } from "./delivery-documents.ts";
import type { Collections, DeliveryDocument } from "../documents.ts";
import { eventsById } from "./feed.ts";
import { keyOf } from "../keys.ts";

/** Attempts kept of a delivery. */
const LOG_MAX = 20;

type Working = Pick<DeliveryStore, "claim" | "settle">;

/** Taking deliveries, and recording what became of them. */
export function createDeliveries(
  collections: Pick<Collections, "endpoints" | "deliveries" | "events">,
): Working {
  const { endpoints, deliveries, events } = collections;

  async function updateEndpoint(settlement: Settlement): Promise<void> {
    const { workspaceId, endpointId, health, disable } = settlement;
    const change = {
      ...(health === null ? {} : { failingSince: health.failingSince, failures: health.failures }),
      ...(disable === null ? {} : { enabled: false, disabledReason: disable }),
    };
    if (Object.keys(change).length === 0) return;
    await endpoints.updateOne({ _id: keyOf(workspaceId, endpointId) }, { $set: change });
  }

  return {
    async claim(workspaceId, endpointId, { now, leaseMs, limit }) {
      const enabled = { _id: keyOf(workspaceId, endpointId), enabled: true };
      if ((await endpoints.findOne(enabled, { projection: { _id: 1 } })) === null) return [];
      const lease = { workspace: workspaceId, endpoint: endpointId, until: now + leaseMs };
      const claimed: DeliveryDocument[] = [];
      while (claimed.length < limit) {
        // One at a time: each takes the first that is free, whoever else claims.
        const taken = await deliveries.findOneAndUpdate(
          { ...dueOf(workspaceId, endpointId), "due.at": { $lte: now }, ...freeAt(now) },
          { $set: { lease }, $inc: { attempts: 1 } },
          { sort: { "due.at": 1, "due.seq": 1 }, returnDocument: "after" },
        );
        if (taken === null) break;
        claimed.push(taken);
      }
      if (claimed.length === 0) return [];
      const ids = claimed.map(({ eventId }) => eventId);
      const known = await eventsById(events, workspaceId, ids);
      return claimed.flatMap((document) => {
        const event = known.get(document.eventId);
        return event === undefined ? [] : [{ delivery: deliveryOf(document), event }];
      });
    },

    async settle(settlement) {
      const { workspaceId, endpointId, deliveryId, attempt, next } = settlement;
      const one = { _id: keyOf(workspaceId, deliveryId), endpoint: endpointId };
      const log = { $each: [JSON.stringify(attempt)], $slice: -LOG_MAX };
      const waiting = { ...one, state: "pending" } as const;
      // Whoever took the delivery over after a lease ran out decides; but what has arrived has arrived, unless it left before a replay,
      // which counts attempts from nought again.
      const { number } = attempt;
      const counting = {
        ...waiting,
        attempts: next.state === "delivered" ? { $gte: number } : number,
      };
      const settled = await deliveries.updateOne(counting, {
        $push: { log },
        ...consequenceOf(next),
      });
      if (settled.matchedCount > 0) return updateEndpoint(settlement);
      const replayed = { ...waiting, attempts: 0 };
      const freed = await deliveries.updateOne(replayed, {
        $push: { log },
        $unset: { lease: true },
      });
      if (freed.matchedCount === 0) await deliveries.updateOne(one, { $push: { log } });
    },
  };
}

function consequenceOf(next: Settlement["next"]): UpdateFilter<DeliveryDocument> {
  switch (next.state) {
    case "pending": {
      const { nextAttemptAt } = next;
      return { $set: { nextAttemptAt, "due.at": nextAttemptAt }, $unset: { lease: true } };
    }
    case "delivered":
    case "dead": {
      const { state, at } = next;
      return { $set: { state, settledAt: at }, $unset: { lease: true, due: true } };
    }
  }
}
