import type { Effect } from "../../domain/automation/effect.ts";
import { askedMessageSchema } from "../../domain/sending/asked-message.ts";
import { automationGuardOf } from "../../domain/sending/send-guard.ts";
import type { FieldFault, ReadMessage, SendingStore } from "../../sending/resolution.ts";
import { resolveMessages } from "../../sending/resolve-messages.ts";
import type { Clock } from "../../clock.ts";
import type { Reader } from "../../store/reader.ts";
import { failed, type EffectEnd } from "./effect-end.ts";

export interface MessageDeps {
  store: SendingStore & Pick<Reader, "conversation">;
  clock: Clock;
}

/** Messages of a run, as its step asks for them, with placeholders filled in. */
export interface RunMessages {
  messages: readonly unknown[];
  /** Of the driver, under which they were decided (Q50). */
  lease: number;
}

/**
 * Makes a run's messages ready to be sent, by the very rules that those of people pass: they may have grown too long with what was filled in, their
 * files may be gone, their template stopped. All of them, or the step fails with what speaks against the first: a flow says in one breath what its
 * author wrote as one step.
 */
export async function prepareMessages(
  { messages: asked, lease }: RunMessages,
  { workspaceId, conversationId }: Effect,
  { store, clock }: MessageDeps,
): Promise<EffectEnd> {
  const row = await store.conversation(workspaceId, conversationId);
  if (row === null) throw new Error("an effect of a conversation that is not there");
  const objection = automationGuardOf(row.contact.preferences);
  if (objection !== null) return failed(objection, "the contact wants nothing automatic");
  const context = { workspaceId, sender: null, row, now: clock.now(), store };
  const { messages, refused } = await resolveMessages(asked.map(readMessage), context);
  const [first] = refused;
  return first === undefined
    ? { kind: "command", command: { name: "send", messages, refused: [], lease } }
    : failed(first.code, first.errors.map(({ field, rule }) => `${field} ${rule}`).join("; "));
}

function readMessage(asked: unknown, index: number): ReadMessage {
  const field = `messages.${index}`;
  const read = askedMessageSchema.safeParse(asked);
  if (read.success) return { index, field, asked: read.data, errors: [] };
  const errors = read.error.issues.map(({ path, message }): FieldFault => ({
    field: [field, ...path].join("."),
    rule: message,
  }));
  return { index, field, asked: null, errors };
}
