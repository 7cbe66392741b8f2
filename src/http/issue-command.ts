import type { FastifyReply, FastifyRequest } from "fastify";
import type { Command } from "../domain/commands.ts";
import type { ConversationId, WorkspaceId } from "../domain/ids.ts";
import { commandKey } from "../domain/intake.ts";
import { principalOf } from "./auth.ts";
import { namedUser } from "./command-bodies.ts";
import type { HttpDeps } from "./deps.ts";
import { extrasOf } from "./command-extras.ts";
import { refusalFacts } from "./refusal-facts.ts";
import { sendProblem, type ProblemFacts } from "./problem.ts";
import type { ProblemCode } from "./problem-catalogue.ts";
import { submitCommand, type CommandAnswer } from "./submit-command.ts";
import { conversationView, etagOf } from "./views/conversation.ts";

/** A command as its route read it. */
export interface IssuedCommand {
  conversationId: string;
  command: Command;
  /** See `CommandRequest`. */
  asked?: unknown;
  /** `Idempotency-Key`, when the caller sent one. */
  callerKey: string | undefined;
  /** The version that `If-Match` demands; null for none. */
  wantedVersion: number | null;
}

/** Submits a command and answers with what became of it: 200, 409 or 412 with the reason, or 202 with where to ask later. */
export async function issueCommand(
  issued: IssuedCommand,
  http: { request: FastifyRequest; reply: FastifyReply },
  deps: HttpDeps,
): Promise<FastifyReply> {
  const { conversationId, command, asked, wantedVersion } = issued;
  const { reply } = http;
  const { workspaceId, userId } = principalOf(http.request);
  const callerKey = issued.callerKey ?? deps.ids.next("req");
  // A key that came before gets its first answer again, also when the user it names has been switched off since.
  const isRepeat =
    issued.callerKey !== undefined &&
    (await deps.store.outcome(workspaceId, commandKey(userId, callerKey))) !== null;
  const objection = isRepeat ? null : await objectionTo(command, workspaceId, deps);
  if (objection !== null) return sendProblem(reply, objection.code, objection.facts);

  const answer = await submitCommand(
    {
      workspaceId,
      conversationId,
      command,
      asked,
      expectedVersion: wantedVersion,
      userId,
      callerKey,
    },
    { ...deps, waitMs: deps.settings.outcomeWaitMs },
  );
  switch (answer.kind) {
    case "settled":
      return await answerSettled(answer, { conversationId, workspaceId, reply }, deps);
    case "pending":
      return reply
        .code(202)
        .header("location", `/v1/outcomes/${encodeURIComponent(callerKey)}`)
        .send({ key: callerKey, state: "pending", conversationId });
    case "repeated_with_other_body":
      return sendProblem(reply, "idempotency.key_reused");
    case "unknown_conversation":
      return sendProblem(reply, "conversation.unknown");
    case "unavailable":
      return sendProblem(reply, "store.unavailable");
  }
}

async function answerSettled(
  { outcome, command, version }: CommandAnswer & { kind: "settled" },
  to: { conversationId: ConversationId; workspaceId: WorkspaceId; reply: FastifyReply },
  deps: HttpDeps,
): Promise<FastifyReply> {
  const { conversationId, workspaceId, reply } = to;
  const row = await deps.store.conversation(workspaceId, conversationId);
  if (row === null) throw new Error("a command was settled, and its conversation is not there");
  void reply.header("etag", etagOf(row.conversation.version));
  switch (outcome.kind) {
    case "applied":
    case "known":
    case "held":
    case "ignored":
      return reply.code(200).send({
        ...conversationView(row, deps.clock.now()),
        ...(await extrasOf(command, { row, version }, deps)),
      });
    case "refused":
      return sendProblem(reply, outcome.code, {
        extra: await refusalFacts(outcome.code, row, deps),
      });
    case "dead":
      return sendProblem(reply, "command.failed");
  }
}

export interface Objection {
  code: ProblemCode;
  facts?: ProblemFacts;
}

/** What speaks against a new command before it is written. Nothing that is refused here uses up its key. */
export async function objectionTo(
  command: Command,
  workspaceId: WorkspaceId,
  { store }: Pick<HttpDeps, "store">,
): Promise<Objection | null> {
  const named = namedUser(command);
  if (named === null) return null;
  const user = await store.user(workspaceId, named.userId);
  if (user?.active === true) return null;
  const errors = [{ field: named.field, rule: "must be an active user of this workspace" }];
  return { code: "command.unknown_user", facts: { errors } };
}
