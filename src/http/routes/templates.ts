import { z } from "zod";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import type { HttpDeps } from "../deps.ts";
import { createFilterCursor } from "../list/filter-cursor.ts";
import { sendProblem } from "../problems/problem.ts";
import { cursorSchema, idParams, idSchema, limitSchema, pageOf, problems } from "../schemas.ts";
import {
  templateDetailSchema,
  templateDetailView,
  templateSchema,
  templateView,
} from "../views/template.ts";

const tags = ["Templates"];

/** What the list may be narrowed to. */
const filterShape = {
  sendable: z
    .enum(["true", "false", "all"])
    .default("true")
    .meta({ description: "Those that can be sent now, those that cannot, or all." }),
  line: idSchema.optional().meta({ description: "That this line may send." }),
  category: z
    .string()
    .max(64)
    .transform((text) => text.toUpperCase())
    .optional()
    .meta({ examples: ["UTILITY"] }),
  language: z
    .string()
    .max(16)
    .optional()
    .meta({ examples: ["es_MX"] }),
  q: z
    .string()
    .min(1)
    .max(100)
    .transform((text) => text.toLowerCase().replace(/[\s-]+/g, "_"))
    .optional()
    .meta({ description: "A part of the name." }),
};

/** Templates as WhatsApp has approved them (R7.1); they are made and changed there. */
export function registerTemplates(api: Api, deps: HttpDeps): void {
  registerList(api, deps);
  registerOne(api, deps);
}

function registerList(api: Api, { store }: HttpDeps): void {
  api.get(
    "/v1/templates",
    {
      config: { right: "inbox.read" },
      schema: {
        tags,
        operationId: "listTemplates",
        summary: "List templates",
        description: "By name, then language. Those that are gone at WhatsApp are not listed.",
        querystring: z.strictObject({ ...filterShape, cursor: cursorSchema, limit: limitSchema }),
        response: {
          200: pageOf(templateSchema),
          ...problems("line.unknown", "cursor.invalid", "cursor.other_filter"),
        },
      },
    },
    async (request, reply) => {
      const { workspaceId } = principalOf(request);
      const { cursor, limit, ...filter } = request.query;
      const line = filter.line === undefined ? null : await store.line(workspaceId, filter.line);
      if (filter.line !== undefined && line === null) return sendProblem(reply, "line.unknown");
      const place = createFilterCursor(filter);
      const page = await store.templates(workspaceId, {
        wabaIds: line === null ? null : [line.wabaId],
        sendable: filter.sendable === "all" ? null : filter.sendable === "true",
        category: filter.category ?? null,
        language: filter.language ?? null,
        search: filter.q ?? null,
        cursor: place.open(cursor),
        limit,
      });
      return { items: page.items.map(templateView), cursor: place.seal(page.cursor) };
    },
  );
}

function registerOne(api: Api, { store }: HttpDeps): void {
  api.get(
    "/v1/templates/:id",
    {
      config: { right: "inbox.read" },
      schema: {
        tags,
        operationId: "getTemplate",
        summary: "One template, with what it takes to send it",
        description:
          "`slots` are its placeholders, its header's file and its buttons' parameters; `suggestion` is what you bound them to last.",
        params: idParams,
        response: { 200: templateDetailSchema, ...problems("template.unknown") },
      },
    },
    async (request, reply) => {
      const { workspaceId, userId } = principalOf(request);
      const template = await store.template(workspaceId, request.params.id);
      if (template === null) return sendProblem(reply, "template.unknown");
      const suggestion = await store.rememberedBindings(workspaceId, userId, template);
      return templateDetailView(template, suggestion);
    },
  );
}
