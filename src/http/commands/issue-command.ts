import type { FastifyReply, FastifyRequest } from "fastify";
import type { Command } from "../../domain/conversation/commands.ts";
import { answerSettled } from "./answer-settled.ts";
import { principalOf } from "../access/auth.ts";
import { commandDoor, objectionToNames, useOfKey } from "./command-door.ts";
import type { HttpDeps } from "../deps.ts";
import { sendProblem } from "../problems/problem.ts";
import { submitCommand, type CommandRequest } from "./submit-command.ts";

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
  /** See `CommandRequest`. */
  begins?: CommandRequest["begins"];
  /** Whether the answer is that of something made: 201, and where it is. */
  starts?: boolean;
}

/** Submits a command and answers with what became of it: 200, 409 or 412 with the reason, or 202 with where to ask later. */
export async function issueCommand(
  issued: IssuedCommand,
  http: { request: FastifyRequest; reply: FastifyReply },
  deps: HttpDeps,
): Promise<FastifyReply> {
  const { conversationId, command, asked, wantedVersion, begins, starts = false } = issued;
  const { reply } = http;
  const principal = principalOf(http.request);
  const { workspaceId, userId, access } = principal;
  const callerKey = issued.callerKey ?? deps.ids.next("req");
  const use = await useOfKey(principal, issued, deps);
  if (use === "reused") return sendProblem(reply, "idempotency.key_reused");
  const isRepeat = use === "repeated";
  if (!isRepeat) {
    const { name } = command;
    // Who begins a conversation was judged by who lets them.
    const door =
      begins === undefined
        ? await commandDoor(principal, { conversationId, name, isRepeat }, deps)
        : null;
    if (door?.kind === "shut") return sendProblem(reply, door.code, door.facts);
    const objection = await objectionToNames(command, workspaceId, deps);
    if (objection !== null) return sendProblem(reply, objection.code, objection.facts);
  }

  const names = { workspaceId, conversationId, userId, callerKey };
  const answer = await submitCommand(
    {
      ...names,
      command,
      asked,
      within: access.act,
      expectedVersion: wantedVersion,
      ...(begins !== undefined && { begins }),
    },
    { ...deps, waitMs: deps.settings.outcomeWaitMs },
  );
  switch (answer.kind) {
    case "settled":
      return await answerSettled(
        answer,
        { conversationId, principal, isRepeat, starts, reply },
        deps,
      );
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
