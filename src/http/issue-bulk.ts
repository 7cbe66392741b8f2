import type { FastifyReply, FastifyRequest } from "fastify";
import type { Command } from "../domain/commands.ts";
import type { ConversationId } from "../domain/ids.ts";
import type { ConversationRow } from "../store/reader.ts";
import { principalOf } from "./auth.ts";
import { bulkItem, type BulkItem } from "./bulk-item.ts";
import type { HttpDeps } from "./deps.ts";
import { objectionTo } from "./issue-command.ts";
import { sendProblem } from "./problem.ts";
import { keyOf, submitCommand, type CommandAnswer, type CommandRequest } from "./submit-command.ts";

/** One command for many conversations, as its route read it. */
export interface IssuedBulk {
  ids: readonly ConversationId[];
  command: Command;
  /** `Idempotency-Key`, when the caller sent one. */
  callerKey: string | undefined;
}

type Part = CommandRequest & { row: ConversationRow };

/**
 * Submits one command to each conversation and answers with what became of each, in the order of the ids (Q45). Every one is a command of
 * its own, in its own mailbox: some may be refused, and the others are done all the same. A conversation that one may not see is as
 * unknown as one that does not exist.
 *
 * Under the same `Idempotency-Key` each is done once, so a repeat gives the same answers; with another body the key is refused, and
 * nothing is done.
 */
export async function issueBulk(
  issued: IssuedBulk,
  http: { request: FastifyRequest; reply: FastifyReply },
  deps: HttpDeps,
): Promise<FastifyReply> {
  const { ids, command } = issued;
  const { workspaceId, userId } = principalOf(http.request);
  const callerKey = issued.callerKey ?? deps.ids.next("req");
  const rows = await Promise.all(ids.map((id) => deps.store.conversation(workspaceId, id)));
  const parts = ids.flatMap((conversationId, index): Part[] => {
    const row = rows[index] ?? null;
    return row === null
      ? []
      : [{ workspaceId, conversationId, command, userId, callerKey, among: ids, row }];
  });
  const known = issued.callerKey === undefined ? [] : await knownOf(parts, deps);
  const objection = known.length > 0 ? null : await objectionTo(command, workspaceId, deps);
  if (objection !== null) return sendProblem(http.reply, objection.code, objection.facts);

  const answers = new Map<ConversationId, CommandAnswer>();
  const submit = async (part: Part): Promise<void> => {
    const { row: _row, ...request } = part;
    const waiting = { ...deps, waitMs: deps.settings.outcomeWaitMs };
    answers.set(part.conversationId, await submitCommand(request, waiting));
  };
  // Those that stand already come first: they tell whether the key was used for another body, before anything new is written.
  await Promise.all(known.map(submit));
  if ([...answers.values()].some(({ kind }) => kind === "repeated_with_other_body")) {
    return sendProblem(http.reply, "idempotency.key_reused");
  }
  await Promise.all(parts.filter((part) => !known.includes(part)).map(submit));
  const byId = new Map(parts.map((part) => [part.conversationId, part.row]));
  const items = await Promise.all(
    ids.map(async (id): Promise<BulkItem> => {
      const answer = answers.get(id) ?? { kind: "unknown_conversation" };
      return bulkItem({ id, command, answer, row: byId.get(id) ?? null }, deps);
    }),
  );
  return http.reply.code(200).send({ key: callerKey, items });
}

/** The parts whose keys stand already. */
async function knownOf(parts: readonly Part[], { store }: HttpDeps): Promise<Part[]> {
  const outcomes = await Promise.all(
    parts.map((part) => store.outcome(part.workspaceId, keyOf(part))),
  );
  return parts.filter((_part, index) => outcomes[index] != null);
}
