import type { Settlement } from "../../../src/store/delivery-store.ts";
import { ACME, anAttempt, anEndpoint } from "../../support/builders.ts";
import { comparableDelivery, sorted } from "./comparable.ts";
import type { Operation } from "./operations.ts";
import { pick, workspaceFor, type Side } from "./side.ts";

type Of<Word extends Operation["do"]> = Extract<Operation, { do: Word }>;

type OnDeliveries = Of<
  "events" | "relay" | "claim" | "settle" | "replay" | "putEndpoint" | "deleteEndpoint"
>;

/** Operations on the feed, the endpoints and their deliveries. */
export async function performOnDeliveries(side: Side, operation: OnDeliveries): Promise<unknown> {
  const { store, now } = side;
  switch (operation.do) {
    case "events": {
      const { foreign, after, limit, types } = operation;
      return store.events(workspaceFor(foreign), { after, limit, types });
    }
    case "relay": {
      const { foreign, limit } = operation;
      const relayed = await store.relay(workspaceFor(foreign), { limit, now });
      return { ...relayed, endpoints: sorted(relayed.endpoints) };
    }
    case "claim":
      return claim(side, operation);
    case "settle":
      return settle(side, operation);
    case "replay":
      return replay(side, operation);
    case "putEndpoint":
      return putEndpoint(side, operation);
    case "deleteEndpoint":
      return store.deleteEndpoint(
        workspaceFor(operation.foreign),
        `endpoint-${operation.endpoint}`,
      );
  }
}

async function claim(side: Side, given: Of<"claim">) {
  const { endpoint, relay, foreign, leaseMs, limit } = given;
  const { store, now } = side;
  const workspaceId = workspaceFor(foreign);
  if (relay) await store.relay(workspaceId, { limit: 100, now });
  const options = { now, leaseMs, limit };
  const claimed = await store.claim(workspaceId, `endpoint-${endpoint}`, options);
  side.claims.push(...claimed);
  const due = await store.dueEndpoints({ now, limit: 100 });
  return { claimed, due: sorted(due), next: await store.nextDeliveryAt({ now }) };
}

async function settle(side: Side, { claim: index, how, health, disable }: Of<"settle">) {
  const claimed = pick(side.claims, index);
  if (claimed === undefined) return null;
  const { workspaceId, endpointId, id, attempts } = claimed.delivery;
  const { now } = side;
  const next: Settlement["next"] =
    how === "pending" ? { state: how, nextAttemptAt: now + 5_000 } : { state: how, at: now };
  await side.store.settle({
    workspaceId,
    endpointId,
    deliveryId: id,
    attempt: anAttempt(attempts, { startedAt: now }),
    next,
    health: health ? { failingSince: now, failures: attempts } : null,
    disable: disable ? "failing" : null,
  });
  const found = await side.store.delivery(workspaceId, id);
  const after = found && { ...found, delivery: comparableDelivery(found.delivery) };
  return { after, endpoint: await side.store.endpoint(workspaceId, endpointId) };
}

async function replay(side: Side, { endpoint, event, from, to }: Of<"replay">) {
  const { store, now } = side;
  const endpointId = `endpoint-${endpoint}`;
  if (event === null)
    return store.replayDeliveries(ACME, endpointId, { fromSeq: from, toSeq: to, now });
  const [named] = await store.events(ACME, { after: event, limit: 1, types: null });
  return store.replayDeliveries(ACME, endpointId, { eventId: named?.id ?? "unknown", now });
}

async function putEndpoint(side: Side, given: Of<"putEndpoint">) {
  const { endpoint, foreign, enabled, type, behind } = given;
  const { store, now } = side;
  const workspaceId = workspaceFor(foreign);
  const id = `endpoint-${endpoint}`;
  const startSeq = Math.max(0, (await store.lastSeq(workspaceId)) - behind);
  const wanted = { workspaceId, id, enabled, events: [type], startSeq, updatedAt: now };
  await store.putEndpoint(anEndpoint(wanted));
  return store.endpoint(workspaceId, id);
}
