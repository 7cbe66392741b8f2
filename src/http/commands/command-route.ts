import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Command, CommandName } from "../../domain/conversation/commands.ts";
import { outOfSightSchema } from "./answer-settled.ts";
import type { HttpDeps } from "../deps.ts";
import { ifMatchSchema, versionIn } from "./if-match.ts";
import { issueCommand } from "./issue-command.ts";
import { PROBLEM_TYPE } from "../problems/problem.ts";
import type { ProblemCode } from "../problems/problem-catalogue.ts";
import { refusalSchema } from "./refusal-facts.ts";
import { idParams, problems } from "../schemas.ts";
import { CONVERSATION_EXAMPLE } from "../views/conversation-example.ts";
import { conversationSchema } from "../views/conversation.ts";

export const keySchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, "must be 1 to 255 visible ASCII characters");

export const commandHeaders = z.looseObject({
  "idempotency-key": keySchema.optional().meta({
    description:
      "Names this request of yours among all your commands, whether they are about one conversation or many. Repeat a request whose answer got lost under the same key: it is done once, and answered as the first time. For anything else the key is 422. Made up when missing.",
    examples: ["close-7f3a"],
  }),
  "if-match": ifMatchSchema.optional().meta({
    description:
      "Refuses with 412 unless the conversation still has this version when the command's turn comes. Part of the request: with another one, the same `Idempotency-Key` is 422.",
  }),
});

/** Of a command that names several conversations, or one that need not be there: no version can speak for those. */
export const unconditionalHeaders = commandHeaders
  .omit({ "if-match": true })
  .refine((headers) => headers["if-match"] === undefined, {
    path: ["if-match"],
    error: "cannot be met here, for the request is not about one version of one conversation",
  });

const pendingSchema = z.object({
  key: z.string(),
  state: z.literal("pending"),
  conversationId: z.string(),
});

/** Problems of any command. */
const CODES = [
  "conversation.unknown",
  "conversation.not_yours",
  "conversation.already_closed",
  "conversation.already_open",
  "conversation.goes_on_elsewhere",
  "conversation.never_opened",
  "conversation.already_assigned",
  "conversation.owner_changed",
  "conversation.too_many_tags",
  "contact.has_no_owner",
  "conversation.version_conflict",
  "command.unknown_user",
  "command.user_without_inbox",
  "idempotency.key_reused",
] as const;

function responses(codes: readonly ProblemCode[]) {
  const { 409: refused, 412: changed, ...otherProblems } = problems(...CODES, ...codes);
  return {
    202: pendingSchema.meta({
      description: "Written, and not dealt with yet: ask at `Location`.",
      examples: [{ key: "close-7f3a", state: "pending", conversationId: CONVERSATION_EXAMPLE.id }],
    }),
    409: { ...refused, content: { [PROBLEM_TYPE]: { schema: refusalSchema } } },
    412: { ...changed, content: { [PROBLEM_TYPE]: { schema: refusalSchema } } },
    ...otherProblems,
  };
}

/** What the routes of all commands on one conversation have in common: their schema, and the way of the command. */
export function createCommandRoute(deps: HttpDeps) {
  const run = async (
    request: FastifyRequest & {
      params: z.infer<typeof idParams>;
      headers: z.infer<typeof commandHeaders>;
    },
    reply: FastifyReply,
    command: Command,
  ) =>
    issueCommand(
      {
        conversationId: request.params.id,
        command,
        callerKey: request.headers["idempotency-key"],
        wantedVersion: versionIn(request.headers["if-match"]),
      },
      { request, reply },
      deps,
    );

  const route = <B extends z.ZodType, A extends z.ZodType = typeof conversationSchema>(
    name: CommandName,
    body: B,
    summary: string,
    { answer, codes = [] }: { answer?: A; codes?: readonly ProblemCode[] } = {},
  ) => ({
    config: { right: "inbox.write" } as const,
    schema: {
      tags: ["Commands"],
      operationId: `${name}Conversation`,
      summary,
      params: idParams,
      headers: commandHeaders,
      body,
      response: {
        ...responses(codes),
        200: z.union([answer ?? conversationSchema, outOfSightSchema]),
      },
    },
  });

  return { run, route };
}
