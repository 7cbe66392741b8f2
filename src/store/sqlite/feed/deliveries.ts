import type { Attempt } from "../../../domain/endpoint.ts";
import type { EndpointId, WorkspaceId } from "../../../domain/ids.ts";
import type {
  ClaimedDelivery,
  DeliveryStore,
  DueEndpoint,
  Settlement,
} from "../../delivery-store.ts";
import type { Connection } from "../connection.ts";
import { attemptsOf, createDeliveryPlaces, DELIVERY_COLUMNS, deliveryOf } from "./delivery-rows.ts";
import type { DeliveryRow } from "./delivery-rows.ts";
import { eventOf } from "./feed.ts";

/** Attempts kept of a delivery. */
const LOG_MAX = 20;

/** Taking deliveries, recording what became of them, and seeing what is due. */
export function createDeliveries(
  connection: Connection,
): Pick<DeliveryStore, "claim" | "settle" | "dueEndpoints" | "nextDeliveryAt" | "outboxDepth"> {
  const places = createDeliveryPlaces(connection);
  return {
    ...createClaiming(connection, places),
    ...createSettling(connection, places),
    ...createOutbox(connection),
  };
}

type Places = ReturnType<typeof createDeliveryPlaces>;

function createClaiming(connection: Connection, places: Places): Pick<DeliveryStore, "claim"> {
  const enabled = connection.query<{ pk: number }>(
    "select pk from endpoints where workspace = ? and id = ? and enabled = 1",
  );
  const due = connection.query<DeliveryRow>(
    `select ${DELIVERY_COLUMNS} from deliveries d join events e on e.workspace = d.workspace and e.seq = d.seq
     where d.endpoint = ?1 and d.state = 'pending' and d.next_attempt_at <= ?2 and d.lease_until <= ?2
     order by d.next_attempt_at, d.seq limit ?3`,
  );
  const lease = connection.statement(
    "update deliveries set lease_until = ?, attempts = attempts + 1 where endpoint = ? and seq = ?",
  );

  function claim(
    workspaceId: WorkspaceId,
    endpointId: EndpointId,
    { now, leaseMs, limit }: { now: number; leaseMs: number; limit: number },
  ): ClaimedDelivery[] {
    const endpoint = enabled.get(workspaceId, endpointId);
    if (endpoint === undefined) return [];
    return due.all(endpoint.pk, Math.floor(now), limit).map((row) => {
      lease.run(Math.trunc(now + leaseMs), endpoint.pk, row.seq);
      const counted = { ...row, attempts: row.attempts + 1 };
      const delivery = deliveryOf({ workspaceId, endpointId }, counted);
      const place = { endpoint: endpoint.pk, endpointId, seq: row.seq };
      places.remember(workspaceId, delivery.id, place);
      return { delivery, event: eventOf(workspaceId, row) };
    });
  }

  return {
    claim: (workspaceId, endpointId, options) =>
      connection.write(() => claim(workspaceId, endpointId, options)),
  };
}

function createSettling(connection: Connection, places: Places): Pick<DeliveryStore, "settle"> {
  const known = connection.query<Pick<DeliveryRow, "state" | "attempts" | "log">>(
    "select state, attempts, log from deliveries where endpoint = ? and seq = ?",
  );
  const addToLog = connection.statement(
    "update deliveries set log = ? where endpoint = ? and seq = ?",
  );
  const free = connection.statement(
    "update deliveries set log = ?, lease_until = 0 where endpoint = ? and seq = ?",
  );
  const retry = connection.statement(
    "update deliveries set log = ?, next_attempt_at = ?, lease_until = 0 where endpoint = ? and seq = ?",
  );
  const finish = connection.statement(
    "update deliveries set log = ?, state = ?, settled_at = ?, lease_until = 0 where endpoint = ? and seq = ?",
  );
  const putHealth = connection.statement(
    "update endpoints set failing_since = ?, failures = ? where pk = ?",
  );
  const disable = connection.statement(
    "update endpoints set enabled = 0, disabled_reason = ? where pk = ?",
  );

  function settle(settlement: Settlement): void {
    const { workspaceId, endpointId, deliveryId, attempt, next, health } = settlement;
    const place = places.ofEndpoint(workspaceId, endpointId, deliveryId);
    const row = place && known.get(place.endpoint, place.seq);
    if (place === undefined || row === undefined) return;
    const { endpoint, seq } = place;
    const log = logOf(row.log, attempt);
    if (!counts(row, settlement)) {
      const isReplayed = row.state === "pending" && row.attempts === 0;
      (isReplayed ? free : addToLog).run(log, endpoint, seq);
      return;
    }
    if (next.state === "pending") retry.run(log, Math.trunc(next.nextAttemptAt), endpoint, seq);
    else finish.run(log, next.state, Math.trunc(next.at), endpoint, seq);
    if (health !== null) putHealth.run(health.failingSince, health.failures, endpoint);
    if (settlement.disable !== null) disable.run(settlement.disable, endpoint);
  }

  return { settle: (settlement) => connection.write(() => settle(settlement)) };
}

/**
 * Whoever took the delivery over after a lease ran out decides; but what has arrived has arrived, unless it left before a replay, which
 * counts attempts from nought again.
 */
function counts(
  { state, attempts }: Pick<DeliveryRow, "state" | "attempts">,
  { attempt, next }: Settlement,
): boolean {
  if (state !== "pending") return false;
  return next.state === "delivered" ? attempts >= attempt.number : attempts === attempt.number;
}

function createOutbox(
  connection: Connection,
): Pick<DeliveryStore, "dueEndpoints" | "nextDeliveryAt" | "outboxDepth"> {
  const dueEndpoints = connection.query<DueEndpoint>(
    `select n.workspace as workspaceId, n.id as endpointId from endpoints n
     where n.enabled = 1 and exists (
       select 1 from deliveries d where d.endpoint = n.pk and d.state = 'pending'
       and d.next_attempt_at <= ?1 and d.lease_until <= ?1)
     order by n.workspace, n.id limit ?2`,
  );
  // A delivery that somebody works on is due when its lease ends: the holder may have died.
  const nextAt = connection.query<{ at: number | null }>(
    `select min(at) as at from (
       select (select min(d.next_attempt_at) from deliveries d where d.endpoint = n.pk
         and d.state = 'pending' and d.next_attempt_at > ?1) as at
       from endpoints n where n.enabled = 1
       union all
       select (select min(d.lease_until) from deliveries d where d.endpoint = n.pk
         and d.lease_until <> 0 and d.lease_until > ?1) as at
       from endpoints n where n.enabled = 1)`,
  );
  const depth = connection.query<{ waiting: number | null }>(
    `select sum((select count(*) from deliveries d where d.endpoint = n.pk and d.state = 'pending')) as waiting
     from endpoints n where n.enabled = 1`,
  );
  return {
    dueEndpoints: ({ now, limit }) =>
      connection.read(() => dueEndpoints.all(Math.floor(now), limit).map((row) => ({ ...row }))),
    nextDeliveryAt: ({ now }) => connection.read(() => nextAt.get(Math.floor(now))?.at ?? null),
    outboxDepth: () => connection.read(() => depth.get()?.waiting ?? 0),
  };
}

function logOf(before: string | null, attempt: Attempt): string {
  if (before === null) return JSON.stringify([attempt]);
  return JSON.stringify([...attemptsOf(before), attempt].slice(-LOG_MAX));
}
