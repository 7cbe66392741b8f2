import { z } from "zod";
import { commandKey } from "../../domain/intake/intake.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import {
  assignBody,
  closeBody,
  emptyBody,
  noteBody,
  readBody,
  tagBody,
} from "../commands/command-bodies.ts";
import { createCommandRoute, keySchema } from "../commands/command-route.ts";
import { movedSchema } from "../crm/moved-schema.ts";
import type { HttpDeps } from "../deps.ts";
import { sendProblem } from "../problems/problem.ts";
import { ownerStatusSchema } from "../commands/owner-status.ts";
import { rearmedAutomationsSchema } from "../commands/rearmed-automations.ts";
import { problems } from "../schemas.ts";
import { CONVERSATION_EXAMPLE } from "../views/conversation-example.ts";
import { conversationSchema } from "../views/conversation.ts";

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

const closedSchema = conversationSchema
  .extend({
    rearmedAutomations: rearmedAutomationsSchema,
    ownerStatus: ownerStatusSchema.optional(),
  })
  .meta({
    id: "ClosedConversation",
    examples: [{ ...CONVERSATION_EXAMPLE, rearmedAutomations: [] }],
  });

const assignedSchema = conversationSchema
  .extend({ moved: movedSchema.optional(), ownerStatus: ownerStatusSchema.optional() })
  .meta({ id: "AssignedConversation", examples: [CONVERSATION_EXAMPLE] });

type CommandRoute = ReturnType<typeof createCommandRoute>;

/** What people may ask of a conversation. */
export function registerCommands(api: Api, deps: HttpDeps): void {
  const commands = createCommandRoute(deps);
  registerLifecycle(api, commands);
  registerOwnership(api, commands);
  registerAttention(api, commands);
  registerRemarks(api, commands);
  registerOutcomes(api, deps);
}

function registerLifecycle(api: Api, { route, run }: CommandRoute): void {
  api.post(
    "/v1/conversations/:id/close",
    route("close", closeBody, "Close; optionally hand over first, in the same step", {
      answer: closedSchema,
    }),
    async (request, reply) => run(request, reply, { name: "close", ...request.body }),
  );
  api.post(
    "/v1/conversations/:id/reopen",
    route("reopen", emptyBody, "Reopen"),
    async (request, reply) => run(request, reply, { name: "reopen" }),
  );
}

function registerOwnership(api: Api, { route, run }: CommandRoute): void {
  api.post(
    "/v1/conversations/:id/assign",
    route("assign", assignBody, "Assign to a user, to nobody, or to the contact's owner", {
      answer: assignedSchema,
      codes: ["conversation.cascade_needs_user"],
    }),
    async (request, reply) => run(request, reply, { name: "assign", ...request.body }),
  );
  api.post(
    "/v1/conversations/:id/claim",
    route("claim", emptyBody, "Take a conversation that is nobody's; the first has it"),
    async (request, reply) => run(request, reply, { name: "claim" }),
  );
}

function registerAttention(api: Api, { route, run }: CommandRoute): void {
  api.post(
    "/v1/conversations/:id/read",
    route("read", readBody, "Mark read; with `receipt` the contact is told"),
    async (request, reply) => run(request, reply, { name: "read", ...request.body }),
  );
  api.post(
    "/v1/conversations/:id/unread",
    route("unread", emptyBody, "Mark unread"),
    async (request, reply) => run(request, reply, { name: "unread" }),
  );
}

function registerRemarks(api: Api, { route, run }: CommandRoute): void {
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
  api.post(
    "/v1/conversations/:id/note",
    route("note", noteBody, "Leave an internal note, which is never sent"),
    async (request, reply) => run(request, reply, { name: "note", ...request.body }),
  );
}

function registerOutcomes(api: Api, { store }: HttpDeps): void {
  api.get(
    "/v1/outcomes/:key",
    {
      config: { right: "inbox.read" },
      schema: {
        tags: ["Commands"],
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
