import { z } from "zod";
import type { Flow, FlowVersion } from "../../domain/automation/flow.ts";
import { canonicalJson } from "../../domain/automation/step-hash.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import { changeProblems } from "../automations/flow-changed.ts";
import { changeFlow, isAnswer, sendFlow } from "../automations/flow-of.ts";
import {
  createdFlowSchema,
  flowSchema,
  flowSummary,
  flowSummarySchema,
} from "../automations/flow-view.ts";
import { definitionBody, readDefinition } from "../automations/read-definition.ts";
import { ifMatchSchema } from "../commands/if-match.ts";
import type { HttpDeps } from "../deps.ts";
import { newSecret } from "../endpoint-input.ts";
import { sendProblem } from "../problems/problem.ts";
import { cursorSchema, idParams, limitSchema, pageOf, problems } from "../schemas.ts";

const tags = ["Automations"];

export const ifMatchHeaders = z.object({
  "if-match": ifMatchSchema.optional().meta({
    description: "`ETag` of the automation as it was read; 412 when it has changed since.",
  }),
});

/** Flows as data: made as drafts, changed version by version (R14.1, R14.7). Administrators write them. */
export function registerAutomations(api: Api, deps: HttpDeps): void {
  registerCreation(api, deps);
  registerReads(api, deps);
  registerChange(api, deps);
}

function registerCreation(api: Api, { store, clock, ids }: HttpDeps): void {
  api.post(
    "/v1/automations",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "createAutomation",
        summary: "Make an automation",
        description:
          "A draft: version 1, switched off until `enable`. All that is wrong with it is said at once, each error with the place and the id of its step: `body.steps[3] (ask_city).onTimeout`. What it names of the workspace (lines, users, templates, files, other flows, addresses to call) is looked at when it is switched on. `secret` signs what its webhooks and responders are sent.",
        body: definitionBody,
        response: {
          201: createdFlowSchema,
          ...problems("automation.invalid"),
        },
      },
    },
    async (request, reply) => {
      const { workspaceId, userId } = principalOf(request);
      const read = readDefinition(request.body, null);
      if (read.kind === "broken") {
        return sendProblem(reply, "automation.invalid", { errors: read.errors });
      }
      const { definition } = read;
      const now = clock.now();
      const secret = newSecret(ids);
      const flow: Flow = {
        workspaceId,
        id: ids.next("flow"),
        name: definition.name,
        newestVersion: 1,
        liveVersion: null,
        liveSince: null,
        stopRunsBefore: null,
        hookHash: null,
        secrets: [{ value: secret, validUntil: null }],
        revision: 1,
        createdAt: now,
        updatedAt: now,
      };
      const { id: flowId } = flow;
      await store.addFlow(flow, {
        workspaceId,
        flowId,
        version: 1,
        definition,
        createdBy: userId,
        createdAt: now,
      });
      void reply.code(201).header("location", `/v1/automations/${flowId}`);
      return sendFlow(reply, flow, store, { secret });
    },
  );
}

function registerReads(api: Api, { store }: HttpDeps): void {
  api.get(
    "/v1/automations",
    {
      config: { right: "workspace.read" },
      schema: {
        tags,
        operationId: "listAutomations",
        summary: "List automations",
        description:
          "In the order of their creation, which is that of their starts when one event starts several. Without their definitions.",
        querystring: z.strictObject({ cursor: cursorSchema, limit: limitSchema }),
        response: { 200: pageOf(flowSummarySchema), ...problems("cursor.invalid") },
      },
    },
    async (request) => {
      const { cursor = null, limit } = request.query;
      const page = await store.flows(principalOf(request).workspaceId, { cursor, limit });
      return { items: page.items.map(flowSummary), cursor: page.cursor };
    },
  );

  api.get(
    "/v1/automations/:id",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "getAutomation",
        summary: "One automation",
        description: "With its newest definition and the live one, and an `ETag` for `If-Match`.",
        params: idParams,
        response: { 200: flowSchema, ...problems("automation.unknown") },
      },
    },
    async (request, reply) => {
      const flow = await store.flow(principalOf(request).workspaceId, request.params.id);
      return flow === null
        ? sendProblem(reply, "automation.unknown")
        : sendFlow(reply, flow, store);
    },
  );
}

function registerChange(api: Api, { store, clock }: HttpDeps): void {
  api.put(
    "/v1/automations/:id",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "changeAutomation",
        summary: "Write a new version of an automation",
        description:
          "Versions never change. The new one is a draft until `enable` makes it live; what is live stays so. The same definition again makes no version.",
        params: idParams,
        headers: ifMatchHeaders,
        body: definitionBody,
        response: {
          200: flowSchema,
          ...changeProblems("automation.invalid"),
        },
      },
    },
    async (request, reply) => {
      const { workspaceId, userId } = principalOf(request);
      const { id } = request.params;
      const read = readDefinition(request.body, id);
      if (read.kind === "broken") {
        return sendProblem(reply, "automation.invalid", { errors: read.errors });
      }
      const { definition } = read;
      const asked = { workspaceId, id, ifMatch: request.headers["if-match"], reply };
      const changed = await changeFlow(
        asked,
        async (flow) => {
          const newest = await store.flowVersion(workspaceId, id, flow.newestVersion);
          const isSame = canonicalJson(newest?.definition) === canonicalJson(definition);
          if (isSame) return { flow, version: null };
          const now = clock.now();
          const number = flow.newestVersion + 1;
          const version: FlowVersion = {
            workspaceId,
            flowId: id,
            version: number,
            definition,
            createdBy: userId,
            createdAt: now,
          };
          const { name } = definition;
          return { flow: { ...flow, name, newestVersion: number, updatedAt: now }, version };
        },
        store,
      );
      return isAnswer(changed) ? changed : sendFlow(reply, changed, store);
    },
  );
}
