import { z } from "zod";
import { parseGuardedJson } from "../../channels/whatsapp/json-guard.ts";
import type { Effect, EffectTask } from "../../domain/automation/effect.ts";
import { preview } from "../../domain/conversation/content.ts";
import { stateOf } from "../../domain/conversation/conversation.ts";
import type { MessageItem } from "../../domain/conversation/message.ts";
import type { MessageId } from "../../domain/ids.ts";
import { displayNameOf, summaryOf } from "../../domain/contact/contact.ts";
import { WORDED } from "../../domain/rule-words.ts";
import { TEXT_CHARS_MAX, written } from "../../domain/sending/outgoing/written.ts";
import type { ConversationRow, Reader } from "../../store/reader.ts";
import { answerCut, unreadable } from "./call-webhook.ts";
import { callEndpoint, type CallDeps } from "./call-endpoint.ts";
import { failed, type EffectEnd } from "./effect-end.ts";

export interface ResponderDeps extends CallDeps {
  store: CallDeps["store"] & Pick<Reader, "conversation" | "timeline">;
}

/** A contact waits for the answer, so there are few tries: four within half a minute. */
const WAITS = [2_000, 6_000, 15_000];
/** Newest messages that a responder is given. */
const MESSAGES_MAX = 20;
/** Items of the timeline that are looked through for them. */
const ITEMS_MAX = 60;

/** What a responder answers: what it says to the contact, and what comes then. */
const answerSchema = z.object({
  messages: z.array(z.object({ text: written(TEXT_CHARS_MAX) })).max(10),
  // oxlint-disable-next-line unicorn/no-thenable -- a word of the contract; it is never a function
  then: z.enum(["wait", "done", "handOver"]),
});

/**
 * Asks somebody else's program, an AI agent for instance, what to say next (R12.1): it gets the conversation and its newest messages beside what the
 * step gives it, and answers with texts, and whether it waits for the contact, is done, or hands over to a person.
 */
export async function askResponder(
  { url, body: given }: EffectTask & { kind: "respond" },
  effect: Effect,
  deps: ResponderDeps,
): Promise<EffectEnd> {
  const { workspaceId, conversationId } = effect;
  const row = await deps.store.conversation(workspaceId, conversationId);
  if (row === null) throw new Error("an effect of a conversation that is not there");
  const query = { cursor: null, limit: ITEMS_MAX };
  const { items } = await deps.store.timeline(workspaceId, conversationId, query);
  const newest = items.filter((item) => item.kind === "message");
  const messages = newest.slice(0, MESSAGES_MAX).toSorted(byTime);
  const body = { ...given, ...sceneOf(row), messages: messages.map(messageOf) };
  const called = await callEndpoint({ url, body, waits: WAITS }, effect, deps);
  if (called.kind === "cut") return answerCut();
  return called.kind === "answered" ? answerOf(called.body, heardIn(row, newest)) : called;
}

/** The contact's newest message that it was told of: as the conversation stood, or one that came before the messages were read. */
function heardIn(
  { conversation: { version, facts } }: ConversationRow,
  messages: readonly MessageItem[],
): MessageId | null {
  let { lastInboundId: id, lastInboundAt: at } = facts;
  const since = messages.filter((one) => one.direction === "incoming" && one.version > version);
  for (const one of since.toSorted((a, b) => a.version - b.version)) {
    if (one.occurredAt >= (at ?? 0)) [id, at] = [one.id, one.occurredAt];
  }
  return id;
}

/** WhatsApp tells whole seconds: within one, what came to us later is later, or a quick answer would stand before its question. */
function byTime(a: MessageItem, b: MessageItem): number {
  const seconds = ({ occurredAt }: MessageItem) => Math.floor(occurredAt / 1_000);
  return seconds(a) - seconds(b) || a.version - b.version;
}

function answerOf(body: Buffer, heardId: MessageId | null): EffectEnd {
  const json = parseGuardedJson(body);
  if (json.kind !== "ok") return unreadable(json.kind);
  const read = answerSchema.safeParse(json.value, WORDED);
  if (!read.success) {
    const [issue] = read.error.issues;
    return failed("endpoint.answer_unfit", `${issue?.path.join(".")} ${issue?.message}`);
  }
  const { messages, then } = read.data;
  const texts = messages.map(({ text }) => text);
  const heard = heardId === null ? {} : { heardId };
  // oxlint-disable-next-line unicorn/no-thenable -- as above
  return { kind: "result", result: { kind: "answered", texts, then, ...heard } };
}

/** All that the step gave it, as it is now, and more. */
function sceneOf({ conversation, contact, owner }: ConversationRow) {
  const { id, regions, facts } = conversation;
  const { waId, userId, username } = summaryOf(contact);
  return {
    conversation: {
      id,
      state: stateOf(regions),
      episode: facts.episode.number,
      windowExpiresAt: isoOf(facts.windowExpiresAt),
      ownerId: facts.ownerId,
      owner,
      tags: facts.tags,
    },
    contact: {
      id: contact.id,
      name: displayNameOf(contact),
      waId,
      userId,
      username,
      isCrmContact: contact.crm !== null,
    },
  };
}

/** Oldest first. What is no text is told by its kind, and by the one line that people see in lists. */
function messageOf({ id, direction, sender, content, occurredAt }: MessageItem) {
  const text = content === null ? "" : content.type === "text" ? content.text : preview(content);
  return {
    id,
    direction,
    sender: sender.kind,
    type: content?.type ?? "unknown",
    text,
    occurredAt: isoOf(occurredAt),
  };
}

function isoOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
