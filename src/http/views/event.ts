import { z } from "zod";
import { EVENT_TYPES } from "../../domain/events.ts";
import { EVENT_CATALOGUE } from "../event-catalogue/catalogue.ts";
import { timeSchema } from "../schemas.ts";
import { actorSchema } from "./actor.ts";

export const eventTypeSchema = z.enum(EVENT_TYPES).meta({
  id: "EventType",
  description: "What happened. More may come: ignore those that you do not know.",
  examples: ["message.received"],
});

/** `EventEnvelope`: the same document in the feed and in deliveries. */
export const eventSchema = z
  .object({
    id: z.string().meta({ description: "Stable; `webhook-id` of its deliveries." }),
    type: eventTypeSchema,
    workspaceId: z.string(),
    seq: z.int().meta({ description: "1, 2, 3, ... in the workspace, without a gap." }),
    occurredAt: timeSchema,
    recordedAt: timeSchema,
    conversation: z.object({ id: z.string(), episode: z.int(), version: z.int() }).nullable().meta({
      description: "Null for what happened in the CRM, and no conversation brought about.",
    }),
    cause: z.object({
      kind: z.enum(["webhook", "command", "timer", "send", "request", "automation"]),
      id: z.string(),
      actor: actorSchema,
      depth: z.int().optional().meta({
        description:
          "How many starts by automations lie between it and the world; none when not there.",
      }),
    }),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({
    id: "Event",
    examples: [EVENT_CATALOGUE["conversation.started_by_contact"].example],
  });
