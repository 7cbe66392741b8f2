import { z } from "zod";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import type { HttpDeps } from "../deps.ts";
import { replayParked } from "../intake/replay-parked.ts";
import { createFilterCursor } from "../list/filter-cursor.ts";
import { cursorSchema, idSchema, limitSchema, pageOf, problems } from "../schemas.ts";
import { parkedItemSchema, parkedItemView, parkedReasonSchema } from "../views/outside.ts";

const tags = ["Parked items"];

const IDS_MAX = 1_000;
const REPLAYED_AT_ONCE = 2_000;

/** What came in and found no place. */
export function registerParked(api: Api, deps: HttpDeps): void {
  registerList(api, deps);
  registerReplay(api, deps);
}

function registerList(api: Api, { store }: HttpDeps): void {
  api.get(
    "/v1/parked",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "listParked",
        summary: "List parked items",
        description:
          "Items of webhooks that found no place, as they came, newest first: lines that are not registered, groups, shapes that are newer than this version.",
        querystring: z.strictObject({
          reason: parkedReasonSchema.optional(),
          line: idSchema.optional(),
          replayed: z
            .enum(["true", "false"])
            .default("false")
            .meta({ description: "Whether those that found a place since are listed too." }),
          cursor: cursorSchema,
          limit: limitSchema,
        }),
        response: {
          200: pageOf(parkedItemSchema),
          ...problems("cursor.invalid", "cursor.other_filter"),
        },
      },
    },
    async (request) => {
      const { cursor, limit, ...filter } = request.query;
      const { reason, line, replayed } = filter;
      const place = createFilterCursor(filter);
      const page = await store.parked(principalOf(request).workspaceId, {
        reason: reason ?? null,
        lineId: line ?? null,
        replayed: replayed === "true",
        cursor: place.open(cursor),
        limit,
      });
      return { items: page.items.map(parkedItemView), cursor: place.seal(page.cursor) };
    },
  );
}

function registerReplay(api: Api, deps: HttpDeps): void {
  api.post(
    "/v1/parked/replay",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "replayParked",
        summary: "Try parked items again",
        description: `With today's code and lines; oldest first, ${REPLAYED_AT_ONCE} at most. Those that find no place stay, and are tried again from the first one on, unless \`cursor\` says where to go on.`,
        body: z
          .strictObject({
            ids: z.array(idSchema).min(1).max(IDS_MAX).optional(),
            lineId: idSchema.optional(),
            reason: parkedReasonSchema.optional(),
            cursor: cursorSchema,
          })
          .nullish(),
        response: {
          200: z.object({
            tried: z.int(),
            replayed: z.int().meta({ description: "Found a place." }),
            more: z.boolean().meta({ description: "There is more to try, behind `cursor`." }),
            cursor: z.string().nullable(),
          }),
          ...problems("cursor.invalid", "cursor.other_filter"),
        },
      },
    },
    async (request) => {
      const { workspaceId } = principalOf(request);
      const { cursor, ...filter } = request.body ?? {};
      const { ids = null, lineId = null, reason = null } = filter;
      const place = createFilterCursor(filter);
      const which = { ids, lineId, reason, cursor: place.open(cursor), limit: REPLAYED_AT_ONCE };
      const { tried, replayed, cursor: next } = await replayParked({ workspaceId, ...which }, deps);
      return { tried, replayed, more: next !== null, cursor: place.seal(next) };
    },
  );
}
