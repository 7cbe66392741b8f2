import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, vi } from "vitest";
import {
  createEndpointClient,
  type EndpointClient,
  type EndpointClientOptions,
} from "../../../src/channels/endpoint/client.ts";
import { createSigner } from "../../../src/channels/endpoint/sign.ts";
import type { Endpoint } from "../../../src/domain/endpoint.ts";
import type { EventType } from "../../../src/domain/events.ts";
import type { DeliveryWithAttempts } from "../../../src/store/delivery-store.ts";
import { createDeliver, type DeliverDeps } from "../../../src/workers/deliver.ts";
import { createRelay } from "../../../src/workers/relay.ts";
import { ACME, aMessage } from "../../support/builders.ts";
import { createReceiver, type ReceivedRequest, type Receiver } from "../../support/receiver.ts";
import { aSecret, aSigningEndpoint, useWorkshop, type Workshop } from "./workshop.ts";

export const SECRET = aSecret("a");

/** A workshop with a real endpoint on the other side of a real socket. */
export interface DeliveryBench extends Workshop {
  receiver: Receiver;
  endpoint: Endpoint;
  /** One turn of deliveries; with `changes` by another worker, which knows nothing of the usual one's turns. */
  deliver(changes?: Partial<DeliverDeps>): Promise<void>;
  /** So many messages, each an event that waits for the endpoint. Returns the events' ids. */
  publish(...messageIds: string[]): Promise<string[]>;
  /** The only delivery there is, with its log. */
  delivery(): Promise<DeliveryWithAttempts>;
  /** Turns the clock of the engine, and that by which a receiver judges signatures. */
  turn(ms: number): void;
  /** What `deliver` is told where the endpoint never answers: requests that end after a second. */
  impatient: Pick<DeliverDeps, "post">;
}

/** A limit for runs that hang. */
const PATIENT = { connectMs: 60_000, totalMs: 60_000 };
const IMPATIENT = { totalMs: 1_000 };

/** Opens the bench before each test: one endpoint, which wants `message.received`. */
export function useDeliveries(): () => DeliveryBench {
  const workshop = useWorkshop();
  let bench: DeliveryBench | null = null;
  const clients: EndpointClient[] = [];
  const clientWith = (timeouts: NonNullable<EndpointClientOptions["timeouts"]>) => {
    const client = createEndpointClient({ allow: ["127.0.0.0/8"], timeouts });
    clients.push(client);
    return client;
  };
  beforeEach(async () => {
    const client = clientWith(PATIENT);
    const hasty = clientWith(IMPATIENT);
    const receiver = await createReceiver();
    const endpoint = aSigningEndpoint({
      url: `${receiver.origin}/hook`,
      events: ["message.received"],
    });
    await workshop().store.putEndpoint(endpoint);
    vi.useFakeTimers({ toFake: ["Date"], now: workshop().clock.now() });
    bench = {
      ...benchOf(workshop(), { receiver, endpoint, client }),
      impatient: { post: (request) => hasty.post(request) },
    };
  });
  afterEach(async () => {
    vi.useRealTimers();
    await bench?.receiver.close();
    await Promise.all(clients.splice(0).map((client) => client.close()));
    bench = null;
  });
  return () => {
    if (bench === null) throw new Error("the bench is not open outside of a test");
    return bench;
  };
}

function benchOf(
  workshop: Workshop,
  far: { receiver: Receiver; endpoint: Endpoint; client: EndpointClient },
): Omit<DeliveryBench, "impatient"> {
  const { store, clock, deps, accept, settle } = workshop;
  const { receiver, endpoint, client } = far;
  const relay = createRelay(deps);
  const deliverDeps: DeliverDeps = {
    ...deps,
    post: (request) => client.post(request),
    sign: createSigner(),
    schedule: "28h",
    inFlightMax: 4,
  };
  const deliver = createDeliver(deliverDeps);
  const turn = (ms: number): void => {
    clock.advance(ms);
    vi.setSystemTime(clock.now());
  };
  return {
    ...workshop,
    receiver,
    endpoint,
    turn,
    deliver(changes) {
      const one = changes === undefined ? deliver : createDeliver({ ...deliverDeps, ...changes });
      return one(ACME, endpoint.id);
    },
    async publish(...messageIds) {
      const before = await store.lastSeq(ACME);
      await settle(await accept(...messageIds.map((id) => aMessage(id))));
      await relay(ACME);
      const query = { after: before, limit: 10_000, types: endpoint.events as EventType[] };
      return (await store.events(ACME, query)).map(({ id }) => id);
    },
    async delivery() {
      const { items } = await store.deliveries(ACME, {
        endpointId: endpoint.id,
        state: null,
        cursor: null,
        limit: 2,
      });
      if (items.length !== 1) throw new Error(`one delivery expected, not ${items.length}`);
      return (await store.delivery(ACME, items[0]!.id))!;
    },
  };
}

/** Reads a request as a customer would, with the library of the standard: throws when the signature is not right. */
export function verified(request: ReceivedRequest | undefined, secret = SECRET): Body {
  if (request === undefined) throw new Error("no request came");
  const headers = request.headers as Record<string, string>;
  return new Webhook(secret).verify(request.rawBody, headers) as Body;
}

/** What tests look at in a body. */
interface Body {
  id: string;
  type: string;
  seq: number;
  conversation: { id: string; version: number };
}

export const webhookIds = (requests: readonly ReceivedRequest[]): string[] =>
  requests.map(({ headers }) => String(headers["webhook-id"]));
