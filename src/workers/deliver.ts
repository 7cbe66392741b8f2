import type { PostOutcome } from "../channels/endpoint/post.ts";
import { healthAfter } from "../channels/endpoint/endpoint-health.ts";
import { decideRetry, type RetryScheduleName } from "../channels/endpoint/retry-schedule.ts";
import type { Signer } from "../channels/endpoint/sign.ts";
import type { Clock } from "../clock.ts";
import type { Attempt, Endpoint, EndpointHealth } from "../domain/endpoint.ts";
import { envelopeOf } from "../domain/events.ts";
import type { EndpointId, WorkspaceId } from "../domain/ids.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { Doorbell } from "../queues/doorbell.ts";
import type { ClaimedDelivery, DeliveryStore, Settlement } from "../store/delivery-store.ts";
import type { SettingsStore } from "../store/settings-store.ts";
import { oneAtATime } from "./one-at-a-time.ts";

/** Longer than a request may take, so that a lease never ends under a request. */
const LEASE_MS = 60_000;
/** An endpoint with much to receive gives its place to others now and then. */
const TURN_MS = 5_000;

export interface DeliverDeps {
  store: DeliveryStore & Pick<SettingsStore, "endpoint">;
  /** Posts once; never throws for what the endpoint does. */
  post: (request: {
    url: string;
    headers: Readonly<Record<string, string>>;
    body: string;
  }) => Promise<PostOutcome>;
  sign: Signer;
  clock: Clock;
  doorbell: Doorbell;
  log: Log;
  random: () => number;
  schedule: RetryScheduleName;
  /** Requests to one endpoint at a time, so that one slow customer cannot take every slot (reliability.md 2.6). */
  inFlightMax: number;
  metrics?: Pick<Metrics, "deliveries" | "deliverySeconds">;
}

export type DeliverToEndpoint = (workspaceId: WorkspaceId, endpointId: EndpointId) => Promise<void>;

/**
 * Delivers what waits for one endpoint: claim a few, post them side by side, settle them while the next few are claimed. At least
 * once: a crash between the answer and its settlement posts the same body under the same `webhook-id` again.
 */
export function createDeliver(deps: DeliverDeps): DeliverToEndpoint {
  const perEndpoint = oneAtATime((key) => {
    const [workspaceId = "", endpointId = ""] = key.split(" ");
    return deliverTurn(deps, workspaceId, endpointId);
  });
  return (workspaceId, endpointId) => perEndpoint(`${workspaceId} ${endpointId}`);
}

async function deliverTurn(
  deps: DeliverDeps,
  workspaceId: WorkspaceId,
  endpointId: EndpointId,
): Promise<void> {
  const endpoint = await deps.store.endpoint(workspaceId, endpointId);
  if (endpoint === null || !endpoint.enabled) return;
  const target = { endpoint, health: endpoint.health, disabled: false };
  const endsAt = deps.clock.now() + TURN_MS;
  let claimed = await claim(deps, endpoint);
  while (claimed.length > 0) {
    const settlements = await Promise.all(claimed.map((one) => attempt(deps, target, one)));
    const settled = Promise.all(settlements.map((one) => deps.store.settle(one)));
    const turnIsOver = target.disabled || deps.clock.now() >= endsAt;
    const [next] = await Promise.all([turnIsOver ? [] : claim(deps, endpoint), settled]);
    if (turnIsOver && !target.disabled) deps.doorbell.ringEndpoint(workspaceId, endpointId);
    claimed = next;
  }
}

interface Target {
  endpoint: Endpoint;
  /** As far as this turn knows. */
  health: EndpointHealth;
  disabled: boolean;
}

function claim(
  { store, clock, inFlightMax }: DeliverDeps,
  endpoint: Endpoint,
): Promise<ClaimedDelivery[]> {
  return store.claim(endpoint.workspaceId, endpoint.id, {
    now: clock.now(),
    leaseMs: LEASE_MS,
    limit: inFlightMax,
  });
}

async function attempt(
  deps: DeliverDeps,
  target: Target,
  { delivery, event }: ClaimedDelivery,
): Promise<Settlement> {
  const { endpoint } = target;
  const startedAt = deps.clock.now();
  const body = JSON.stringify(envelopeOf(event));
  const headers = deps.sign({
    id: delivery.eventId,
    sentAt: startedAt,
    body,
    secrets: secretsInForce(endpoint, startedAt),
  });
  const outcome = await deps.post({
    url: endpoint.url,
    headers: { ...headers, "content-type": "application/json", "user-agent": "Ventana" },
    body,
  });
  const endedAt = deps.clock.now();
  deps.metrics?.deliveries.inc({ result: outcome.kind });
  if (outcome.kind === "delivered") {
    deps.metrics?.deliverySeconds.observe(Math.max(0, endedAt - event.recordedAt) / 1_000);
  }
  const health = healthAfter(target.health, outcome, endedAt);
  const healthChanged = health.health.failures !== target.health.failures;
  target.health = health.health;
  if (health.disable !== null && !target.disabled) {
    target.disabled = true;
    deps.log.warn(
      { endpointId: endpoint.id, workspaceId: endpoint.workspaceId, reason: health.disable },
      "An endpoint was switched off; its events wait for a replay",
    );
  }
  return {
    workspaceId: endpoint.workspaceId,
    endpointId: endpoint.id,
    deliveryId: delivery.id,
    attempt: attemptOf(delivery.attempts, outcome, { startedAt, endedAt }),
    next: nextOf(deps, delivery.attempts, outcome, endedAt),
    health: healthChanged ? health.health : null,
    disable: health.disable,
  };
}

function secretsInForce({ secrets }: Endpoint, now: number): string[] {
  return secrets
    .filter(({ validUntil }) => validUntil === null || validUntil > now)
    .map(({ value }) => value);
}

function nextOf(
  { random, schedule }: DeliverDeps,
  number: number,
  outcome: PostOutcome,
  at: number,
): Settlement["next"] {
  const decision = decideRetry({ attempt: number, outcome, random: random(), schedule });
  switch (decision.kind) {
    case "settled":
      return { state: "delivered", at };
    case "retry":
      return { state: "pending", nextAttemptAt: at + decision.delayMs };
    case "give-up":
      return { state: "dead", at };
  }
}

function attemptOf(
  number: number,
  outcome: PostOutcome,
  { startedAt, endedAt }: { startedAt: number; endedAt: number },
): Attempt {
  const base = { number, startedAt, durationMs: endedAt - startedAt };
  switch (outcome.kind) {
    case "delivered":
      return { ...base, result: "delivered", status: outcome.status, reason: null };
    case "refused":
      return { ...base, result: "refused", status: outcome.status, reason: null };
    case "gone":
      return { ...base, result: "refused", status: 410, reason: "gone" };
    case "failed":
      return { ...base, result: "failed", status: null, reason: outcome.reason };
  }
}
