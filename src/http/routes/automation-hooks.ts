import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { phoneSchema } from "../../domain/contact/phone.ts";
import type { Flow } from "../../domain/automation/flow.ts";
import type { Api } from "../api.ts";
import { createHookGuards } from "../access/hook-limits.ts";
import { hashToken } from "../access/tokens.ts";
import { begunSchema, idOptional, varsSchema } from "../automations/begin-run.ts";
import { callFlow, type CallAnswer } from "../automations/call-flow.ts";
import { keySchema } from "../commands/command-route.ts";
import type { HttpDeps } from "../deps.ts";
import { sendProblem } from "../problems/problem.ts";
import { unknownMember } from "../problems/unknown-member.ts";
import { problemsOnly } from "../schemas.ts";
import { refusePlace } from "./automation-start.ts";

const BODY_BYTES_MAX = 64 * 1_024;

const callBody = z
  .strictObject({
    conversationId: idOptional,
    contactId: idOptional,
    phone: phoneSchema.optional(),
    lineId: idOptional.meta({
      description: "The line of the conversation; with `contactId` or `phone`.",
    }),
    vars: varsSchema,
  })
  .refine(
    ({ conversationId, contactId, phone }) =>
      [conversationId, contactId, phone].filter((one) => one !== undefined).length === 1,
    { path: ["phone"], error: "exactly one of conversationId, contactId and phone is needed" },
  )
  .refine(
    ({ conversationId, lineId }) => (conversationId === undefined) === (lineId !== undefined),
    {
      path: ["lineId"],
      error: "is needed with contactId or phone, and not with conversationId",
    },
  )
  .meta({
    examples: [{ phone: "+5215555550001", lineId: "100000000000001", vars: { order: "17" } }],
  });

const CALL_SCHEMA = {
  tags: ["Automations"],
  security: [],
  operationId: "callAutomation",
  summary: "Start an automation from outside",
  description:
    "By the secret address that `POST /v1/automations/{id}/hook` made, for an automation whose start event is `http`. Somebody is meant by their conversation, their id, or their number, which becomes a contact if nobody has it, and no contact of the CRM. 202: it stands in the conversation's mailbox, where conditions and run policy are asked. The same `Idempotency-Key` starts once. One automation may be called as often as a token may ask, and those of a workspace as often as it may altogether (`RATE_LIMIT`, `RATE_LIMIT_WORKSPACE`), counted apart from requests with a token; more are 429 with `Retry-After`.",
  params: z.strictObject({
    secret: z.string().min(1).max(128).meta({ description: "The secret part of the address." }),
  }),
  headers: z.looseObject({
    "idempotency-key": keySchema
      .optional()
      .meta({ description: "Names this call of yours; made up when missing." }),
  }),
  body: callBody,
  response: {
    202: begunSchema,
    ...problemsOnly(
      "request.invalid",
      "body.not_json",
      "body.not_an_object",
      "body.too_deep",
      "body.unsafe",
      "body.duplicate_member",
      "body.too_large",
      "automation.unknown_hook",
      "automation.disabled",
      "automation.not_called",
      "conversation.unknown",
      "line.unknown",
      "contact.unknown",
      "contact.unreachable",
      "contact.number_taken",
      "request.too_many",
      "server.error",
      "server.busy",
      "store.unavailable",
    ),
  },
};

/** Calls from outside start flows (start event `http`). No token: the address is the secret. */
export function registerAutomationHooks(api: Api, deps: HttpDeps): void {
  const { store, ids } = deps;
  const areTooMany = createHookGuards(deps);
  api.post(
    "/hooks/automations/:secret",
    {
      bodyLimit: BODY_BYTES_MAX,
      schema: CALL_SCHEMA,
      // Before the body is judged, so that whoever guesses learns nothing from it.
      preValidation: async (request, reply) => {
        const { secret = "" } = request.params as { secret?: string };
        if (await areTooMany.any(request, reply)) return reply;
        const flow = await store.flowByHook(hashToken(secret));
        if (flow === null) return sendProblem(reply, "automation.unknown_hook");
        if (await areTooMany.known(flow, reply)) return reply;
        called.set(request, flow);
        return undefined;
      },
    },
    async (request, reply) => {
      const flow = called.get(request);
      if (flow === undefined) return sendProblem(reply, "automation.unknown_hook");
      void reply.header("cache-control", "no-store");
      const callerKey = request.headers["idempotency-key"] ?? ids.next("req");
      const answer = await callFlow(flow, { ...request.body, callerKey }, deps);
      return answer.kind === "begun" ? reply.code(202).send(answer.begun) : refuse(answer, reply);
    },
  );
}

/** The flow that a request calls, from the time that its secret was known. */
const called = new WeakMap<FastifyRequest, Flow>();

function refuse(answer: Exclude<CallAnswer, { kind: "begun" }>, reply: FastifyReply): FastifyReply {
  switch (answer.kind) {
    case "disabled":
      return sendProblem(reply, "automation.disabled");
    case "not_called":
      return sendProblem(reply, "automation.not_called");
    case "unknown_line":
      return sendProblem(reply, "line.unknown", unknownMember("lineId", "line"));
    case "unknown_conversation":
      return sendProblem(reply, "conversation.unknown");
    default:
      return refusePlace(answer, reply);
  }
}
