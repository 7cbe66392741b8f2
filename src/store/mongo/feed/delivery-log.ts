import type { Delivery } from "../../../domain/endpoint.ts";
import type { DeliveryStore } from "../../delivery-store.ts";
import { attemptsOf, deliveryOf } from "./delivery-documents.ts";
import type { Collections } from "../documents.ts";
import { eventsById } from "./feed.ts";
import { keyOf } from "../keys.ts";
import { decodeCursor, NEWEST_PLACE, pageOf } from "../../page-cursor.ts";

const LIST = "deliveries";
/** All of them by name, so that one index serves lists with and without a state. */
const STATES: Delivery["state"][] = ["pending", "delivered", "dead"];

/** Looking at deliveries. */
export function createDeliveryLog({
  deliveries,
  events,
}: Pick<Collections, "deliveries" | "events">): Pick<DeliveryStore, "deliveries" | "delivery"> {
  return {
    async deliveries(workspace, { endpointId, state, cursor, limit }) {
      const [seq, id] = cursor === null ? [NEWEST_PLACE, ""] : decodeCursor(LIST, cursor, [0, ""]);
      const behind = [{ seq: { $lt: seq } }, { seq, _id: { $gt: id } }];
      const rows = await deliveries
        .find({
          workspace,
          ...(endpointId === null ? {} : { endpoint: endpointId }),
          state: { $in: state === null ? STATES : [state] },
          seq: { $lte: seq },
          $or: behind,
        })
        .sort({ seq: -1, _id: 1 })
        .limit(limit + 1)
        .toArray();
      return pageOf(rows, {
        list: LIST,
        limit,
        placeOf: (row) => [row.seq, row._id],
        itemOf: deliveryOf,
      });
    },

    async delivery(workspaceId, id) {
      const found = await deliveries.findOne({ _id: keyOf(workspaceId, id) });
      if (found === null) return null;
      const { eventId } = found;
      const event = (await eventsById(events, workspaceId, [eventId])).get(eventId);
      if (event === undefined) return null;
      return { delivery: deliveryOf(found), event, attempts: attemptsOf(found) };
    },
  };
}
