import { z } from "zod";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import type { HttpDeps } from "../deps.ts";
import { cursorSchema, limitSchema, pageOf, problems } from "../schemas.ts";
import { noticeSchema, noticeView } from "../views/outside.ts";

/** News that concern no conversation. */
export function registerNotices(api: Api, { store }: HttpDeps): void {
  api.get(
    "/v1/notices",
    {
      config: { right: "settings" },
      schema: {
        tags: ["Notices"],
        operationId: "listNotices",
        summary: "List notices",
        description: "What WhatsApp told about templates, numbers and accounts, newest first.",
        querystring: z.strictObject({ cursor: cursorSchema, limit: limitSchema }),
        response: { 200: pageOf(noticeSchema), ...problems("cursor.invalid") },
      },
    },
    async (request) => {
      const { cursor, limit } = request.query;
      const query = { cursor: cursor ?? null, limit };
      const page = await store.notices(principalOf(request).workspaceId, query);
      return { items: page.items.map(noticeView), cursor: page.cursor };
    },
  );
}
