import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Command, CommandName } from "../../domain/commands.ts";
import { commandKey } from "../../domain/intake.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../auth.ts";
import { assignBody, closeBody, emptyBody, tagBody } from "../command-bodies.ts";
import type { HttpDeps } from "../deps.ts";
import { issueCommand } from "../issue-command.ts";
import { PROBLEM_TYPE, sendProblem } from "../problem.ts";
import { idParams, problems, problemSchema } from "../schemas.ts";
import {
  commandAvailabilitySchema,
  conversationSchema,
  ownerSchema,
} from "../views/conversation.ts";

const tags = ["Commands"];

const keySchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, "must be 1 to 255 visible ASCII characters");

const commandHeaders = z.looseObject({
  "idempotency-key": keySchema.optional().meta({
    description:
      "Names this command of yours. Repeat a request whose answer got lost under the same key: it is done once, and answered as the first time. Made up when missing.",
    examples: ["close-7f3a"],
  }),
  "if-match": z
    .string()
    .regex(/^(\*|(W\/)?"v\d{1,15}")$/, 'must be an ETag such as "v17"')
    .optional()
    .meta({
      description: "Refuses with 412 unless the conversation still has this version when asked.",
    }),
});

const pendingSchema = z.object({
  key: z.string(),
  state: z.literal("pending"),
  conversationId: z.string(),
});

const outcomeSchema = z
  .object({
    key: z.string(),
    state: z.enum(["pending", "settled"]),
    conversationId: z.string(),
    version: z.int().nullable().meta({ description: "Of the conversation, after the command." }),
    outcome: z
      .object({
        kind: z.enum(["applied", "known", "held", "ignored", "refused", "dead"]),
        code: z.string().nullable().meta({ description: "Why it was refused." }),
      })
      .nullable()
      .meta({ description: "`known`: it was so already. Null while it waits." }),
  })
  .meta({ id: "Outcome" });

const refusedSchema = problemSchema
  .extend({
    reason: z.string(),
    commands: z.array(commandAvailabilitySchema),
    owner: ownerSchema.nullable(),
    version: z.int(),
  })
  .meta({ id: "Refusal", description: "Why not, and what is possible instead." });

const { 409: refused, ...otherProblems } = problems(
  "conversation.unknown",
  "conversation.already_closed",
  "conversation.already_open",
  "conversation.never_opened",
  "conversation.already_assigned",
  "conversation.too_many_tags",
  "contact.has_no_owner",
  "conversation.version_conflict",
  "command.unknown_user",
  "idempotency.key_reused",
);

const response = {
  200: conversationSchema,
  202: pendingSchema.meta({ description: "Written, and not dealt with yet: ask at `Location`." }),
  409: { ...refused, content: { [PROBLEM_TYPE]: { schema: refusedSchema } } },
  ...otherProblems,
};

/** What people may ask of a conversation. */
export function registerCommands(api: Api, deps: HttpDeps): void {
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

  const route = <B extends z.ZodType>(name: CommandName, body: B, summary: string) => ({
    schema: {
      tags,
      operationId: `${name}Conversation`,
      summary,
      params: idParams,
      headers: commandHeaders,
      body,
      response,
    },
  });

  api.post(
    "/v1/conversations/:id/close",
    route("close", closeBody, "Close; optionally hand over first, in the same step"),
    async (request, reply) => run(request, reply, { name: "close", ...request.body }),
  );
  api.post(
    "/v1/conversations/:id/reopen",
    route("reopen", emptyBody, "Reopen"),
    async (request, reply) => run(request, reply, { name: "reopen" }),
  );
  api.post(
    "/v1/conversations/:id/assign",
    route("assign", assignBody, "Assign to a user, to nobody, or to the contact's owner"),
    async (request, reply) => run(request, reply, { name: "assign", ...request.body }),
  );
  api.post(
    "/v1/conversations/:id/read",
    route("read", emptyBody, "Mark read"),
    async (request, reply) => run(request, reply, { name: "read" }),
  );
  api.post(
    "/v1/conversations/:id/unread",
    route("unread", emptyBody, "Mark unread"),
    async (request, reply) => run(request, reply, { name: "unread" }),
  );
  api.post(
    "/v1/conversations/:id/claim",
    route("claim", emptyBody, "Take a conversation that is nobody's; the first has it"),
    async (request, reply) => run(request, reply, { name: "claim" }),
  );
  api.post(
    "/v1/conversations/:id/tag",
    route("tag", tagBody, "Put tags on it; at most 50 stand"),
    async (request, reply) => run(request, reply, { name: "tag", ...request.body }),
  );
  api.post(
    "/v1/conversations/:id/untag",
    route("untag", tagBody, "Take tags off"),
    async (request, reply) => run(request, reply, { name: "untag", ...request.body }),
  );

  registerOutcomes(api, deps);
}

function registerOutcomes(api: Api, { store }: HttpDeps): void {
  api.get(
    "/v1/outcomes/:key",
    {
      schema: {
        tags,
        operationId: "getOutcome",
        summary: "What became of a command",
        description: "By the `Idempotency-Key` it was issued under, by you.",
        params: z.strictObject({ key: keySchema }),
        response: { 200: outcomeSchema, ...problems("outcome.unknown") },
      },
    },
    async (request, reply) => {
      const { workspaceId, userId } = principalOf(request);
      const { key } = request.params;
      const found = await store.outcome(workspaceId, commandKey(userId, key));
      if (found === null) return sendProblem(reply, "outcome.unknown");
      const { conversationId, kind: state } = found;
      if (found.kind === "pending") {
        return { key, state, conversationId, version: null, outcome: null };
      }
      const { kind } = found.outcome;
      const code = found.outcome.kind === "refused" ? found.outcome.code : null;
      return { key, state, conversationId, version: found.version, outcome: { kind, code } };
    },
  );
}

function versionIn(ifMatch: string | undefined): number | null {
  const digits = ifMatch === undefined ? undefined : /\d+/.exec(ifMatch)?.[0];
  return digits === undefined ? null : Number(digits);
}
