import { z } from "zod";
import {
  CUSTOM_FIELDS_MAX,
  customFieldKeySchema,
  customFieldSchema,
  type CustomField,
} from "../../domain/contact/custom-field.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import type { HttpDeps } from "../deps.ts";
import { WORDED } from "../../domain/rule-words.ts";
import { sendProblem } from "../problems/problem.ts";
import { listOf, problems } from "../schemas.ts";

const tags = ["Contacts"];

const customFieldView = z
  .object({
    key: z.string(),
    label: z.string(),
    type: z.enum(["text", "number", "date", "boolean", "choice"]),
    choices: z.array(z.string()).optional().meta({ description: "Of a choice alone." }),
  })
  .meta({ id: "CustomField" });

const keyParams = z.strictObject({ key: customFieldKeySchema });

/** Fields that a workspace adds to its contacts (R15.8). */
export function registerCustomFields(api: Api, deps: HttpDeps): void {
  registerReadsAndAdding(api, deps);
  registerChanges(api, deps);
}

function registerReadsAndAdding(api: Api, { store }: HttpDeps): void {
  api.get(
    "/v1/custom-fields",
    {
      config: { right: "contacts.read" },
      schema: {
        tags,
        operationId: "listCustomFields",
        summary: "List custom fields",
        response: { 200: listOf(customFieldView), ...problems() },
      },
    },
    async (request) => {
      const fields = await store.customFields(principalOf(request).workspaceId);
      return { items: fields.map(shown) };
    },
  );

  api.post(
    "/v1/custom-fields",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "createCustomField",
        summary: "Define a custom field",
        description: `At most ${CUSTOM_FIELDS_MAX}. Key and type stay as they are. Dates are written \`2026-02-28\`.`,
        body: customFieldSchema.meta({
          examples: [{ key: "plan", label: "Plan", type: "choice", choices: ["Lite", "Pro"] }],
        }),
        response: {
          201: customFieldView,
          ...problems("custom_field.taken", "custom_field.limit_reached"),
        },
      },
    },
    async (request, reply) => {
      const { workspaceId } = principalOf(request);
      const field: CustomField = { ...request.body, workspaceId };
      const added = await store.addCustomField(field, CUSTOM_FIELDS_MAX);
      switch (added) {
        case "added":
          return reply.code(201).send(shown(field));
        case "taken":
          return sendProblem(reply, "custom_field.taken");
        case "full":
          return sendProblem(reply, "custom_field.limit_reached");
      }
    },
  );
}

function registerChanges(api: Api, { store }: HttpDeps): void {
  api.patch(
    "/v1/custom-fields/:key",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "changeCustomField",
        summary: "Change the label or the choices of a custom field",
        description: "A value that is no choice any more stays with its contact, and is not shown.",
        params: keyParams,
        body: z
          .strictObject({ label: z.string(), choices: z.array(z.string().max(1_000)).max(1_000) })
          .partial()
          .meta({ examples: [{ label: "Plan" }] }),
        response: { 200: customFieldView, ...problems("custom_field.unknown") },
      },
    },
    async (request, reply) => {
      const { workspaceId } = principalOf(request);
      const fields = await store.customFields(workspaceId);
      const known = fields.find(({ key }) => key === request.params.key);
      if (known === undefined) return sendProblem(reply, "custom_field.unknown");
      const parsed = customFieldSchema.safeParse({ ...shown(known), ...request.body }, WORDED);
      if (!parsed.success) {
        const errors = parsed.error.issues.map(({ path, message }) => ({
          field: ["body", ...path].join("."),
          rule: message,
        }));
        return sendProblem(reply, "request.invalid", { errors });
      }
      const changed = { ...parsed.data, workspaceId };
      const isThere = await store.changeCustomField(changed);
      return isThere ? shown(changed) : sendProblem(reply, "custom_field.unknown");
    },
  );

  api.delete(
    "/v1/custom-fields/:key",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "deleteCustomField",
        summary: "Take a custom field away",
        description: "Its values stay with their contacts, and are not shown.",
        params: keyParams,
        response: {
          204: z.null().meta({ description: "There is no such field any more." }),
          ...problems("custom_field.unknown"),
        },
      },
    },
    async (request, reply) => {
      const { workspaceId } = principalOf(request);
      const isGone = await store.deleteCustomField(workspaceId, request.params.key);
      return isGone ? reply.code(204).send(null) : sendProblem(reply, "custom_field.unknown");
    },
  );
}

function shown({
  workspaceId: _workspaceId,
  ...field
}: CustomField): z.infer<typeof customFieldView> {
  return field;
}
