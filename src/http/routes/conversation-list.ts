import { z } from "zod";
import { UNREAD_COUNT_MAX } from "../../store/reader.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import type { HttpDeps } from "../deps.ts";
import { createFilterCursor } from "../list/filter-cursor.ts";
import { checkRange, filterOf, listFilterShape } from "../list/list-filter.ts";
import { cursorSchema, limitSchema, pageOf, problems } from "../schemas.ts";
import { conversationSchema, conversationView } from "../views/conversation.ts";

const tags = ["Conversations"];

/** The list of conversations, and the number on its tab "unread". */
export function registerConversationList(api: Api, deps: HttpDeps): void {
  registerList(api, deps);
  registerUnreadCount(api, deps);
}

function registerList(api: Api, { store, clock }: HttpDeps): void {
  api.get(
    "/v1/conversations",
    {
      config: { right: "inbox.read" },
      schema: {
        tags,
        operationId: "listConversations",
        summary: "List conversations",
        description:
          "Newest activity first. Filters and search combine; a conversation without any message is not listed. A cursor goes on with the same filters only.",
        querystring: z
          .strictObject({ ...listFilterShape, cursor: cursorSchema, limit: limitSchema })
          .superRefine(checkRange),
        response: {
          200: pageOf(conversationSchema),
          ...problems("cursor.invalid", "cursor.other_filter"),
        },
      },
    },
    async (request) => {
      const { workspaceId, userId, access } = principalOf(request);
      const { cursor, limit, ...input } = request.query;
      const now = clock.now();
      const filter = filterOf(input, { userId, visibility: access.read, now });
      const place = createFilterCursor(input);
      const query = { ...filter, cursor: place.open(cursor), limit };
      const page = await store.conversations(workspaceId, query);
      return {
        items: page.items.map((row) => conversationView(row, { now, act: access.act })),
        cursor: place.seal(page.cursor),
      };
    },
  );
}

const unreadCountSchema = z.object({
  count: z.int().meta({
    description: `Conversations, not messages. Counted up to ${UNREAD_COUNT_MAX}.`,
  }),
  exact: z.boolean().meta({ description: "`false`: there are at least `count`." }),
});

function registerUnreadCount(api: Api, { store, clock }: HttpDeps): void {
  api.get(
    "/v1/conversations/unread-count",
    {
      config: { right: "inbox.read" },
      schema: {
        tags,
        operationId: "countUnreadConversations",
        summary: "How many conversations are unread",
        description: "Of those that the list with the same filters would show.",
        querystring: z.strictObject(listFilterShape).omit({ unread: true }).superRefine(checkRange),
        response: { 200: unreadCountSchema, ...problems() },
      },
    },
    async (request) => {
      const { workspaceId, userId, access } = principalOf(request);
      const input = { ...request.query, unread: undefined };
      const filter = filterOf(input, { userId, visibility: access.read, now: clock.now() });
      return store.unreadCount(workspaceId, filter);
    },
  );
}
