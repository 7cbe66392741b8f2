import { isFreeForm, type OutgoingMessage } from "../domain/sending/outgoing.ts";
import type { RefusedMessage } from "../domain/sending/send-commands.ts";
import { guardOf } from "../domain/sending/send-guard.ts";
import { mayWriteFreely } from "../domain/conversation/window.ts";
import { checkTargets } from "./check-targets.ts";
import type {
  FieldFault,
  ReadMessage,
  SendContext,
  Unsendable,
  UnsendableCode,
} from "./resolution.ts";
import { resolveContent } from "./resolve-content.ts";

/** A message that is not sent, as the answer names it. */
export interface Refused extends RefusedMessage {
  code: UnsendableCode;
}

export interface ResolvedMessages {
  /** What can be sent, in its order. */
  messages: OutgoingMessage[];
  refused: Refused[];
}

type Resolved = { kind: "message"; message: OutgoingMessage } | Unsendable;

/** Judges each message of a request on its own: what can be sent, and why the others cannot (Q36). */
export async function resolveMessages(
  read: readonly ReadMessage[],
  context: SendContext,
): Promise<ResolvedMessages> {
  const resolved = await Promise.all(
    read.map(async (message) => ({ message, resolved: await resolve(message, context) })),
  );
  const judged = outsideWindow(
    resolved.map((one) => one.resolved),
    context,
  );
  const messages: OutgoingMessage[] = [];
  const refused: Refused[] = [];
  for (const [at, { message }] of resolved.entries()) {
    const result = judged[at];
    if (result?.kind === "message") messages.push(result.message);
    else if (result !== undefined) refused.push(refusedOf(message, result));
  }
  return { messages, refused };
}

async function resolve(read: ReadMessage, context: SendContext): Promise<Resolved> {
  const { asked } = read;
  if (asked === null) return { kind: "unsendable", code: "request.invalid", errors: [] };
  const resolved = await resolveContent(asked, context);
  if (resolved.kind === "unsendable") return resolved;
  const { content } = resolved;
  const message = { content, replyToId: "replyToId" in asked ? asked.replyToId : null };
  const refusal = guardOf(context.row.contact.preferences, content);
  if (refusal !== null) return { kind: "unsendable", code: refusal, errors: [] };
  return (await checkTargets(message, context)) ?? { kind: "message", message };
}

/**
 * Outside the window templates go without what is written by hand beside them. When nothing else could go, the machine decides: it knows
 * what the mailbox holds, and answers with the evidence.
 */
function outsideWindow(resolved: Resolved[], { row, now }: SendContext): Resolved[] {
  const isFree = (one: Resolved) => one.kind === "message" && isFreeForm(one.message.content);
  const isMixed = resolved.some((one) => one.kind === "message" && !isFree(one));
  if (!isMixed || mayWriteFreely(row.conversation.facts, now)) return resolved;
  return resolved.map((one) =>
    isFree(one) ? { kind: "unsendable", code: "window.closed", errors: [] } : one,
  );
}

function refusedOf(read: ReadMessage, { code, errors }: Unsendable): Refused {
  const inMessage = errors.map(({ field, rule }): FieldFault => ({
    field: `${read.field}.${field}`,
    rule,
  }));
  return { index: read.index, code, errors: [...read.errors, ...inMessage] };
}
