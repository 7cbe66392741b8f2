import { z } from "zod";
import { endpointInputSchema, type Endpoint } from "../../domain/endpoint.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import type { HttpDeps } from "../deps.ts";
import { checkUrl, newSecret, secretSchema } from "../endpoint-input.ts";
import { sendProblem } from "../problems/problem.ts";
import { idParams, listOf, problems } from "../schemas.ts";
import { endpointSchema, endpointView } from "../views/endpoint.ts";

const tags = ["Endpoints"];

/** Receivers of events. */
export function registerEndpoints(api: Api, deps: HttpDeps): void {
  registerCreation(api, deps);
  registerReads(api, deps);
  registerRemoval(api, deps);
}

function registerCreation(api: Api, deps: HttpDeps): void {
  const { store, clock, ids } = deps;
  api.post(
    "/v1/endpoints",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "createEndpoint",
        summary: "Subscribe a URL to events",
        description:
          "Events recorded from now on are posted to it, signed as Standard Webhooks says, at least once and with one `webhook-id` each.",
        body: endpointInputSchema.meta({
          examples: [
            { url: "https://example.com/hook", events: ["conversation.started_by_contact"] },
          ],
        }),
        response: {
          201: endpointSchema.extend({ secret: secretSchema }),
          ...problems("endpoint.url_refused"),
        },
      },
    },
    async (request, reply) => {
      const { workspaceId } = principalOf(request);
      const checked = await checkUrl(request.body.url, reply, deps);
      if (checked.kind === "refused") return checked.reply;
      const now = clock.now();
      const secret = newSecret(ids);
      const endpoint: Endpoint = {
        ...request.body,
        url: checked.url,
        workspaceId,
        id: ids.next("ep"),
        disabledReason: null,
        secrets: [{ value: secret, validUntil: null }],
        startSeq: await store.lastSeq(workspaceId),
        health: { failingSince: null, failures: 0 },
        createdAt: now,
        updatedAt: now,
      };
      await store.putEndpoint(endpoint);
      return reply
        .code(201)
        .header("location", `/v1/endpoints/${endpoint.id}`)
        .send({ ...endpointView(endpoint), secret });
    },
  );
}

function registerReads(api: Api, { store }: HttpDeps): void {
  api.get(
    "/v1/endpoints",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "listEndpoints",
        summary: "List endpoints",
        response: { 200: listOf(endpointSchema), ...problems() },
      },
    },
    async (request) => {
      const endpoints = await store.endpoints(principalOf(request).workspaceId);
      return { items: endpoints.map(endpointView) };
    },
  );

  api.get(
    "/v1/endpoints/:id",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "getEndpoint",
        summary: "One endpoint",
        params: idParams,
        response: { 200: endpointSchema, ...problems("endpoint.unknown") },
      },
    },
    async (request, reply) => {
      const { workspaceId } = principalOf(request);
      const endpoint = await store.endpoint(workspaceId, request.params.id);
      return endpoint === null ? sendProblem(reply, "endpoint.unknown") : endpointView(endpoint);
    },
  );
}

function registerRemoval(api: Api, { store }: HttpDeps): void {
  api.delete(
    "/v1/endpoints/:id",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "deleteEndpoint",
        summary: "Remove an endpoint",
        description: "Deliveries that wait are dropped.",
        params: idParams,
        response: { 204: z.null(), ...problems("endpoint.unknown") },
      },
    },
    async (request, reply) => {
      const { workspaceId } = principalOf(request);
      return (await store.deleteEndpoint(workspaceId, request.params.id))
        ? reply.code(204).send(null)
        : sendProblem(reply, "endpoint.unknown");
    },
  );
}
