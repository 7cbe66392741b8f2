import { z } from "zod";
import { diffFlow } from "../../domain/automation/diff-flow.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import { definitionSchema } from "../automations/flow-view.ts";
import { automationJsonSchema } from "../automations/json-schema.ts";
import type { HttpDeps } from "../deps.ts";
import { sendProblem } from "../problems/problem.ts";
import { idParams, idSchema, iso, listOf, problems, timeSchema } from "../schemas.ts";

const tags = ["Automations"];

const versionMembers = {
  version: z.int(),
  createdBy: z.string().nullable().meta({ description: "The user who wrote it." }),
  createdAt: timeSchema,
};
const versionNumber = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, "must be the number of a version")
  .transform(Number)
  .meta({ type: "integer", pattern: undefined, minimum: 1 });

const changeSchema = z.object({
  member: z.string(),
  from: z.unknown().meta({ description: "Null where it was not said." }),
  to: z.unknown(),
});
const diffSchema = z
  .object({
    from: z.int(),
    to: z.int(),
    changed: z.array(changeSchema).meta({ description: "Of everything but the steps." }),
    steps: z.object({
      added: z.array(z.string()),
      removed: z.array(z.string()),
      changed: z.array(z.object({ id: z.string(), members: z.array(changeSchema) })),
    }),
  })
  .meta({
    id: "AutomationDiff",
    examples: [
      {
        from: 1,
        to: 2,
        changed: [{ member: "name", from: "Bienvenida", to: "Bienvenida 2" }],
        steps: {
          added: ["note_city"],
          removed: [],
          changed: [{ id: "ask_need", members: [{ member: "next", from: null, to: "note_city" }] }],
        },
      },
    ],
  });

const versionSchema = z
  .object({ ...versionMembers, definition: definitionSchema })
  .meta({ id: "AutomationVersion" });

/** What was written, and what is different. */
export function registerAutomationVersions(api: Api, deps: HttpDeps): void {
  registerSchema(api);
  registerVersions(api, deps);
  registerDiff(api, deps);
}

function registerSchema(api: Api): void {
  const schema = automationJsonSchema();
  api.get(
    "/v1/automations/schema",
    {
      config: { right: "workspace.read" },
      schema: {
        tags,
        operationId: "getAutomationSchema",
        summary: "Definitions of automations as JSON Schema",
        description:
          "JSON Schema 2020-12, for editors. What it cannot say (steps that are never reached, placeholders) is said when a definition is written.",
        response: {
          200: z.record(z.string(), z.unknown()).meta({
            examples: [{ $schema: "https://json-schema.org/draft/2020-12/schema", type: "object" }],
          }),
          ...problems(),
        },
      },
    },
    () => schema,
  );
}

function registerVersions(api: Api, { store }: HttpDeps): void {
  api.get(
    "/v1/automations/:id/versions",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "listAutomationVersions",
        summary: "List versions of an automation",
        description: "Newest first, without their definitions.",
        params: idParams,
        response: {
          200: listOf(z.object(versionMembers).meta({ id: "AutomationVersionSummary" })),
          ...problems("automation.unknown"),
        },
      },
    },
    async (request, reply) => {
      const { workspaceId } = principalOf(request);
      const { id } = request.params;
      if ((await store.flow(workspaceId, id)) === null)
        return sendProblem(reply, "automation.unknown");
      const versions = await store.flowVersions(workspaceId, id);
      return {
        items: versions.map(({ version, createdBy, createdAt }) => ({
          version,
          createdBy,
          createdAt: iso(createdAt),
        })),
      };
    },
  );

  api.get(
    "/v1/automations/:id/versions/:version",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "getAutomationVersion",
        summary: "One version of an automation",
        description: "As it was written: versions never change.",
        params: z.strictObject({ id: idSchema, version: versionNumber }),
        response: { 200: versionSchema, ...problems("automation.unknown_version") },
      },
    },
    async (request, reply) => {
      const { id, version } = request.params;
      const found = await store.flowVersion(principalOf(request).workspaceId, id, version);
      if (found === null) return sendProblem(reply, "automation.unknown_version");
      const { definition, createdBy, createdAt } = found;
      return { version, definition, createdBy, createdAt: iso(createdAt) };
    },
  );
}

function registerDiff(api: Api, { store }: HttpDeps): void {
  api.get(
    "/v1/automations/:id/diff",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "diffAutomation",
        summary: "What two versions differ in",
        description:
          "From the live version, or the one before the newest, to the newest, unless others are named. Members by their old and new value.",
        params: idParams,
        querystring: z.strictObject({
          from: versionNumber.optional().meta({ description: "The older version." }),
          to: versionNumber.optional().meta({ description: "The newer version." }),
        }),
        response: {
          200: diffSchema,
          ...problems("automation.unknown", "automation.unknown_version"),
        },
      },
    },
    async (request, reply) => {
      const { workspaceId } = principalOf(request);
      const { id } = request.params;
      const flow = await store.flow(workspaceId, id);
      if (flow === null) return sendProblem(reply, "automation.unknown");
      const { to = flow.newestVersion } = request.query;
      const { from = flow.liveVersion ?? Math.max(1, to - 1) } = request.query;
      const [before, after] = await Promise.all([
        store.flowVersion(workspaceId, id, from),
        store.flowVersion(workspaceId, id, to),
      ]);
      if (before === null || after === null) {
        const field = before === null ? "query.from" : "query.to";
        const errors = [{ field, rule: "must be a version of this automation" }];
        return sendProblem(reply, "automation.unknown_version", { errors });
      }
      return { from, to, ...diffFlow(before.definition, after.definition) };
    },
  );
}
