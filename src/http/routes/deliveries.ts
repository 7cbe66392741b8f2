import { z } from "zod";
import { envelopeOf } from "../../domain/events.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import type { HttpDeps } from "../deps.ts";
import { createFilterCursor } from "../list/filter-cursor.ts";
import { sendProblem } from "../problems/problem.ts";
import { cursorSchema, idParams, idSchema, limitSchema, pageOf, problems } from "../schemas.ts";
import { attemptSchema, attemptView, deliverySchema, deliveryView } from "../views/endpoint.ts";
import { eventSchema } from "../views/event.ts";

const tags = ["Endpoints"];

/** Events that one replay may cover. */
const RANGE_MAX = 10_000;

const seqSchema = z.int().min(1);

const replaySchema = z
  .strictObject({
    eventId: idSchema.optional(),
    fromSeq: seqSchema.optional(),
    toSeq: seqSchema.optional(),
  })
  .refine(
    ({ eventId, fromSeq, toSeq }) =>
      eventId === undefined
        ? fromSeq !== undefined && toSeq !== undefined
        : fromSeq === undefined && toSeq === undefined,
    { error: "either eventId, or fromSeq and toSeq" },
  )
  .refine(({ fromSeq = 0, toSeq = 0 }) => toSeq >= fromSeq && toSeq - fromSeq < RANGE_MAX, {
    path: ["toSeq"],
    error: `must not lie before fromSeq, nor ${RANGE_MAX} or more behind it`,
  })
  .meta({ examples: [{ eventId: "evt_100000000000001-ct_0k2f_3_0" }, { fromSeq: 1, toSeq: 50 }] });

/** What was sent to endpoints, and sending it again. */
export function registerDeliveries(api: Api, deps: HttpDeps): void {
  registerList(api, deps);
  registerOne(api, deps);
  registerReplay(api, deps);
}

function registerList(api: Api, { store }: HttpDeps): void {
  api.get(
    "/v1/endpoints/:id/deliveries",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "listDeliveries",
        summary: "Deliveries to an endpoint",
        description: "Newest event first.",
        params: idParams,
        querystring: z.strictObject({
          state: z.enum(["pending", "delivered", "dead"]).optional(),
          cursor: cursorSchema,
          limit: limitSchema,
        }),
        response: {
          200: pageOf(deliverySchema),
          ...problems("cursor.invalid", "cursor.other_filter", "endpoint.unknown"),
        },
      },
    },
    async (request, reply) => {
      const { workspaceId } = principalOf(request);
      const endpointId = request.params.id;
      if ((await store.endpoint(workspaceId, endpointId)) === null) {
        return sendProblem(reply, "endpoint.unknown");
      }
      const { state, cursor, limit } = request.query;
      const place = createFilterCursor({ endpointId, state });
      const query = { endpointId, state: state ?? null, cursor: place.open(cursor), limit };
      const page = await store.deliveries(workspaceId, query);
      return { items: page.items.map(deliveryView), cursor: place.seal(page.cursor) };
    },
  );
}

function registerOne(api: Api, { store }: HttpDeps): void {
  api.get(
    "/v1/deliveries/:id",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "getDelivery",
        summary: "One delivery with its attempts",
        description:
          "At most the last 20 attempts, newest last. What the receiver said is not kept.",
        params: idParams,
        response: {
          200: z.object({
            delivery: deliverySchema,
            event: eventSchema,
            attempts: z.array(attemptSchema),
          }),
          ...problems("delivery.unknown"),
        },
      },
    },
    async (request, reply) => {
      const found = await store.delivery(principalOf(request).workspaceId, request.params.id);
      if (found === null) return sendProblem(reply, "delivery.unknown");
      return {
        delivery: deliveryView(found.delivery),
        event: envelopeOf(found.event),
        attempts: found.attempts.map(attemptView),
      };
    },
  );
}

function registerReplay(api: Api, { store, clock, doorbell }: HttpDeps): void {
  api.post(
    "/v1/endpoints/:id/replay",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "replayDeliveries",
        summary: "Deliver again",
        description:
          "One event, or a range of the feed with both ends included, under the same `webhook-id` as the first time. Events that the endpoint never had are delivered too, if it subscribes to their type. What is on its way at that moment is delivered once more afterwards.",
        params: idParams,
        body: replaySchema,
        response: {
          202: z.object({ replayed: z.int() }),
          ...problems("endpoint.unknown"),
        },
      },
    },
    async (request, reply) => {
      const { workspaceId } = principalOf(request);
      const { id } = request.params;
      if ((await store.endpoint(workspaceId, id)) === null) {
        return sendProblem(reply, "endpoint.unknown");
      }
      const { eventId, fromSeq = 1, toSeq = 0 } = request.body;
      const now = clock.now();
      const which = eventId === undefined ? { fromSeq, toSeq, now } : { eventId, now };
      const replayed = await store.replayDeliveries(workspaceId, id, which);
      if (replayed > 0) doorbell.ringEndpoint(workspaceId, id);
      return reply.code(202).send({ replayed });
    },
  );
}
