import { z } from "zod";
import type { Attempt, Delivery, Endpoint } from "../../domain/endpoint.ts";
import { EVENT_TYPES } from "../../domain/events.ts";
import { iso, isoOrNull, timeSchema } from "../schemas.ts";
import { eventTypeSchema } from "./event.ts";

export const endpointSchema = z
  .object({
    id: z.string(),
    url: z.string(),
    events: z.array(z.enum(["*", ...EVENT_TYPES])),
    description: z.string(),
    enabled: z.boolean(),
    disabledReason: z.enum(["gone", "failing"]).nullable().meta({
      description: "Why the engine switched it off: it answered 410, or failed for days.",
    }),
    secrets: z
      .array(z.object({ validUntil: timeSchema.nullable() }))
      .meta({ description: "Two while a rotation lasts. The secrets themselves are never shown." }),
    startSeq: z.int().meta({ description: "Events after this place in the feed are delivered." }),
    failingSince: timeSchema.nullable(),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .meta({ id: "Endpoint" });

export function endpointView(endpoint: Endpoint): z.infer<typeof endpointSchema> {
  const { workspaceId: _workspaceId, secrets, health, ...shown } = endpoint;
  return {
    ...shown,
    secrets: secrets.map(({ validUntil }) => ({ validUntil: isoOrNull(validUntil) })),
    failingSince: isoOrNull(health.failingSince),
    createdAt: iso(endpoint.createdAt),
    updatedAt: iso(endpoint.updatedAt),
  };
}

export const deliverySchema = z
  .object({
    id: z.string(),
    endpointId: z.string(),
    eventId: z.string(),
    eventType: eventTypeSchema,
    seq: z.int(),
    state: z.enum(["pending", "delivered", "dead"]),
    attempts: z.int(),
    nextAttemptAt: timeSchema,
    createdAt: timeSchema,
    settledAt: timeSchema.nullable(),
  })
  .meta({ id: "Delivery" });

export function deliveryView(delivery: Delivery): z.infer<typeof deliverySchema> {
  const { workspaceId: _workspaceId, ...shown } = delivery;
  return {
    ...shown,
    nextAttemptAt: iso(delivery.nextAttemptAt),
    createdAt: iso(delivery.createdAt),
    settledAt: isoOrNull(delivery.settledAt),
  };
}

export const attemptSchema = z
  .object({
    number: z.int(),
    startedAt: timeSchema,
    durationMs: z.number(),
    result: z.enum(["delivered", "refused", "failed"]),
    status: z.int().nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: "Attempt" });

export function attemptView(attempt: Attempt): z.infer<typeof attemptSchema> {
  return { ...attempt, startedAt: iso(attempt.startedAt) };
}
