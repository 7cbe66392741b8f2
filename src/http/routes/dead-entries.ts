import { z } from "zod";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import type { HttpDeps } from "../deps.ts";
import { cursorSchema, idSchema, limitSchema, pageOf, problems } from "../schemas.ts";
import { deadEntrySchema, deadEntryView } from "../views/dead-entry.ts";

const tags = ["Dead entries"];

const IDS_MAX = 1_000;
const REPLAYED_AT_ONCE = 1_000;

/** What a defect of ours kept out of its conversation. */
export function registerDeadEntries(api: Api, deps: HttpDeps): void {
  registerList(api, deps);
  registerReplay(api, deps);
}

function registerList(api: Api, { store }: HttpDeps): void {
  api.get(
    "/v1/dead-entries",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "listDeadEntries",
        summary: "List dead entries",
        description:
          "Entries of conversations that could not be applied because of a defect of this program, or over which processes died (`ProcessDied`), and were set aside, so that their neighbours go on. The last one first; those that were tried again are not listed.",
        querystring: z.strictObject({ cursor: cursorSchema, limit: limitSchema }),
        response: { 200: pageOf(deadEntrySchema), ...problems("cursor.invalid") },
      },
    },
    async (request) => {
      const { cursor, limit } = request.query;
      const query = { cursor: cursor ?? null, limit };
      const page = await store.deadEntries(principalOf(request).workspaceId, query);
      return { items: page.items.map(deadEntryView), cursor: page.cursor };
    },
  );
}

function registerReplay(api: Api, { store, doorbell, clock }: HttpDeps): void {
  api.post(
    "/v1/dead-entries/replay",
    {
      config: { right: "settings" },
      schema: {
        tags,
        operationId: "replayDeadEntries",
        summary: "Try dead entries again",
        description: `After a release that mends the defect. Each goes to the end of its conversation's mailbox; ${REPLAYED_AT_ONCE} at most, the oldest first. One that dies again is listed again.`,
        body: z.strictObject({ ids: z.array(idSchema).min(1).max(IDS_MAX).optional() }).nullish(),
        response: {
          200: z.object({
            replayed: z.int(),
            more: z.boolean().meta({ description: "There may be more to try." }),
          }),
          ...problems(),
        },
      },
    },
    async (request) => {
      const { workspaceId } = principalOf(request);
      const ids = request.body?.ids ?? null;
      const query = { ids, limit: REPLAYED_AT_ONCE, at: clock.now() };
      const replayed = await store.replayDead(workspaceId, query);
      if (replayed.length > 0) doorbell.ringConversations("live", replayed);
      return { replayed: replayed.length, more: replayed.length === REPLAYED_AT_ONCE };
    },
  );
}
