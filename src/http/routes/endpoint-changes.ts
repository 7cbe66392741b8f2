import { z } from "zod";
import { endpointInputSchema, type Endpoint } from "../../domain/endpoint.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import type { HttpDeps } from "../deps.ts";
import { checkUrl, newSecret, secretSchema } from "../endpoint-input.ts";
import { sendProblem } from "../problems/problem.ts";
import { idParams, iso, problems, timeSchema } from "../schemas.ts";
import { endpointSchema, endpointView } from "../views/endpoint.ts";

const tags = ["Endpoints"];

/** How long the secret before the last rotation is signed with too: time for a customer to bring out the new one. */
export const ROTATION_MS = 24 * 60 * 60 * 1_000;

// Defaults are for creation: a change leaves alone what it does not name.
const { url, events, description, enabled } = endpointInputSchema.shape;
const changeSchema = z.strictObject({
  url: url.optional(),
  events: events.optional(),
  description: description.unwrap().optional(),
  enabled: enabled.unwrap().optional(),
});

/** Changing an endpoint, and its secret. */
export function registerEndpointChanges(api: Api, deps: HttpDeps): void {
  registerChange(api, deps);
  registerRotation(api, deps);
}

function registerChange(api: Api, deps: HttpDeps): void {
  const { store, clock, doorbell } = deps;
  api.patch(
    "/v1/endpoints/:id",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "changeEndpoint",
        summary: "Change an endpoint, or switch it on or off",
        description: "Deliveries of an endpoint that is off wait; switched on, it gets them.",
        params: idParams,
        body: changeSchema,
        response: { 200: endpointSchema, ...problems("endpoint.unknown", "endpoint.url_refused") },
      },
    },
    async (request, reply) => {
      const { workspaceId } = principalOf(request);
      const before = await store.endpoint(workspaceId, request.params.id);
      if (before === null) return sendProblem(reply, "endpoint.unknown");
      const { url: wanted, enabled: on = before.enabled, ...rest } = request.body;
      const checked =
        wanted === undefined
          ? ({ kind: "fine", url: before.url } as const)
          : await checkUrl(wanted, reply, deps);
      if (checked.kind === "refused") return checked.reply;
      const changed: Endpoint = {
        ...before,
        url: checked.url,
        events: rest.events ?? before.events,
        description: rest.description ?? before.description,
        enabled: on,
        disabledReason: on === before.enabled ? before.disabledReason : null,
        updatedAt: clock.now(),
      };
      await store.putEndpoint(changed);
      if (on) doorbell.ringEndpoint(workspaceId, changed.id);
      const after = (await store.endpoint(workspaceId, changed.id)) ?? changed;
      return endpointView(after);
    },
  );
}

function registerRotation(api: Api, { store, clock, ids }: HttpDeps): void {
  api.post(
    "/v1/endpoints/:id/rotate-secret",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "rotateSecret",
        summary: "Rotate the secret",
        description:
          "For 24 hours every delivery carries a signature of both secrets; then the old one is void. Rotating again within that time voids the older one at once.",
        params: idParams,
        body: z.strictObject({}).nullish(),
        response: {
          200: z.object({ secret: secretSchema, previousValidUntil: timeSchema }),
          ...problems("endpoint.unknown"),
        },
      },
    },
    async (request, reply) => {
      const { workspaceId } = principalOf(request);
      const endpoint = await store.endpoint(workspaceId, request.params.id);
      if (endpoint === null) return sendProblem(reply, "endpoint.unknown");
      const now = clock.now();
      const secret = newSecret(ids);
      const validUntil = now + ROTATION_MS;
      const previous = endpoint.secrets.slice(0, 1).map(({ value }) => ({ value, validUntil }));
      const secrets = [{ value: secret, validUntil: null }, ...previous];
      await store.putEndpoint({ ...endpoint, secrets, updatedAt: now });
      return { secret, previousValidUntil: iso(validUntil) };
    },
  );
}
