import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Command } from "../domain/commands.ts";
import type { ConversationId } from "../domain/ids.ts";
import { requestKey } from "../domain/intake.ts";
import { principalOf, type Principal } from "./auth.ts";
import { bulkItem, type BulkItem } from "./bulk-item.ts";
import type { HttpDeps } from "./deps.ts";
import { objectionTo, type Objection } from "./issue-command.ts";
import { sendProblem } from "./problem.ts";
import { submitCommand, type CommandAnswer } from "./submit-command.ts";

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
 * nothing is done. What a key means is written down before the first command is: a crash in between is repaired by the repeat. Keys of
 * bulk requests are their own: the same one may name a single command too.
 */
export async function issueBulk(
  issued: IssuedBulk,
  http: { request: FastifyRequest; reply: FastifyReply },
  deps: HttpDeps,
): Promise<FastifyReply> {
  const { ids, command } = issued;
  const { workspaceId, userId } = principalOf(http.request);
  const callerKey = issued.callerKey ?? deps.ids.next("req");
  const refused = await refusalOf({ ...issued, userId, workspaceId }, deps);
  if (refused !== null) return sendProblem(http.reply, refused.code, refused.facts);

  const submit = async (id: ConversationId): Promise<BulkItem> => {
    const row = await deps.store.conversation(workspaceId, id);
    const part = { workspaceId, conversationId: id, command, userId, callerKey, among: ids };
    const answer: CommandAnswer =
      row === null
        ? { kind: "unknown_conversation" }
        : await submitCommand(part, { ...deps, waitMs: deps.settings.outcomeWaitMs });
    return bulkItem({ id, command, answer, row }, deps);
  };
  const items = await Promise.all(ids.map(submit));
  return http.reply.code(200).send({ key: callerKey, items });
}

/** What speaks against the whole request; otherwise its key is taken, if it has one. */
async function refusalOf(
  {
    ids,
    command,
    callerKey,
    userId,
    workspaceId,
  }: IssuedBulk & Pick<Principal, "userId" | "workspaceId">,
  deps: HttpDeps,
): Promise<Objection | null> {
  const key = callerKey === undefined ? null : requestKey(userId, callerKey);
  const standing = key === null ? null : await deps.store.request(workspaceId, key);
  // A repeat is not judged again: the user it names may have been switched off since.
  const objection = standing === null ? await objectionTo(command, workspaceId, deps) : null;
  if (objection !== null || key === null) return objection;
  const fingerprint = createHash("sha256")
    .update(JSON.stringify([ids, command]))
    .digest("hex");
  const request = { key, fingerprint, at: deps.clock.now() };
  const first = standing ?? (await deps.store.rememberRequest(workspaceId, request));
  return first === fingerprint ? null : { code: "idempotency.key_reused" };
}
