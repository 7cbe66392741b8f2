import { z } from "zod";
import { EVENT_TYPES, type EventType } from "./events.ts";
import type { EndpointId, WorkspaceId } from "./ids.ts";
import { oneLineText } from "./sending/outgoing/written.ts";

/** What a customer says of a receiver of events. */
export const endpointInputSchema = z.strictObject({
  url: z.string().min(1).max(2_048),
  /** Types to be delivered; `["*"]` for all. */
  events: z
    .array(z.enum(["*", ...EVENT_TYPES]))
    .min(1)
    .max(EVENT_TYPES.length),
  description: oneLineText(z.string().trim().max(200)).default(""),
  enabled: z.boolean().default(true),
});

/** What is remembered of an endpoint's attempts, over all its deliveries: decides when it is switched off (reliability.md 2.2). */
export interface EndpointHealth {
  /** First failure of the run that counts, epoch milliseconds; null while the last attempt succeeded. */
  failingSince: number | null;
  /** Failures since then. */
  failures: number;
}

/** A receiver of events: somebody's URL, subscribed to types. */
export interface Endpoint {
  workspaceId: WorkspaceId;
  id: EndpointId;
  url: string;
  events: (EventType | "*")[];
  description: string;
  enabled: boolean;
  /** Why the engine switched it off; null when a person did, or it is on. */
  disabledReason: "gone" | "failing" | null;
  /** `whsec_...`, newest first; two while a rotation lasts. Never part of an answer but the one that creates it. */
  secrets: { value: string; validUntil: number | null }[];
  /** Only events after this place in the feed are delivered. */
  startSeq: number;
  health: EndpointHealth;
  createdAt: number;
  updatedAt: number;
}

/** One event on its way to one endpoint. */
export interface Delivery {
  workspaceId: WorkspaceId;
  /** `<event id>.<endpoint id>`: derived, so that fanning out twice makes one delivery. */
  id: string;
  endpointId: EndpointId;
  eventId: string;
  eventType: EventType;
  seq: number;
  state: "pending" | "delivered" | "dead";
  /** Attempts begun; counted before the request leaves, so that a crash counts too. */
  attempts: number;
  nextAttemptAt: number;
  createdAt: number;
  settledAt: number | null;
}

/** One try of a delivery, as it ended. */
export interface Attempt {
  number: number;
  startedAt: number;
  durationMs: number;
  result: "delivered" | "refused" | "failed";
  /** HTTP status, when there was an answer. */
  status: number | null;
  /** Short word for what went wrong: `timeout`, `blocked`, ... */
  reason: string | null;
}

export function deliveryIdOf(eventId: string, endpointId: EndpointId): string {
  return `${eventId}.${endpointId}`;
}

export function subscribes(endpoint: Pick<Endpoint, "events">, type: EventType): boolean {
  return endpoint.events.includes("*") || endpoint.events.includes(type);
}
