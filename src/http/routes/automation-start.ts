import type { FastifyReply } from "fastify";
import { z } from "zod";
import type { Api } from "../api.ts";
import { principalOf, type Principal } from "../access/auth.ts";
import { conversationToChange } from "../access/conversation-for.ts";
import {
  beginRun,
  begunBefore,
  begunSchema,
  idOptional,
  placeOf,
  varsSchema,
  type Place,
} from "../automations/begin-run.ts";
import { keySchema } from "../commands/command-route.ts";
import type { HttpDeps } from "../deps.ts";
import { sendProblem } from "../problems/problem.ts";
import { unknownMember } from "../problems/unknown-member.ts";
import { idParams, problems } from "../schemas.ts";
import { findAddressee } from "../sending/find-addressee.ts";
import { mayWriteIn } from "../sending/start-conversation.ts";

const startBody = z
  .strictObject({
    conversationId: idOptional,
    contactId: idOptional.meta({
      description: "With `lineId`: the conversation of this contact on it, made if there is none.",
    }),
    lineId: idOptional,
    vars: varsSchema,
  })
  .refine(
    ({ conversationId, contactId, lineId }) => {
      const byContact = contactId !== undefined && lineId !== undefined;
      const isOneOf = (conversationId === undefined) === byContact;
      return isOneOf && (contactId === undefined) === (lineId === undefined);
    },
    {
      path: ["conversationId"],
      error: "either conversationId is needed, or contactId together with lineId",
    },
  )
  .meta({ examples: [{ conversationId: "100000000000001-ct_1", vars: { order: "17" } }] });

type StartBody = z.infer<typeof startBody>;

/** People start flows by hand (start event `manual`). */
export function registerAutomationStart(api: Api, deps: HttpDeps): void {
  const { store, ids } = deps;
  api.post(
    "/v1/automations/:id/start",
    {
      config: { right: "inbox.write" },
      schema: {
        tags: ["Automations"],
        operationId: "startAutomation",
        summary: "Start an automation by hand",
        description:
          "In a conversation that the caller may change; only an automation whose start event is `manual`, and that is switched on. 202: it stands in the conversation's mailbox, where conditions and run policy are asked. The same `Idempotency-Key` starts once.",
        params: idParams,
        headers: z.looseObject({
          "idempotency-key": keySchema
            .optional()
            .meta({ description: "Names this start of yours; made up when missing." }),
        }),
        body: startBody,
        response: {
          202: begunSchema,
          ...problems(
            "automation.unknown",
            "automation.disabled",
            "automation.not_manual",
            "conversation.unknown",
            "conversation.not_yours",
            "line.unknown",
            "contact.unknown",
            "contact.unreachable",
            "contact.number_taken",
          ),
        },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { workspaceId, userId } = principal;
      const { id: flowId } = request.params;
      const flow = await store.flow(workspaceId, flowId);
      if (flow === null) return sendProblem(reply, "automation.unknown");
      const callerKey = request.headers["idempotency-key"] ?? ids.next("req");
      const key = { workspaceId, flowId, callerKey, asker: userId };
      const before = await begunBefore(key, deps);
      if (before !== null) return reply.code(202).send(before);
      if (flow.liveVersion === null) return sendProblem(reply, "automation.disabled");
      const live = await store.flowVersion(workspaceId, flowId, flow.liveVersion);
      if (live?.definition.start.on !== "manual")
        return sendProblem(reply, "automation.not_manual");
      const place = await whereTo(request.body, { principal, reply }, deps);
      if (!("conversationId" in place)) return place;
      const begun = await beginRun(
        {
          ...key,
          ...place,
          vars: request.body.vars,
          trigger: "manual",
          actor: { kind: "user", id: userId },
        },
        deps,
      );
      return begun === null
        ? sendProblem(reply, "conversation.unknown")
        : reply.code(202).send(begun);
    },
  );
}

type Where = { conversationId: string; begins?: { lineId: string; contactId: string } };

/** The conversation that is meant, if the caller may change it; or else the answer. */
async function whereTo(
  { conversationId, contactId = "", lineId = "" }: StartBody,
  { principal, reply }: { principal: Principal; reply: FastifyReply },
  deps: HttpDeps,
): Promise<Where | FastifyReply> {
  if (conversationId !== undefined) {
    const found = await conversationToChange(principal, conversationId, deps.store);
    return found.kind === "permitted" ? { conversationId } : sendProblem(reply, found.code);
  }
  const line = await deps.store.line(principal.workspaceId, lineId);
  if (line === null) return sendProblem(reply, "line.unknown", unknownMember("lineId", "line"));
  const place = await placeOf(
    lineId,
    () => findAddressee({ contactId }, { principal, line }, deps),
    deps,
  );
  if (place.kind !== "place") return refusePlace(place, reply);
  const isTheirs = await mayWriteIn(place.conversationId, principal, deps);
  return isTheirs ? place : sendProblem(reply, "conversation.not_yours");
}

/** Why nobody is reached there. */
export function refusePlace(
  place: Exclude<Place, { kind: "place" }>,
  reply: FastifyReply,
): FastifyReply {
  switch (place.kind) {
    case "unknown":
      return sendProblem(reply, "contact.unknown", {
        errors: [{ field: "body.contactId", rule: "must be a contact of this workspace" }],
      });
    case "unreachable":
      return sendProblem(reply, "contact.unreachable");
    case "number_taken":
      return sendProblem(reply, "contact.number_taken", { extra: { contactId: place.contactId } });
  }
}
