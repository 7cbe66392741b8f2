import { z } from "zod";
import { ADD_ONS, PLANS } from "../../domain/people/workspace.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import type { HttpDeps } from "../deps.ts";
import { problems } from "../schemas.ts";

const workspaceSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    plan: z.enum(PLANS).nullable(),
    addOns: z.array(z.enum(ADD_ONS)),
    entitlements: z.array(z.literal("inbox")).meta({
      description:
        "What plan and add-ons open. Without `inbox` its routes answer 403 `plan.inbox_missing`, while webhooks are stored.",
    }),
  })
  .meta({ id: "Workspace" });

/** The workspace of the token (Q16). Operators make and change them: `./ventana workspace`. */
export function registerWorkspace(api: Api, { store }: HttpDeps): void {
  api.get(
    "/v1/workspace",
    {
      config: { right: "workspace.read" },
      schema: {
        tags: ["Workspace"],
        operationId: "getWorkspace",
        summary: "The workspace, its plan and what it opens",
        response: { 200: workspaceSchema, ...problems() },
      },
    },
    async (request) => {
      const { workspaceId: id, entitlements } = principalOf(request);
      const { name = "", plan = null, addOns = [] } = (await store.workspace(id)) ?? {};
      return { id, name, plan, addOns: [...addOns], entitlements: [...entitlements] };
    },
  );
}
