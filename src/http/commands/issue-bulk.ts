import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Command } from "../../domain/conversation/commands.ts";
import type { ConversationId, WorkspaceId } from "../../domain/ids.ts";
import { commandKey, requestKey } from "../../domain/intake/intake.ts";
import { principalOf } from "../access/auth.ts";
import { bulkItem, failed, type BulkItem } from "./bulk-item.ts";
import { commandDoor, objectionToNames, type Objection } from "./command-door.ts";
import type { HttpDeps } from "../deps.ts";
import { sendProblem } from "../problems/problem.ts";
import { keyOf, submitCommand } from "./submit-command.ts";

/** One command for many conversations, as its route read it. */
export interface IssuedBulk {
  ids: readonly ConversationId[];
  command: Command;
  /** `Idempotency-Key`, when the caller sent one. */
  callerKey: string | undefined;
}

/**
 * Submits one command to each conversation and answers with what became of each, in the order of the ids (Q45). Every one is a command of
 * its own, in its own mailbox: some may be refused, and the others are done all the same. A conversation that one may not see is as
 * unknown as one that does not exist.
 *
 * Under the same `Idempotency-Key` each is done once, so a repeat gives the same answers; with another body the key is refused, and
 * nothing is done, and so it is when the key is that of a single command. What a key means is written down before the first command is: a crash in
 * between is repaired by the repeat.
 */
export async function issueBulk(
  issued: IssuedBulk,
  http: { request: FastifyRequest; reply: FastifyReply },
  deps: HttpDeps,
): Promise<FastifyReply> {
  const { ids, command } = issued;
  const principal = principalOf(http.request);
  const { workspaceId, userId, access } = principal;
  const callerKey = issued.callerKey ?? deps.ids.next("req");
  const key = issued.callerKey === undefined ? null : requestKey(userId, callerKey);
  const standing = key === null ? null : await deps.store.request(workspaceId, key);
  const isOfSingle =
    standing === null &&
    key !== null &&
    (await deps.store.outcome(workspaceId, commandKey(userId, callerKey))) !== null;
  const refused: Objection | null = isOfSingle
    ? { code: "idempotency.key_reused" }
    : await refusalOf({ issued, key, standing, workspaceId }, deps);
  if (refused !== null) return sendProblem(http.reply, refused.code, refused.facts);

  const submit = async (conversationId: ConversationId): Promise<BulkItem> => {
    const names = { workspaceId, conversationId, userId, callerKey };
    const part = { ...names, command, within: access.act, among: ids };
    // What was submitted before gets its first answer, also when the conversation has gone out of sight by it.
    const isKnown =
      standing !== null && (await deps.store.outcome(workspaceId, keyOf(part))) !== null;
    const asked = { conversationId, name: command.name, isRepeat: isKnown };
    const door = await commandDoor(principal, asked, deps);
    if (door.kind === "shut") return failed(conversationId, door.code);
    const answer = await submitCommand(part, { ...deps, waitMs: deps.settings.outcomeWaitMs });
    return bulkItem({ id: conversationId, command, answer, principal }, deps);
  };
  const items = await Promise.all(ids.map(submit));
  return http.reply.code(200).send({ key: callerKey, items });
}

/** What speaks against the whole request; otherwise its key is taken, if it has one. */
async function refusalOf(
  {
    issued: { ids, command },
    key,
    standing,
    workspaceId,
  }: {
    issued: IssuedBulk;
    key: string | null;
    /** What the key was first used for. */
    standing: string | null;
    workspaceId: WorkspaceId;
  },
  deps: HttpDeps,
): Promise<Objection | null> {
  // A repeat is not judged again: the user it names may have been switched off since.
  const objection = standing === null ? await objectionToNames(command, workspaceId, deps) : null;
  if (objection !== null || key === null) return objection;
  const fingerprint = createHash("sha256")
    .update(JSON.stringify([ids, command]))
    .digest("hex");
  const request = { key, fingerprint, at: deps.clock.now() };
  const first = standing ?? (await deps.store.rememberRequest(workspaceId, request));
  return first === fingerprint ? null : { code: "idempotency.key_reused" };
}
