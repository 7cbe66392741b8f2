import type { FastifyReply } from "fastify";
import { z } from "zod";
import type { Command, Refusal } from "../../domain/conversation/commands.ts";
import { standingOf } from "../../domain/people/access.ts";
import type { ConversationId } from "../../domain/ids.ts";
import type { ConversationRow } from "../../store/reader.ts";
import type { Principal } from "../access/auth.ts";
import { extrasOf } from "./command-extras.ts";
import { movedSchema } from "../crm/moved-schema.ts";
import type { HttpDeps } from "../deps.ts";
import { sendProblem } from "../problems/problem.ts";
import { ownerStatusSchema } from "./owner-status.ts";
import { rearmedAutomationsSchema } from "./rearmed-automations.ts";
import { refusalFacts } from "./refusal-facts.ts";
import type { CommandAnswer } from "./submit-command.ts";
import { conversationView, etagOf } from "../views/conversation.ts";

/** Instead of the conversation, for whoever gave it away. */
export const outOfSightSchema = z
  .object({
    id: z.string(),
    outOfSight: z.literal(true),
    rearmedAutomations: rearmedAutomationsSchema,
    moved: movedSchema.optional(),
    ownerStatus: ownerStatusSchema.optional(),
  })
  .meta({
    id: "OutOfSight",
    description: "Done, and the conversation is none of yours any more: you may not see it (Q14).",
  });

interface Passage {
  conversationId: ConversationId;
  principal: Principal;
  /** Whether its key came before. */
  isRepeat: boolean;
  /** Whether the answer is that of something made: 201, and where it is. */
  starts: boolean;
  reply: FastifyReply;
}

type Settled = CommandAnswer & { kind: "settled" };

/** The answer to a command that has been dealt with, as its actor may see the conversation now. */
export async function answerSettled(
  settled: Settled,
  passage: Passage,
  deps: HttpDeps,
): Promise<FastifyReply> {
  const { outcome, command, version } = settled;
  const { conversationId, principal, starts, reply } = passage;
  const { workspaceId, access } = principal;
  const row = await deps.store.conversation(workspaceId, conversationId);
  if (row === null) throw new Error("a command was settled, and its conversation is not there");
  if (standingOf(access, row.conversation.facts.ownerId) === "unknown") {
    return answerUnseen(settled, { ...passage, row }, deps);
  }
  void reply.header("etag", etagOf(row.conversation.version));
  switch (outcome.kind) {
    case "applied":
    case "known":
    case "held":
    case "ignored":
      if (starts) void reply.header("location", `/v1/conversations/${conversationId}`);
      return reply.code(starts ? 201 : 200).send({
        ...conversationView(row, { now: deps.clock.now(), act: access.act }),
        ...(await extrasOf(command, { row, version }, deps)),
      });
    case "refused":
      return sendProblem(reply, outcome.code, {
        extra: await refusalFacts(outcome.code, { row, access }, deps),
      });
    case "dead":
      return sendProblem(reply, "command.failed");
  }
}

/**
 * The conversation is none of theirs any more: whoever gives one away loses sight of it in the same step (Q14). Nothing of it is shown but,
 * to whoever just lost a race for it, who has it (Q44).
 */
async function answerUnseen(
  { outcome, command, version: stepVersion }: Settled,
  { reply, row, isRepeat }: Passage & { row: ConversationRow },
  deps: HttpDeps,
): Promise<FastifyReply> {
  const { id, version } = row.conversation;
  switch (outcome.kind) {
    case "applied":
    case "known":
    case "held":
    case "ignored": {
      const isOfOwners = command.name === "assign" || command.name === "close";
      const extras = isOfOwners ? await extrasOf(command, { row, version: stepVersion }, deps) : {};
      return reply.code(200).send({ id, outOfSight: true, rearmedAutomations: [], ...extras });
    }
    case "refused": {
      const { code: reason } = outcome;
      if (reason !== "conversation.already_assigned" && !isLostClaim(command, reason)) {
        return sendProblem(reply, "conversation.unknown");
      }
      const owner = isRepeat ? null : row.owner;
      return sendProblem(reply, reason, { extra: { reason, commands: [], owner, version } });
    }
    case "dead":
      return sendProblem(reply, "command.failed");
  }
}

/** Beside an `If-Match` the machine says of a claim that came too late that the version is another one. */
function isLostClaim({ name }: Command, reason: Refusal): boolean {
  return name === "claim" && reason === "conversation.version_conflict";
}
