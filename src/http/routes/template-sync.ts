import { z } from "zod";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import type { HttpDeps } from "../deps.ts";
import { emptyBody } from "../commands/command-bodies.ts";
import { listOf, problems } from "../schemas.ts";
import { templateSyncSchema, templateSyncView } from "../views/template.ts";

const tags = ["Templates"];

/** How our copy of the templates is kept up to date; for administrators. */
export function registerTemplateSync(api: Api, deps: HttpDeps): void {
  registerState(api, deps);
  registerAsk(api, deps);
}

function registerState(api: Api, { store, clock }: HttpDeps): void {
  api.get(
    "/v1/templates/sync",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "listTemplateSyncs",
        summary: "How the copying of templates stands",
        description: "By account. A problem says why the last attempt failed; it is tried again.",
        response: { 200: listOf(templateSyncSchema), ...problems() },
      },
    },
    async (request) => {
      const syncs = await store.templateSyncs(principalOf(request).workspaceId);
      return { items: syncs.map((sync) => templateSyncView(sync, clock.now())) };
    },
  );
}

function registerAsk(api: Api, { store, clock, doorbell }: HttpDeps): void {
  api.post(
    "/v1/templates/sync",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "syncTemplates",
        summary: "Fetch all templates from WhatsApp now",
        description:
          "Of all accounts that the workspace has lines of. Happens by itself every hour, and when WhatsApp tells of a change; 202 says that it was asked for.",
        body: emptyBody,
        response: {
          202: z
            .object({ items: z.array(templateSyncSchema) })
            .meta({ description: "Asked for; see `GET /v1/templates/sync`." }),
          ...problems(),
        },
      },
    },
    async (request, reply) => {
      const { workspaceId } = principalOf(request);
      const lines = await store.lines(workspaceId);
      for (const wabaId of new Set(lines.map((line) => line.wabaId))) {
        await store.requestTemplateSync(workspaceId, wabaId, { names: null, at: clock.now() });
        doorbell.ringTemplates({ workspaceId, wabaId });
      }
      const syncs = await store.templateSyncs(workspaceId);
      const items = syncs.map((sync) => templateSyncView(sync, clock.now()));
      return reply.code(202).send({ items });
    },
  );
}
