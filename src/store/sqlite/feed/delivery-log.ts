import { deliveryIdOf, type Delivery } from "../../../domain/endpoint.ts";
import type { EndpointId, WorkspaceId } from "../../../domain/ids.ts";
import type { DeliveryQuery, DeliveryStore, ReplayDeliveriesQuery } from "../../delivery-store.ts";
import type { Page } from "../../intake-store.ts";
import type { Connection } from "../connection.ts";
import { decodeCursor, NEWEST_PLACE, pageOf } from "../../page-cursor.ts";
import { attemptsOf, createDeliveryPlaces, DELIVERY_COLUMNS, deliveryOf } from "./delivery-rows.ts";
import type { DeliveryRow } from "./delivery-rows.ts";
import { eventOf } from "./feed.ts";

type Lookups = Pick<DeliveryStore, "deliveries" | "delivery" | "replayDeliveries">;

const LIST = "deliveries";

/** Looking at deliveries, and sending them again. */
export function createDeliveryLog(connection: Connection): Lookups {
  const places = createDeliveryPlaces(connection);
  const one = connection.query<DeliveryRow>(
    `select ${DELIVERY_COLUMNS} from deliveries d join events e on e.workspace = d.workspace and e.seq = d.seq
     where d.endpoint = ? and d.seq = ? and d.workspace = ?`,
  );
  return {
    ...createListing(connection),
    ...createReplaying(connection),
    delivery: (workspaceId, id) =>
      connection.read(() => {
        const place = places.find(workspaceId, id);
        const row = place && one.get(place.endpoint, place.seq, workspaceId);
        if (place === undefined || row === undefined) return null;
        return {
          delivery: deliveryOf({ workspaceId, endpointId: place.endpointId }, row),
          event: eventOf(workspaceId, row),
          attempts: attemptsOf(row.log),
        };
      }),
  };
}

function createListing(connection: Connection): Pick<DeliveryStore, "deliveries"> {
  const endpoints = connection.query<{ pk: number; id: EndpointId }>(
    "select pk, id from endpoints where workspace = ?1 and (?2 is null or id = ?2) order by id",
  );
  /** Seq first, because the newest of several endpoints are wanted; `d.seq <= ?` and not `<`, because ids break ties. */
  const newest = (condition: string) =>
    connection.query<DeliveryRow>(
      `select ${DELIVERY_COLUMNS} from deliveries d join events e on e.workspace = d.workspace and e.seq = d.seq
       where d.endpoint = ? and d.seq <= ? ${condition} order by d.seq desc limit ?`,
    );
  const lists = {
    all: newest(""),
    delivered: newest("and d.state = 'delivered'"),
    // The second condition is what tells SQLite that the partial index holds all of these.
    pending: newest("and d.state = 'pending' and d.state <> 'delivered'"),
    dead: newest("and d.state = 'dead' and d.state <> 'delivered'"),
  };

  function page(workspaceId: WorkspaceId, query: DeliveryQuery): Page<Delivery> {
    const { endpointId, state, cursor, limit } = query;
    const [seq, id] = cursor === null ? [NEWEST_PLACE, ""] : decodeCursor(LIST, cursor, [0, ""]);
    const found: Delivery[] = [];
    for (const endpoint of endpoints.all(workspaceId, endpointId)) {
      const place = { workspaceId, endpointId: endpoint.id };
      const rows = lists[state ?? "all"].all(endpoint.pk, seq, limit + 2);
      for (const row of rows) {
        const behind = row.seq < seq || deliveryIdOf(row.id, endpoint.id) > id;
        if (behind) found.push(deliveryOf(place, row));
      }
    }
    found.sort((a, b) => b.seq - a.seq || (a.id < b.id ? -1 : 1));
    return pageOf(found, {
      list: LIST,
      limit,
      placeOf: (delivery) => [delivery.seq, delivery.id],
      itemOf: (delivery) => delivery,
    });
  }

  return {
    deliveries: (workspaceId, query) => connection.read(() => page(workspaceId, query)),
  };
}

function createReplaying(connection: Connection): Pick<DeliveryStore, "replayDeliveries"> {
  const { eventSeq } = createDeliveryPlaces(connection);
  const endpointOf = connection.query<{ pk: number; doc: string }>(
    "select pk, doc from endpoints where workspace = ? and id = ? and removed = 0",
  );
  const renew = connection.statement(
    `update deliveries set state = 'pending', attempts = 0, next_attempt_at = ?, settled_at = null
     where endpoint = ? and seq between ? and ?`,
  );
  const create = connection.statement(
    `insert into deliveries (endpoint, seq, workspace, state, attempts, next_attempt_at, lease_until, created_at)
     select ?1, seq, workspace, 'pending', 0, ?2, 0, ?2 from events
     where workspace = ?3 and seq between ?4 and ?5
       and (?6 is null or type in (select value from json_each(?6)))
     order by seq on conflict do nothing`,
  );

  function replay(
    workspaceId: WorkspaceId,
    endpointId: EndpointId,
    query: ReplayDeliveriesQuery,
  ): number {
    const endpoint = endpointOf.get(workspaceId, endpointId);
    if (endpoint === undefined) return 0;
    const single = "eventId" in query ? eventSeq(workspaceId, query.eventId) : undefined;
    if ("eventId" in query && single === undefined) return 0;
    const from = "eventId" in query ? (single ?? 0) : query.fromSeq;
    const to = "eventId" in query ? (single ?? 0) : query.toSeq;
    const now = Math.trunc(query.now);
    const { events } = JSON.parse(endpoint.doc) as { events: string[] };
    const types = events.includes("*") ? null : JSON.stringify(events);
    const renewed = renew.run(now, endpoint.pk, from, to);
    return renewed + create.run(endpoint.pk, now, workspaceId, from, to, types);
  }

  return {
    replayDeliveries: (workspaceId, endpointId, query) =>
      connection.write(() => replay(workspaceId, endpointId, query)),
  };
}
