import { z } from "zod";
import type { Api } from "../api.ts";
import { bulkItemSchema } from "../commands/bulk-item.ts";
import { bulkAssignBody, bulkCloseBody } from "../commands/command-bodies.ts";
import { unconditionalHeaders as headers } from "../commands/command-route.ts";
import type { HttpDeps } from "../deps.ts";
import { issueBulk } from "../commands/issue-bulk.ts";
import { problems } from "../schemas.ts";

const description =
  "Up to 100 conversations, each on its own: look at the status of every item. Does not delay live messages. A conversation that does not exist, or that you may not see, is a 404 item. Repeat it under its key to get the same answers, or those that were pending. `If-Match` is refused: one version cannot speak for many; `expectedOwnerId` can.";

const response = {
  200: z.object({
    key: z.string().meta({
      description: "The `Idempotency-Key`, made up when missing.",
      examples: ["close-all-7f3a"],
    }),
    items: z.array(bulkItemSchema).meta({ description: "In the order of `ids`." }),
  }),
  ...problems("command.unknown_user", "command.user_without_inbox", "idempotency.key_reused"),
};

/** One command for many conversations (R10.6, R13.6, Q45). */
export function registerBulkCommands(api: Api, deps: HttpDeps): void {
  const route = <B extends z.ZodType>(operationId: string, summary: string, body: B) => ({
    config: { right: "inbox.write" } as const,
    schema: { tags: ["Commands"], operationId, summary, description, headers, body, response },
  });
  api.post(
    "/v1/conversations/bulk/assign",
    route("assignConversations", "Assign many conversations", bulkAssignBody),
    async (request, reply) => {
      const { ids, ...members } = request.body;
      const callerKey = request.headers["idempotency-key"];
      const command = { name: "assign", ...members } as const;
      return issueBulk({ ids, command, callerKey }, { request, reply }, deps);
    },
  );
  api.post(
    "/v1/conversations/bulk/close",
    route("closeConversations", "Close many conversations", bulkCloseBody),
    async (request, reply) => {
      const { ids, ...members } = request.body;
      const callerKey = request.headers["idempotency-key"];
      const command = { name: "close", ...members } as const;
      return issueBulk({ ids, command, callerKey }, { request, reply }, deps);
    },
  );
}
