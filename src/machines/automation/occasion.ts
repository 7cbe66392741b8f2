import type { Actor } from "../../domain/actor.ts";
import type { StartName } from "../../domain/automation/flow-book.ts";
import { DIRECT_STARTS } from "../../domain/automation/start-event.ts";
import type { MessageContent } from "../../domain/conversation/content.ts";
import type { MessageItem } from "../../domain/conversation/message.ts";
import type { ConversationEvent, EventType } from "../../domain/events.ts";
import type { Turn } from "../turn.ts";

/** Something that may start flows. */
export interface Occasion {
  name: StartName;
  /** What happened, and its id: the same starts the same run. */
  trigger: { type: string; id: string };
  /** Starts by automations between it and the world (`Cause.depth`). */
  depth: number;
  /** Flows that it is no news to, for they brought it about (Q60). */
  authors: readonly Actor[];
  message: MessageContent | null;
  /** Of the template that the message answers; null: it answers none, or one that is not known. */
  template: string | null;
  /** Tags that were added. */
  tags: readonly string[];
  /** What a run that starts remembers from it. */
  vars: Readonly<Record<string, string>>;
  /** The close before left this start unarmed (R13.7). */
  isMuted: boolean;
}

const DIRECT: ReadonlySet<EventType> = new Set(DIRECT_STARTS);

/** What an event of a step is to flows: the start events that it amounts to, none for most. */
export function occasionsOf(
  event: ConversationEvent,
  { turn, step }: { turn: Turn; step: readonly ConversationEvent[] },
): Occasion[] {
  const plain = plainOf(event, turn);
  if (event.type === "message.received") {
    const message = messageOf(event, turn);
    const content = message?.content ?? null;
    const received = { ...plain, name: "message.received", message: content } as const;
    const template = message === undefined ? null : templateAnswered(message, turn);
    return template === null
      ? [received]
      : [received, { ...received, name: "template.answered", template: template.name }];
  }
  if (event.type === "conversation.tagged") {
    return [{ ...plain, name: "conversation.tagged", tags: listOf(event.data["added"]) }];
  }
  if (event.type === "conversation.opened" && isMuted(event, step)) {
    return [plain, { ...plain, name: "conversation.started_by_contact", isMuted: true }];
  }
  return DIRECT.has(event.type) ? [plain] : [];
}

function plainOf(event: ConversationEvent, turn: Turn): Occasion {
  const { cause, type, id } = event;
  const author = messageOf(event, turn)?.sender;
  return {
    name: type as StartName,
    trigger: { type, id },
    depth: cause.depth ?? 0,
    authors: author === undefined ? [cause.actor] : [cause.actor, author],
    message: null,
    template: null,
    tags: [],
    vars: {},
    isMuted: false,
  };
}

/** The contact opened it, and the trigger kept silent. */
function isMuted(event: ConversationEvent, step: readonly ConversationEvent[]): boolean {
  return (
    event.data["openedBy"] === "contact" &&
    !step.some(({ type }) => type === "conversation.started_by_contact")
  );
}

/** The message that an event speaks of, as far as it is at hand. */
export function messageOf(event: ConversationEvent, turn: Turn): MessageItem | undefined {
  const { message } = event.data as { message?: { id?: string } };
  return message?.id === undefined ? undefined : turn.messageById(message.id);
}

/** Taps its quick reply, or quotes it. The name is null while the template itself is not at hand. */
function templateAnswered(
  { content, context }: MessageItem,
  turn: Turn,
): { name: string | null } | null {
  const quoted = context?.sourceId == null ? undefined : turn.message(context.sourceId);
  if (quoted?.content?.type === "template") return { name: quoted.content.name };
  return content?.type === "reply" && content.via === "template" ? { name: null } : null;
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
