import type { FastifyReply, FastifyRequest } from "fastify";
import type { Access } from "../../domain/people/access.ts";
import type { ReadMessage } from "../../sending/resolution.ts";
import { resolveMessages, type Refused } from "../../sending/resolve-messages.ts";
import type { ConversationRow } from "../../store/reader.ts";
import { principalOf } from "../access/auth.ts";
import { commandDoor, useOfKey } from "../commands/command-door.ts";
import type { HttpDeps } from "../deps.ts";
import { ERRORS_MAX } from "../problems/field-errors.ts";
import { issueCommand, type IssuedCommand } from "../commands/issue-command.ts";
import { sendProblem } from "../problems/problem.ts";
import { PROBLEMS } from "../problems/problem-catalogue.ts";
import { refusalFacts } from "../commands/refusal-facts.ts";
import type { AskedTemplate } from "../../domain/template/asked-template.ts";
import { readMessages } from "./read-messages.ts";
import { rememberBindings } from "./remember-bindings.ts";

/** A request to send, as its route read it. */
export interface IssuedSend extends Pick<
  IssuedCommand,
  "conversationId" | "callerKey" | "wantedVersion"
> {
  body: object;
}

/**
 * Sends what can be sent of a request, in one step, and tells of the rest why not. If nothing can be sent, the answer is the problem itself,
 * and the key is as good as new.
 */
export async function issueSend(
  issued: IssuedSend,
  http: { request: FastifyRequest; reply: FastifyReply },
  deps: HttpDeps,
): Promise<FastifyReply> {
  const { body, ...command } = issued;
  const principal = principalOf(http.request);
  const { workspaceId, userId, access } = principal;
  const read = readMessages(body);
  if (read.kind === "unreadable") {
    return sendProblem(http.reply, "request.invalid", { errors: read.errors });
  }
  const { conversationId } = issued;
  const use = await useOfKey(principal, issued, deps);
  if (use === "reused") return sendProblem(http.reply, "idempotency.key_reused");
  const isRepeat = use === "repeated";
  const door = await commandDoor(principal, { conversationId, name: "send", isRepeat }, deps);
  if (door.kind === "shut") return sendProblem(http.reply, door.code, door.facts);
  const { row } = door;
  const context = { workspaceId, sender: userId, row, now: deps.clock.now(), store: deps.store };
  const { messages, refused } = await resolveMessages(read.messages, context);
  // A repeat gets its first answer, whatever the same request would come to now: its command is the one that was written then.
  if (messages.length === 0 && !isRepeat) {
    const unsent = { refused, row, access, isList: "messages" in body };
    return answerUnsendable(http.reply, unsent, deps);
  }
  if (!isRepeat) {
    const templates = read.messages.flatMap((one) =>
      isSentTemplate(one, refused) ? [one.asked] : [],
    );
    const { lineId } = row.conversation;
    await rememberBindings(templates, { workspaceId, userId, lineId }, deps);
  }
  const asked = { name: "send", messages: read.messages.map(askedOf) };
  return issueCommand(
    { ...command, command: { name: "send", messages, refused }, asked },
    http,
    deps,
  );
}

/** What the key of a request means: what was asked for, as far as it could be read. */
function askedOf({ asked, errors }: ReadMessage): unknown {
  return asked ?? errors;
}

function isSentTemplate(
  message: ReadMessage,
  refused: readonly Refused[],
): message is ReadMessage & { asked: AskedTemplate } {
  const isRefused = refused.some(({ index }) => index === message.index);
  return message.asked?.type === "template" && !isRefused;
}

/** The problem is that of the first message; the others of a list stand beside it. */
async function answerUnsendable(
  reply: FastifyReply,
  {
    refused,
    row,
    access,
    isList,
  }: { refused: Refused[]; row: ConversationRow; access: Access; isList: boolean },
  deps: HttpDeps,
): Promise<FastifyReply> {
  const code = refused[0]?.code ?? "request.invalid";
  const errors = refused.flatMap((one) => one.errors).slice(0, ERRORS_MAX);
  const isRefusal = PROBLEMS[code].status === 409;
  const facts = isRefusal ? await refusalFacts(code, { row, access }, deps) : {};
  return sendProblem(reply, code, { errors, extra: { ...facts, ...(isList && { refused }) } });
}
