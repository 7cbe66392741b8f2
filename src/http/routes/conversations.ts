import { z } from "zod";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import { conversationToRead } from "../access/conversation-for.ts";
import { availableBeside } from "../commands/goes-on-elsewhere.ts";
import type { HttpDeps } from "../deps.ts";
import { createCursorOf } from "../list/filter-cursor.ts";
import { sendProblem } from "../problems/problem.ts";
import { timelineViews } from "../views/timeline-views.ts";
import { cursorSchema, idParams, limitSchema, pageOf, problems } from "../schemas.ts";
import { conversationSchema, conversationView, etagOf } from "../views/conversation.ts";
import { timelineItemSchema } from "../views/timeline.ts";

const tags = ["Conversations"];

/** Reads of one conversation. What changes it is in `commands.ts`, the list in `conversation-list.ts`. */
export function registerConversations(api: Api, deps: HttpDeps): void {
  registerOne(api, deps);
  registerTimeline(api, deps);
}

function registerOne(api: Api, { store, clock }: HttpDeps): void {
  api.get(
    "/v1/conversations/:id",
    {
      config: { right: "inbox.read" },
      schema: {
        tags,
        operationId: "getConversation",
        summary: "One conversation",
        description:
          "With an `ETag` of its version, for `If-Match` on commands. `now` is when it was read: a window that has passed its end by then is `expired`.",
        params: idParams,
        response: { 200: conversationSchema, ...problems("conversation.unknown") },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const row = await conversationToRead(principal, request.params.id, store);
      if (row === null) return sendProblem(reply, "conversation.unknown");
      void reply.header("etag", etagOf(row.conversation.version));
      const view = conversationView(row, { now: clock.now(), act: principal.access.act });
      return { ...view, commands: await availableBeside(view.commands, row, principal, store) };
    },
  );
}

function registerTimeline(api: Api, { store }: HttpDeps): void {
  api.get(
    "/v1/conversations/:id/timeline",
    {
      config: { right: "inbox.read" },
      schema: {
        tags,
        operationId: "listTimeline",
        summary: "Messages and activities",
        description:
          "Newest first by provider time. A revoked message stands without its content; a message of which only a status, reaction or edit has come is not listed.",
        params: idParams,
        querystring: z.strictObject({ cursor: cursorSchema, limit: limitSchema }),
        response: {
          200: pageOf(timelineItemSchema),
          ...problems("cursor.invalid", "conversation.unknown"),
        },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { workspaceId } = principal;
      const { id } = request.params;
      const row = await conversationToRead(principal, id, store);
      if (row === null) return sendProblem(reply, "conversation.unknown");
      const { cursor, limit } = request.query;
      const place = createCursorOf({ timelineOf: id });
      const page = await store.timeline(workspaceId, id, { cursor: place.open(cursor), limit });
      return {
        items: await timelineViews(store, row, page.items),
        cursor: place.seal(page.cursor),
      };
    },
  );
}
