import { subscribes, type Endpoint } from "../../../domain/endpoint.ts";
import type { StoredEvent } from "../../../domain/events.ts";
import type { EndpointId, WorkspaceId } from "../../../domain/ids.ts";
import type { FeedStore } from "../../feed-store.ts";
import { NEWEST } from "./append.ts";
import { newDelivery } from "./delivery-documents.ts";
import type { Collections } from "../documents.ts";
import { endpointOf } from "./endpoints.ts";
import { insertNew } from "../insert-new.ts";
import { keyOf } from "../keys.ts";
import { again, upsert } from "../retry.ts";

/**
 * The fan-out. Deliveries have derived ids and the cursor moves forward only, so that two relays at once, or one that died
 * between the deliveries and the cursor, make no second delivery.
 */
export function createRelaying(
  collections: Pick<Collections, "feeds" | "endpoints" | "deliveries">,
  feed: Pick<FeedStore, "events" | "lastSeq">,
): Pick<FeedStore, "relay" | "unrelayed"> {
  const { feeds, endpoints, deliveries } = collections;

  async function relayedSeqOf(workspaceId: WorkspaceId): Promise<number> {
    return (await feeds.findOne({ _id: workspaceId }, NEWEST))?.relayedSeq ?? 0;
  }

  async function moveCursor(workspaceId: WorkspaceId, relayedSeq: number): Promise<void> {
    const move = { $max: { relayedSeq, lastSeq: relayedSeq } };
    await upsert(() => feeds.updateOne({ _id: workspaceId }, move, { upsert: true }));
  }

  /** Ids of the endpoints that have new deliveries. */
  async function fanOut(
    batch: readonly StoredEvent[],
    receivers: readonly Endpoint[],
    now: number,
  ): Promise<EndpointId[]> {
    const wanted = batch.flatMap((event) =>
      receivers
        .filter(({ enabled, startSeq }) => enabled && startSeq < event.seq)
        .filter((receiver) => subscribes(receiver, event.type))
        .map(({ id }) => newDelivery(event, id, now)),
    );
    const added = await insertNew(deliveries, wanted);
    return [...new Set(wanted.filter((_, index) => added[index]).map(({ endpoint }) => endpoint))];
  }

  /** An endpoint that was removed while it was given deliveries has taken only those along that stood then. */
  async function clearAfterRemoved(
    workspace: WorkspaceId,
    ids: readonly EndpointId[],
  ): Promise<void> {
    if (ids.length === 0) return;
    const filter = { _id: { $in: ids.map((id) => keyOf(workspace, id)) } };
    const found = await endpoints.find(filter, { ...NEWEST, projection: { id: 1 } }).toArray();
    const standing = new Set(found.map(({ id }) => id));
    for (const endpoint of ids.filter((id) => !standing.has(id))) {
      await again(() => deliveries.deleteMany({ workspace, endpoint, state: "pending" }));
    }
  }

  return {
    async relay(workspaceId, { limit, now }) {
      const relayed = await relayedSeqOf(workspaceId);
      const query = { after: relayed, limit, types: null };
      const [batch, last] = await Promise.all([
        feed.events(workspaceId, query),
        feed.lastSeq(workspaceId),
      ]);
      // After the events: an endpoint that comes in between wants none of them, and one that stands is not passed over.
      const receivers = (await endpoints.find({ workspace: workspaceId }).toArray()).map(
        endpointOf,
      );
      if (receivers.length === 0 && last > relayed) {
        await moveCursor(workspaceId, last);
        return { events: last - relayed, endpoints: [], more: false };
      }
      const until = batch.at(-1)?.seq;
      if (until === undefined) return { events: 0, endpoints: [], more: false };
      const reached = await fanOut(batch, receivers, now);
      await clearAfterRemoved(workspaceId, reached);
      await moveCursor(workspaceId, until);
      return { events: batch.length, endpoints: reached, more: until < last };
    },

    async unrelayed() {
      // One small document per workspace, and most of them are up to date only for moments: no index would help.
      const all = await feeds.find().toArray();
      return all
        .map(({ _id, lastSeq, relayedSeq }) => ({ workspaceId: _id, events: lastSeq - relayedSeq }))
        .filter(({ events }) => events > 0);
    },
  };
}
