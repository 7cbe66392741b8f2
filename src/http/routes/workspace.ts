import { z } from "zod";
import { timeZoneSchema } from "../../domain/automation/time-zone.ts";
import { ADD_ONS, PLANS, timeZoneOf, type Workspace } from "../../domain/people/workspace.ts";
import type { Api } from "../api.ts";
import { principalOf, type Principal } from "../access/auth.ts";
import type { HttpDeps } from "../deps.ts";
import { sendProblem } from "../problems/problem.ts";
import { problems } from "../schemas.ts";

const workspaceSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    plan: z.enum(PLANS).nullable(),
    addOns: z.array(z.enum(ADD_ONS)),
    timeZone: z.string().meta({
      description: "IANA. Business hours of lines are meant in it.",
      examples: ["America/Mexico_City"],
    }),
    entitlements: z.array(z.literal("inbox")).meta({
      description:
        "What plan and add-ons open. Without `inbox` its routes answer 403 `plan.inbox_missing`, while webhooks are stored.",
    }),
  })
  .meta({ id: "Workspace" });

/** The workspace of the token (Q16). Operators make them, and say what they may use: `./ventana workspace`. */
export function registerWorkspace(api: Api, { store, clock }: HttpDeps): void {
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
      const principal = principalOf(request);
      return workspaceView(principal, await store.workspace(principal.workspaceId));
    },
  );

  api.patch(
    "/v1/workspace",
    {
      config: { right: "settings" },
      schema: {
        tags: ["Workspace"],
        operationId: "changeWorkspace",
        summary: "Change the workspace's time zone",
        description: "Waits that are under way keep the time they were reckoned to.",
        body: z
          .strictObject({ timeZone: timeZoneSchema })
          .meta({ examples: [{ timeZone: "America/Bogota" }] }),
        response: { 200: workspaceSchema, ...problems("workspace.unknown") },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const workspace = await store.workspace(principal.workspaceId);
      if (workspace === null) return sendProblem(reply, "workspace.unknown");
      const next = { ...workspace, ...request.body, updatedAt: clock.now() };
      await store.putWorkspace(next);
      return workspaceView(principal, next);
    },
  );
}

function workspaceView(
  { workspaceId: id, entitlements }: Principal,
  workspace: Workspace | null,
): z.infer<typeof workspaceSchema> {
  const { name = "", plan = null, addOns = [] } = workspace ?? {};
  const timeZone = timeZoneOf(workspace);
  return { id, name, plan, addOns: [...addOns], timeZone, entitlements: [...entitlements] };
}
