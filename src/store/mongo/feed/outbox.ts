import type { DeliveryStore } from "../../delivery-store.ts";
import { dueOf, freeAt } from "./delivery-documents.ts";
import type { Collections, EndpointDocument } from "../documents.ts";

type Outbox = Pick<DeliveryStore, "dueEndpoints" | "nextDeliveryAt" | "outboxDepth">;

/** Endpoints looked at side by side. */
const SIDE_BY_SIDE = 16;

/**
 * What waits for endpoints. Each enabled endpoint is looked at by itself: one that is off may have any number of deliveries
 * that wait, and they must not stand in the way of the others.
 */
export function createOutbox({
  endpoints,
  deliveries,
}: Pick<Collections, "endpoints" | "deliveries">): Outbox {
  /** Looks at enabled endpoints, some at a time, until `enough`. */
  async function perEndpoint<T>(
    look: (endpoint: EndpointDocument) => Promise<T>,
    enough: (found: readonly T[]) => boolean = () => false,
  ): Promise<T[]> {
    const enabled = await endpoints.find({ enabled: true }).sort({ _id: 1 }).toArray();
    const found: T[] = [];
    for (let from = 0; from < enabled.length && !enough(found); from += SIDE_BY_SIDE) {
      found.push(...(await Promise.all(enabled.slice(from, from + SIDE_BY_SIDE).map(look))));
    }
    return found;
  }

  /** When the first delivery that nobody has comes to its turn. */
  async function firstDueAfter({ workspace, id }: EndpointDocument, now: number) {
    const filter = { ...dueOf(workspace, id), "due.at": { $gt: now }, lease: { $exists: false } };
    const options = { sort: { "due.at": 1 }, projection: { "due.at": 1 } } as const;
    return (await deliveries.findOne(filter, options))?.due?.at ?? null;
  }

  /** When the first of those that somebody has comes free: the holder may have died. */
  async function firstFreeAfter({ workspace, id }: EndpointDocument, now: number) {
    const filter = {
      "lease.workspace": workspace,
      "lease.endpoint": id,
      "lease.until": { $gt: now },
    };
    const options = { sort: { "lease.until": 1 }, projection: { "lease.until": 1 } } as const;
    return (await deliveries.findOne(filter, options))?.lease?.until ?? null;
  }

  return {
    async dueEndpoints({ now, limit }) {
      const isFound = <T>(found: T | null): found is T => found !== null;
      const looked = await perEndpoint(
        async ({ workspace, id }) => {
          const filter = { ...dueOf(workspace, id), "due.at": { $lte: now }, ...freeAt(now) };
          const due = await deliveries.findOne(filter, { projection: { _id: 1 } });
          return due === null ? null : { workspaceId: workspace, endpointId: id };
        },
        (found) => found.filter(isFound).length >= limit,
      );
      return looked.filter(isFound).slice(0, limit);
    },

    async nextDeliveryAt({ now }) {
      const times = await perEndpoint((endpoint) =>
        Promise.all([firstDueAfter(endpoint, now), firstFreeAfter(endpoint, now)]),
      );
      const known = times.flat().filter((at) => at !== null);
      return known.length === 0 ? null : Math.min(...known);
    },

    async outboxDepth() {
      const counts = await perEndpoint(({ workspace, id }) =>
        deliveries.countDocuments(dueOf(workspace, id)),
      );
      return counts.reduce((sum, count) => sum + count, 0);
    },
  };
}
