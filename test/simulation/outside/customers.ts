import { createHmac, createSecretKey, type KeyObject } from "node:crypto";
import type { PostOutcome } from "../../../src/channels/endpoint/post.ts";
import { HEALTHY } from "../../../src/channels/endpoint/endpoint-health.ts";
import type { Endpoint } from "../../../src/domain/endpoint.ts";
import type { EventType } from "../../../src/domain/events.ts";
import type { Random } from "../../../src/simulator/random.ts";
import type { DeliverDeps } from "../../../src/workers/deliver.ts";
import type { CallFault, Life, World } from "../core/life.ts";
import type { Ledger, ReceivedPost } from "./ledger.ts";
import { ACME, WORKSPACES } from "./places.ts";

const HOUR = 3_600_000;
const TIMEOUT_MS = 15_000;

/** Whose webhooks we send, and how they take them. */
interface Customer {
  endpoint: Endpoint;
  /** The newest secret, as the customer keeps it. */
  key: KeyObject;
  /** Broken for so long: nothing but 500. */
  downFrom: number;
  downUntil: number;
  /** Wants nothing any more from then on: 410. */
  goneFrom: number;
}

export interface Customers {
  endpoints: Endpoint[];
  /** The customer wants to be told again, and is well. */
  repair(workspaceId: string, endpointId: string): void;
  /** The network between one life of a process and the customers. */
  post(life: Life): DeliverDeps["post"];
}

/** Every workspace has the same four endpoints, by the same ids: only the workspace tells them apart. */
const ROLES: readonly { id: string; events: (EventType | "*")[] }[] = [
  { id: "ep_many", events: ["*"] },
  { id: "ep_starts", events: ["conversation.started_by_contact"] },
  { id: "ep_down", events: ["window.expired", "conversation.closed"] },
  { id: "ep_gone", events: ["conversation.opened"] },
];

const FEWER: EventType[] = [
  "conversation.started_by_contact",
  "conversation.closed",
  "window.opened",
];

export function createCustomers(world: World, random: Random, ledger: Ledger): Customers {
  const { scheduler, faults } = world;
  const startAt = scheduler.now();
  const customers = new Map<string, Customer>();
  for (const workspaceId of WORKSPACES) {
    for (const role of ROLES) {
      // One that takes everything is enough; what costs a run most of its time is deliveries.
      const events = workspaceId !== ACME && role.id === "ep_many" ? FEWER : role.events;
      const customer = createCustomer(random, { ...role, workspaceId, startAt, events });
      customers.set(customer.endpoint.url, customer);
      ledger.received.set(receiverOf(customer.endpoint), []);
    }
  }

  /** Takes one request: what the customer notes of it, and what we see of the answer, after the time it takes. */
  const receive = async (request: Parameters<DeliverDeps["post"]>[0]): Promise<PostOutcome> => {
    const customer = customers.get(request.url);
    if (customer === undefined) return { kind: "failed", reason: "dns", detail: "unknown" };
    const note = (accepted: boolean): void =>
      void ledger.received
        .get(receiverOf(customer.endpoint))
        ?.push(readPost(customer, request, { at: scheduler.now(), accepted }));
    const answer = async (ms: number, outcome: PostOutcome): Promise<PostOutcome> => {
      note(outcome.kind === "delivered");
      await scheduler.sleep(ms);
      return outcome;
    };
    const now = scheduler.now();
    if (now >= customer.goneFrom) return answer(20, { kind: "gone" });
    if (now >= customer.downFrom && now < customer.downUntil) {
      return answer(20, { kind: "refused", status: 500, retryAfterMs: null });
    }
    if (!faults.strikes("endpointFault")) {
      return answer(random.int(1, 300), { kind: "delivered", status: 200 });
    }
    switch (random.int(1, 6)) {
      case 1:
        return answer(30, { kind: "refused", status: 500, retryAfterMs: null });
      case 2:
        return answer(30, {
          kind: "refused",
          status: 503,
          retryAfterMs: random.int(1, 600) * 1_000,
        });
      case 3:
        return answer(30, { kind: "refused", status: 302, retryAfterMs: null });
      case 4:
        return answer(random.int(3_000, TIMEOUT_MS - 1_000), { kind: "delivered", status: 204 });
      case 5:
        // Taken, and the connection breaks before we hear of it.
        note(true);
        await scheduler.sleep(50);
        return { kind: "failed", reason: "reset", detail: "closed" };
      default:
        note(random.chance(0.5));
        await scheduler.sleep(TIMEOUT_MS);
        return { kind: "failed", reason: "timeout", detail: "no-answer" };
    }
  };

  return {
    endpoints: [...customers.values()].map(({ endpoint }) => endpoint),
    repair(workspaceId, endpointId) {
      for (const customer of customers.values()) {
        const { endpoint } = customer;
        if (endpoint.workspaceId === workspaceId && endpoint.id === endpointId) {
          customer.goneFrom = Number.POSITIVE_INFINITY;
        }
      }
    },
    post: (life) => (request) =>
      life.call("http.post", () => receive(request), {
        drawFault: () => (faults.strikes("requestLost") ? "before" : null),
        failed: lostPost,
      }),
  };
}

