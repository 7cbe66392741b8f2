import { z } from "zod";
import { envelopeOf } from "../../domain/events.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import type { HttpDeps } from "../deps.ts";
import { eventTypesSchema } from "../event-types.ts";
import { problems, queryNumber } from "../schemas.ts";
import { eventSchema } from "../views/event.ts";
import { visibleEvents } from "../access/visible-events.ts";

/** The ordered feed. */
export function registerEvents(api: Api, { store }: HttpDeps): void {
  api.get(
    "/v1/events",
    {
      config: { right: "events.read" },
      schema: {
        tags: ["Events"],
        operationId: "listEvents",
        summary: "Read the event feed",
        description:
          "Events after a place in the feed, in order and without a gap: whoever goes on with `?after=` the `next` of the last answer misses nothing and gets nothing twice, also with a filter. Only events of conversations that you may see now: an answer may hold fewer than `limit`, even none, while `next` is still below `lastSeq`.",
        querystring: z.strictObject({
          after: queryNumber({ min: 0, max: Number.MAX_SAFE_INTEGER, fallback: 0 }).meta({
            description: "`seq` of the last event that was handled.",
          }),
          limit: queryNumber({ min: 1, max: 1_000, fallback: 100 }).meta({
            description: "Events at most; 100 when not given.",
          }),
          types: eventTypesSchema.optional(),
        }),
        response: {
          200: z.object({
            events: z.array(eventSchema),
            lastSeq: z.int().meta({
              description:
                "The newest `seq` of the feed. Below `next`: you are ahead of a feed that was restored from a copy, and have to begin anew.",
            }),
            next: z.int().meta({ description: "Give it as `?after=` the next time." }),
          }),
          ...problems(),
        },
      },
    },
    async (request) => {
      const { after, limit, types } = request.query;
      const query = { after, limit, types: types ?? null };
      const page = await visibleEvents(principalOf(request), query, store);
      return { ...page, events: page.events.map(envelopeOf) };
    },
  );
}
