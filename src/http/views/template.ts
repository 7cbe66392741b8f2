import { z } from "zod";
import type { Template } from "../../domain/template/template.ts";
import type { TemplateSync } from "../../domain/template/template-sync.ts";
import { syncDueAt } from "../../domain/template/template-sync.ts";
import { bindingsSchema, type Bindings } from "../../domain/template/binding.ts";
import { obstacleOf } from "../../domain/template/obstacle.ts";
import { readTemplate } from "../../domain/template/read-template.ts";
import { renderTemplate } from "../../domain/template/render.ts";
import { slotsOf } from "../../domain/template/slots.ts";
import { iso, isoOrNull, timeSchema } from "../schemas.ts";

const obstacleSchema = z
  .discriminatedUnion("reason", [
    z.object({ reason: z.literal("deleted") }),
    z.object({ reason: z.literal("status"), status: z.string() }),
    z.object({ reason: z.literal("unsupported"), reasons: z.array(z.string()) }),
  ])
  .meta({ id: "TemplateObstacle", description: "Why it cannot be sent." });

const EXAMPLE = {
  id: "1407680676729941",
  name: "pedido_listo",
  language: "es_MX",
  category: "UTILITY",
  status: "APPROVED",
  quality: "GREEN",
  rejectedReason: null,
  wabaId: "300000000000001",
  sendable: true,
  obstacle: null,
  text: "Hola {{1}}, tu pedido está listo.",
  fetchedAt: "2026-11-22T21:48:00.000Z",
};

/** A template in the list. */
export const templateSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    language: z.string(),
    category: z.string(),
    status: z.string().meta({ description: "WhatsApp's word." }),
    quality: z.string().nullable(),
    rejectedReason: z.string().nullable(),
    wabaId: z.string().meta({ description: "The account that has it; all its lines may send it." }),
    sendable: z.boolean(),
    obstacle: obstacleSchema.nullable(),
    text: z.string().meta({ description: "What the contact reads, with its placeholders." }),
    fetchedAt: timeSchema.meta({ description: "When WhatsApp was asked last." }),
  })
  .meta({ id: "Template", examples: [EXAMPLE] });

const slotSchema = z
  .object({
    key: z.string().meta({ description: "What it is called in `bindings`." }),
    need: z.string().meta({
      description:
        "`text`, `code`, `urlSuffix`, `coupon` and `payload` take a field or a text; `image`, `video` and `document` a file of the library; `location`, `flow`, `product`, `products` and `expiry` what they are called.",
    }),
    required: z.boolean(),
    charsMax: z.int().nullable(),
    context: z.string().meta({ description: "The text around it, or the label of its button." }),
    example: z.string().nullable(),
  })
  .meta({ id: "TemplateSlot" });

/** One template, with what it takes to send it. */
export const templateDetailSchema = templateSchema
  .extend({
    slots: z.array(slotSchema).meta({ description: "Empty for what cannot be read." }),
    suggestion: bindingsSchema
      .nullable()
      .meta({ description: "What you bound it to the last time that you sent it." }),
  })
  .meta({
    id: "TemplateDetail",
    examples: [
      {
        ...EXAMPLE,
        slots: [
          {
            key: "body.1",
            need: "text",
            required: true,
            charsMax: 1_024,
            context: "Hola {{1}}, tu pedido está listo.",
            example: "Ana",
          },
        ],
        suggestion: { "body.1": { kind: "field", field: "firstName", default: "amigo" } },
      },
    ],
  });

export function templateView(template: Template): z.infer<typeof templateSchema> {
  const { id, name, language, category, status, quality, rejectedReason, wabaId } = template;
  const obstacle = obstacleOf(template);
  const reading = readTemplate(template);
  return {
    id,
    name,
    language,
    category,
    status,
    quality,
    rejectedReason,
    wabaId,
    sendable: obstacle === null,
    obstacle,
    text: reading.kind === "read" ? renderTemplate(reading.definition, new Map()) : "",
    fetchedAt: iso(template.fetchedAt),
  };
}

export function templateDetailView(
  template: Template,
  suggestion: Bindings | null,
): z.infer<typeof templateDetailSchema> {
  const reading = readTemplate(template);
  const slots = reading.kind === "read" ? slotsOf(reading.definition) : [];
  return { ...templateView(template), slots, suggestion };
}

/** How the copying of an account's templates stands. */
export const templateSyncSchema = z
  .object({
    wabaId: z.string(),
    state: z.enum(["running", "due", "failing", "idle"]),
    lastFullAt: timeSchema.nullable().meta({ description: "When all were last fetched." }),
    nextAt: timeSchema.nullable().meta({ description: "Null while somebody fetches." }),
    problem: z
      .object({
        kind: z.enum(["no_token", "unauthorized", "throttled", "refused", "unclear"]),
        code: z.int().nullable().meta({ description: "WhatsApp's, when it gave one." }),
        at: timeSchema,
      })
      .nullable()
      .meta({ description: "Why the last attempt failed." }),
  })
  .meta({ id: "TemplateSync" });

export function templateSyncView(
  sync: TemplateSync,
  now: number,
): z.infer<typeof templateSyncSchema> {
  const { wabaId, lastFullAt, problem } = sync;
  const state = stateOf(sync, now);
  return {
    wabaId,
    state,
    lastFullAt: isoOrNull(lastFullAt),
    nextAt: state === "running" ? null : iso(syncDueAt(sync)),
    problem: problem === null ? null : { ...problem, at: iso(problem.at) },
  };
}

function stateOf(sync: TemplateSync, now: number): "running" | "due" | "failing" | "idle" {
  if (sync.underWay !== null && sync.leaseUntil > now) return "running";
  if (syncDueAt(sync) <= now) return "due";
  return sync.problem === null ? "idle" : "failing";
}