/** What the network says of a post that got no answer. */
function lostPost(fault: CallFault): PostOutcome {
  return fault === "before"
    ? { kind: "failed", reason: "connect", detail: "refused" }
    : { kind: "failed", reason: "reset", detail: "closed" };
}

export function receiverOf({ workspaceId, id }: Pick<Endpoint, "workspaceId" | "id">): string {
  return `${workspaceId} ${id}`;
}

function createCustomer(
  random: Random,
  role: { workspaceId: string; id: string; events: (EventType | "*")[]; startAt: number },
): Customer {
  const { workspaceId, id, events, startAt } = role;
  const secretBytes = (age: "new" | "old"): Buffer =>
    Buffer.from(`${age} secret of ${workspaceId} ${id}`.padEnd(32).slice(0, 32));
  const secret = (age: "new" | "old"): string => `whsec_${secretBytes(age).toString("base64")}`;
  const rotatedUntil = startAt + random.int(1, 70) * HOUR;
  const downFrom = startAt + random.int(0, 60) * HOUR;
  return {
    endpoint: {
      workspaceId,
      id,
      url: `https://${workspaceId}.example/${id}`,
      events,
      description: "",
      enabled: true,
      disabledReason: null,
      secrets: [
        { value: secret("new"), validUntil: null },
        { value: secret("old"), validUntil: rotatedUntil },
      ],
      startSeq: 0,
      health: HEALTHY,
      createdAt: startAt,
      updatedAt: startAt,
    },
    key: createSecretKey(secretBytes("new")),
    downFrom: id === "ep_down" ? downFrom : Number.POSITIVE_INFINITY,
    downUntil: downFrom + random.int(1, 40) * HOUR,
    goneFrom: id === "ep_gone" ? startAt + random.int(10, 90) * HOUR : Number.POSITIVE_INFINITY,
  };
}

/** The receiver's own reckoning of Standard Webhooks, by the newest secret: nothing of it is shared with the sender. */
function readPost(
  { key }: Customer,
  { headers, body }: Parameters<DeliverDeps["post"]>[0],
  { at, accepted }: { at: number; accepted: boolean },
): ReceivedPost {
  const eventId = headers["webhook-id"] ?? "";
  const timestamp = headers["webhook-timestamp"] ?? "";
  const expected = createHmac("sha256", key)
    .update(`${eventId}.${timestamp}.${body}`)
    .digest("base64");
  const signatures = (headers["webhook-signature"] ?? "").split(" ");
  const isFresh = Math.abs(Number(timestamp) * 1_000 - at) < 300_000;
  const isGenuine = isFresh && signatures.includes(`v1,${expected}`);
  return { at, eventId, body, isGenuine, accepted };
}
