import { healthAfter } from "../channels/endpoint/endpoint-health.ts";
import type { PostOutcome } from "../channels/endpoint/post.ts";
import {
  decideRetry,
  RETRY_SCHEDULES,
  type RetryScheduleName,
} from "../channels/endpoint/retry-schedule.ts";
import type { Signer } from "../channels/endpoint/sign.ts";
import type { Clock } from "../clock.ts";
import type { Attempt, Delivery, Endpoint, EndpointHealth } from "../domain/endpoint.ts";
import { envelopeOf, type StoredEvent } from "../domain/events.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { ClaimedDelivery, Settlement } from "../store/delivery-store.ts";

export interface AttemptDeps {
  /** Posts once; never throws for what the endpoint does. */
  post: (request: {
    url: string;
    headers: Readonly<Record<string, string>>;
    body: string;
  }) => Promise<PostOutcome>;
  sign: Signer;
  clock: Clock;
  log: Log;
  random: () => number;
  schedule: RetryScheduleName;
  metrics?: Pick<Metrics, "deliveries" | "deliverySeconds">;
}

/** An endpoint while deliveries to it are carried out. */
export interface Target {
  endpoint: Endpoint;
  /** As far as is known here. */
  health: EndpointHealth;
  disabled: boolean;
}

/** How an attempt ended: as the endpoint made it end, or by a fault of ours. */
type AttemptOutcome = PostOutcome | { kind: "interrupted" } | { kind: "internal" };

/**
 * Carries out one claimed delivery: sign and post. Answers what is to be settled, and never rejects: what goes wrong with one delivery
 * must not touch those beside it.
 */
export async function attemptDelivery(
  deps: AttemptDeps,
  target: Target,
  { delivery, event }: ClaimedDelivery,
): Promise<Settlement> {
  const { id: endpointId, workspaceId } = target.endpoint;
  const startedAt = deps.clock.now();
  const outcome = await carryOut(deps, target.endpoint, { delivery, event, startedAt });
  const endedAt = deps.clock.now();
  count(deps, outcome, endedAt - event.recordedAt);
  return {
    workspaceId,
    endpointId,
    deliveryId: delivery.id,
    attempt: attemptOf(delivery.attempts, outcome, { startedAt, endedAt }),
    next: nextOf(deps, delivery.attempts, outcome, endedAt),
    ...judge(deps, target, outcome, endedAt),
  };
}

async function carryOut(
  { sign, post, schedule, log }: AttemptDeps,
  endpoint: Endpoint,
  { delivery, event, startedAt }: { delivery: Delivery; event: StoredEvent; startedAt: number },
): Promise<AttemptOutcome> {
  // Attempts are counted when they are claimed. One beyond the last means that the others ended the process.
  if (delivery.attempts > RETRY_SCHEDULES[schedule].length) return { kind: "interrupted" };
  try {
    const body = JSON.stringify(envelopeOf(event));
    const secrets = secretsInForce(endpoint, startedAt);
    const signature = sign({ id: delivery.eventId, sentAt: startedAt, body, secrets });
    const headers = { ...signature, "content-type": "application/json", "user-agent": "Ventana" };
    return await post({ url: endpoint.url, headers, body });
  } catch (err) {
    log.error({ err, endpointId: endpoint.id, deliveryId: delivery.id }, "A post went wrong here");
    return { kind: "internal" };
  }
}

function secretsInForce({ secrets }: Endpoint, now: number): string[] {
  return secrets
    .filter(({ validUntil }) => validUntil === null || validUntil > now)
    .map(({ value }) => value);
}

/** What the attempt says of the endpoint. Faults of ours say nothing. */
function judge(
  { log }: AttemptDeps,
  target: Target,
  outcome: AttemptOutcome,
  at: number,
): Pick<Settlement, "health" | "disable"> {
  if (outcome.kind === "interrupted" || outcome.kind === "internal") {
    return { health: null, disable: null };
  }
  const { health, disable } = healthAfter(target.health, outcome, at);
  const isNews = health.failures !== target.health.failures;
  target.health = health;
  if (disable !== null && !target.disabled) {
    target.disabled = true;
    const { id: endpointId, workspaceId } = target.endpoint;
    log.warn(
      { endpointId, workspaceId, reason: disable },
      "An endpoint was switched off; its events wait for a replay",
    );
  }
  return { health: isNews ? health : null, disable };
}

function nextOf(
  { random, schedule }: AttemptDeps,
  attempt: number,
  outcome: AttemptOutcome,
  at: number,
): Settlement["next"] {
  if (outcome.kind === "interrupted") return { state: "dead", at };
  const posted: PostOutcome =
    outcome.kind === "internal"
      ? { kind: "failed", reason: "connect", detail: outcome.kind }
      : outcome;
  const decision = decideRetry({ attempt, outcome: posted, random: random(), schedule });
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
  outcome: AttemptOutcome,
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
    case "interrupted":
    case "internal":
      return { ...base, result: "failed", status: null, reason: outcome.kind };
  }
}

function count({ metrics }: AttemptDeps, { kind }: AttemptOutcome, sinceRecordedMs: number): void {
  metrics?.deliveries.inc({ result: kind });
  if (kind === "delivered") metrics?.deliverySeconds.observe(Math.max(0, sinceRecordedMs) / 1_000);
}
