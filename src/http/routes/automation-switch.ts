import { z } from "zod";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import { brokenReferences } from "../automations/check-references.ts";
import { changeProblems, sendChanged } from "../automations/flow-changed.ts";
import { changeFlow, isAnswer, sendFlow } from "../automations/flow-of.ts";
import { flowSchema } from "../automations/flow-view.ts";
import { versionIn } from "../commands/if-match.ts";
import type { HttpDeps } from "../deps.ts";
import { sendProblem } from "../problems/problem.ts";
import { unknownMember } from "../problems/unknown-member.ts";
import { idParams } from "../schemas.ts";
import { ifMatchHeaders } from "./automations.ts";

const tags = ["Automations"];

/** Switches automations on and off, and takes them away (Q63). */
export function registerAutomationSwitch(api: Api, deps: HttpDeps): void {
  registerEnabling(api, deps);
  registerDisabling(api, deps);
  registerDeletion(api, deps);
}

function registerEnabling(api: Api, deps: HttpDeps): void {
  const { store, clock } = deps;
  api.post(
    "/v1/automations/:id/enable",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "enableAutomation",
        summary: "Switch an automation on",
        description:
          "With its newest version, or the one that is named. From the next event on it starts runs. Runs of another version that are under way are compared with this one before each step. 422 names what the definition needs of the workspace and does not find: a template that is not approved on an account it runs on, or has unbound slots; users, teams, roles, lines, other automations; a URL that may not be called.",
        params: idParams,
        headers: ifMatchHeaders,
        body: z
          .strictObject({ version: z.int().min(1).optional() })
          .nullish()
          .meta({ examples: [{ version: 3 }] }),
        response: {
          200: flowSchema,
          ...changeProblems("automation.unknown_version", "automation.unfit"),
        },
      },
    },
    async (request, reply) => {
      const { workspaceId } = principalOf(request);
      const { id } = request.params;
      const asked = { workspaceId, id, ifMatch: request.headers["if-match"], reply };
      const changed = await changeFlow(
        asked,
        async (flow) => {
          const number = request.body?.version ?? flow.newestVersion;
          const version = await store.flowVersion(workspaceId, id, number);
          if (version === null) {
            const facts = unknownMember("version", "version", "automation");
            return sendProblem(reply, "automation.unknown_version", facts);
          }
          const errors = await brokenReferences(version.definition, workspaceId, deps);
          if (errors.length > 0) return sendProblem(reply, "automation.unfit", { errors });
          if (flow.liveVersion === number) return { flow, version: null };
          const now = clock.now();
          const liveSince = flow.liveSince ?? now;
          return {
            flow: { ...flow, liveVersion: number, liveSince, updatedAt: now },
            version: null,
          };
        },
        store,
      );
      return isAnswer(changed) ? changed : sendFlow(reply, changed, store);
    },
  );
}

function registerDisabling(api: Api, { store, clock }: HttpDeps): void {
  api.post(
    "/v1/automations/:id/disable",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "disableAutomation",
        summary: "Switch an automation off",
        description:
          "It starts nothing more. Runs that are under way finish, unless `stopRunning` ends them all.",
        params: idParams,
        headers: ifMatchHeaders,
        body: z
          .strictObject({ stopRunning: z.boolean().default(false) })
          .nullish()
          .meta({ examples: [{ stopRunning: true }] }),
        response: { 200: flowSchema, ...changeProblems() },
      },
    },
    async (request, reply) => {
      const { workspaceId } = principalOf(request);
      const { id } = request.params;
      const stops = request.body?.stopRunning === true;
      const asked = { workspaceId, id, ifMatch: request.headers["if-match"], reply };
      const changed = await changeFlow(
        asked,
        (flow) => {
          if (flow.liveVersion === null && !stops) return Promise.resolve({ flow, version: null });
          const now = clock.now();
          const off = { ...flow, liveVersion: null, liveSince: null, updatedAt: now };
          const stopRunsBefore = stops ? now : flow.stopRunsBefore;
          return Promise.resolve({ flow: { ...off, stopRunsBefore }, version: null });
        },
        store,
      );
      return isAnswer(changed) ? changed : sendFlow(reply, changed, store);
    },
  );
}

function registerDeletion(api: Api, { store }: HttpDeps): void {
  api.delete(
    "/v1/automations/:id",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "deleteAutomation",
        summary: "Take an automation away",
        description:
          "Only one that is switched off and has no run under way. What its runs did stays to be read.",
        params: idParams,
        headers: ifMatchHeaders,
        response: {
          204: z.null(),
          ...changeProblems("automation.enabled", "automation.running"),
        },
      },
    },
    async (request, reply) => {
      const { workspaceId } = principalOf(request);
      const { id } = request.params;
      const flow = await store.flow(workspaceId, id);
      if (flow === null) return sendProblem(reply, "automation.unknown");
      if (flow.liveVersion !== null) return sendProblem(reply, "automation.enabled");
      const query = {
        flowId: id,
        conversationId: null,
        state: "running",
        cursor: null,
        limit: 1,
      } as const;
      const { items } = await store.runs(workspaceId, query);
      if (items.length > 0) return sendProblem(reply, "automation.running");
      const wanted = versionIn(request.headers["if-match"]);
      if (wanted !== null && wanted !== flow.revision) return sendChanged(reply, flow);
      const isGone = await store.deleteFlow(workspaceId, id, flow.revision);
      if (!isGone) return sendChanged(reply, await store.flow(workspaceId, id));
      return reply.code(204).send(null);
    },
  );
}
