import type { z } from "zod";
import { askedMessageSchema, type AskedMessage } from "../../domain/sending/asked-message.ts";
import type { ReadMessage } from "../../sending/resolution.ts";
import { zodFieldErrors } from "../problems/field-errors.ts";
import { WORDED } from "../../domain/rule-words.ts";
import type { FieldError } from "../problems/problem.ts";
import { askedListSchema } from "./asked-message.ts";

export type ReadMessages =
  | { kind: "read"; messages: ReadMessage[] }
  /** Not one message or a list of them. */
  | { kind: "unreadable"; errors: FieldError[] };

/** The messages of a request's body: the body itself, or those of its list. A broken one does not stop its neighbours (Q36). */
export function readMessages(body: object): ReadMessages {
  if (!("messages" in body)) return { kind: "read", messages: [readMessage(body, 0, "body")] };
  const list = askedListSchema.safeParse(body, WORDED);
  if (!list.success) return { kind: "unreadable", errors: zodFieldErrors(list.error, "body") };
  const messages = list.data.messages.map((message, index) =>
    readMessage(message, index, `body.messages.${index}`),
  );
  return { kind: "read", messages: answering(messages, list.data.replyToId) };
}

function readMessage(message: unknown, index: number, field: string): ReadMessage {
  const read: z.ZodSafeParseResult<AskedMessage> = askedMessageSchema.safeParse(message, WORDED);
  return read.success
    ? { index, field, asked: read.data, errors: [] }
    : { index, field, asked: null, errors: zodFieldErrors(read.error, field) };
}

/** What the list answers, its first message answers; unless that one says otherwise, or is a reaction. */
function answering(messages: ReadMessage[], replyToId: string | null): ReadMessage[] {
  return messages.map((message) => {
    const { asked, index } = message;
    if (index !== 0 || asked === null || asked.type === "reaction") return message;
    return { ...message, asked: { ...asked, replyToId: asked.replyToId ?? replyToId } };
  });
}
