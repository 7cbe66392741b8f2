import type { FastifyReply, FastifyRequest } from "fastify";
import { sendIdOf } from "../../domain/ids.ts";
import { guardOf } from "../../domain/sending/send-guard.ts";
import { isSign } from "../../domain/sending/send.ts";
import { principalOf } from "../access/auth.ts";
import { commandDoor, useOfKey } from "../commands/command-door.ts";
import type { HttpDeps } from "../deps.ts";
import { issueCommand, type IssuedCommand } from "../commands/issue-command.ts";
import { sendProblem } from "../problems/problem.ts";
import { refusalFacts } from "../commands/refusal-facts.ts";

/** A request to send a message again, as its route read it. */
export interface IssuedResend extends Pick<
  IssuedCommand,
  "conversationId" | "callerKey" | "wantedVersion"
> {
  messageId: string;
}

/**
 * Sends a failed or uncertain message again: the very same content, which stands in the outbox. Nothing of it is resolved anew: a library
 * file that was deleted since is found missing when it leaves, and a template that was stopped is refused then.
 */
export async function issueResend(
  { messageId, ...issued }: IssuedResend,
  http: { request: FastifyRequest; reply: FastifyReply },
  deps: HttpDeps,
): Promise<FastifyReply> {
  const { store } = deps;
  const principal = principalOf(http.request);
  const { workspaceId, access } = principal;
  const { conversationId } = issued;
  const use = await useOfKey(principal, issued, deps);
  if (use === "reused") return sendProblem(http.reply, "idempotency.key_reused");
  const isRepeat = use === "repeated";
  const door = await commandDoor(principal, { conversationId, name: "resend", isRepeat }, deps);
  if (door.kind === "shut") return sendProblem(http.reply, door.code, door.facts);
  const { row } = door;
  const send = await store.send(workspaceId, sendIdOf(conversationId, messageId));
  if (send === null || isSign(send.content)) return sendProblem(http.reply, "message.unknown");
  const { content, replyToId } = send;
  const refusal = guardOf(row.contact.preferences, content);
  // A repeat gets its first answer, whatever the contact has decided since.
  if (refusal !== null && !isRepeat) {
    const extra = await refusalFacts(refusal, { row, access }, deps);
    return sendProblem(http.reply, refusal, { extra });
  }
  const command = { name: "resend", messageId, content, replyToId } as const;
  return issueCommand({ ...issued, command }, http, deps);
}
