import { envelopeOf, type StoredEvent } from "../../../src/domain/events.ts";
import { subscribes, type Endpoint } from "../../../src/domain/endpoint.ts";
import type { Dump } from "../../support/memory-store/dump.ts";
import { receiverOf } from "../outside/customers.ts";
import type { ReceivedPost } from "../outside/ledger.ts";
import { groupBy, type Evidence } from "./evidence.ts";

/** Attempts of the schedule that the engine is run with (reliability.md 2.2). */
const ATTEMPTS_MAX = 8;

/**
 * I4 and I12, the way out: every event reaches every endpoint that wants it at least once, or is dead after all attempts; always under
 * one id, with one body and a right signature; and nobody receives what belongs to another tenant.
 */
export function checkDeliveries(evidence: Evidence): void {
  const { ledger, dumps } = evidence;
  for (const dump of dumps) {
    const events = new Map(dump.events.map((event) => [event.id, event]));
    for (const endpoint of dump.endpoints) {
      const posts = ledger.received.get(receiverOf(endpoint)) ?? [];
      const bodies = new Map<string, string>();
      for (const post of posts) checkPost(evidence, post, { endpoint, events, bodies });
      checkEndpoint(evidence, dump, { endpoint, posts });
    }
  }
}

function checkPost(
  { verdict }: Evidence,
  post: ReceivedPost,
  context: { endpoint: Endpoint; events: Map<string, StoredEvent>; bodies: Map<string, string> },
): void {
  const { endpoint, events, bodies } = context;
  const receiver = receiverOf(endpoint);
  const event = events.get(post.eventId);
  if (event === undefined) {
    return verdict.broken(
      "I12",
      `${receiver} received ${post.eventId}, which is no event of its own`,
    );
  }
  if (!post.isGenuine) verdict.broken("I4", `${receiver} could not verify ${post.eventId}`);
  if (!subscribes(endpoint, event.type)) {
    verdict.broken("I4", `${receiver} received a ${event.type}, and never asked for it`);
  }
  const body = bodies.get(event.id) ?? JSON.stringify(envelopeOf(event));
  bodies.set(event.id, body);
  if (post.body !== body)
    verdict.broken("I4", `${receiver} received ${event.id} with another body`);
}

function checkEndpoint(
  { verdict, ledger }: Evidence,
  dump: Dump,
  { endpoint, posts }: { endpoint: Endpoint; posts: ReceivedPost[] },
): void {
  const receiver = receiverOf(endpoint);
  const received = groupBy(posts, ({ eventId }) => eventId);
  const rows = new Map(
    dump.deliveries
      .filter(({ delivery }) => delivery.endpointId === endpoint.id)
      .map(({ delivery }) => [delivery.eventId, delivery]),
  );
  for (const event of dump.events) {
    if (!subscribes(endpoint, event.type)) continue;
    const delivery = rows.get(event.id);
    if (delivery === undefined) {
      // What came after an endpoint was switched off is left to a replay.
      if (endpoint.enabled) verdict.broken("I4", `${receiver} was never to have ${event.id}`);
      continue;
    }
    const own = received.get(event.id) ?? [];
    if (own.length > delivery.attempts && !ledger.replayed.has(receiver)) {
      verdict.broken(
        "I4",
        `${receiver} had ${own.length} posts of ${event.id}, and ${delivery.attempts} are counted`,
      );
    }
    switch (delivery.state) {
      case "delivered":
        if (own.some(({ accepted }) => accepted)) break;
        verdict.broken("I4", `${receiver} never took ${event.id}, which counts as delivered`);
        break;
      case "dead":
        if (delivery.attempts >= ATTEMPTS_MAX || endpoint.disabledReason === "gone") break;
        // It was gone once, and is back.
        if (ledger.replayed.has(receiver)) break;
        verdict.broken(
          "I4",
          `${event.id} is dead for ${receiver} after ${delivery.attempts} attempts`,
        );
        break;
      case "pending":
        if (!endpoint.enabled) break;
        verdict.broken("I11", `${event.id} still waits for ${receiver}`);
    }
  }
}
