import { ENGINE } from "../../src/domain/actor.ts";
import { NOTHING_AUTOMATED, type Commit } from "../../src/domain/commit.ts";
import {
  NOBODY_DRIVES,
  NO_TIMERS,
  type Conversation,
} from "../../src/domain/conversation/conversation.ts";
import type { ConversationEvent, EventType } from "../../src/domain/events.ts";
import { conversationIdOf, eventIdOf, messageIdOf } from "../../src/domain/ids.ts";
import type { IntakeEntry, Outcome } from "../../src/domain/intake/intake.ts";
import type { MessageItem } from "../../src/domain/conversation/message.ts";
import type { Mailbox } from "../../src/store/conversation-store.ts";

const DAY_MS = 86_400_000;

/** A conversation before its first step. */
export function aConversation(changes: Partial<Conversation> = {}): Conversation {
  return {
    schema: 4,
    workspaceId: "acme",
    id: "line-contact",
    lineId: "line",
    contactId: "contact",
    version: 0,
    regions: { lifecycle: "open", window: "open", ownership: "unassigned", attention: "unread" },
    facts: {
      episode: {
        number: 1,
        openedAt: null,
        openedBy: null,
        closedAt: null,
        closedBy: null,
        description: null,
        reasonCode: null,
        rearmed: null,
        adId: null,
      },
      lastInboundAt: null,
      lastInboundId: null,
      lastInboundFrom: null,
      windowExpiresAt: null,
      ownerId: null,
      unreadCount: 0,
      markedUnread: false,
      timers: NO_TIMERS,
      autoCloseActivation: null,
      tags: [],
      driver: NOBODY_DRIVES,
    },
    automation: null,
    lastMessage: null,
    lastActivityAt: null,
    steppedAt: 0,
    createdAt: 0,
    updatedAt: 0,
    ...changes,
  };
}

/**
 * A commit that deals with everything in a mailbox, by rules simple enough for a test of stores: a message becomes an item,
 * an event and a deadline a day later; a status changes its message or leaves a stub; `close` closes; the rest is ignored,
 * and takes no step.
 */
export function commitOf(mailbox: Mailbox, options: { at: number }): Commit {
  const { line, contact } = mailbox;
  const [entry] = mailbox.entries;
  const id = entry?.conversationId ?? conversationIdOf(line.id, contact.id);
  const before =
    mailbox.conversation ??
    aConversation({
      workspaceId: line.workspaceId,
      id,
      lineId: line.id,
      contactId: contact.id,
      createdAt: options.at,
      updatedAt: options.at,
    });
  const step: Step = { conversation: before, items: new Map(), events: [], at: options.at };
  const known = new Map(mailbox.messages.map((message) => [message.sourceId, message]));
  const applied = mailbox.entries.map((entry) => {
    const outcome = take(step, entry, known);
    return {
      key: entry.key,
      version: step.conversation.version,
      at: options.at,
      settingsVersion: line.settings.version,
      contactOwnerId: contact.ownerId,
      outcome,
    };
  });
  return {
    workspaceId: line.workspaceId,
    conversationId: id,
    expectedVersion: before.version,
    conversation: step.conversation,
    items: [...step.items.values()],
    events: step.events,
    applied,
    cascades: [],
    learnt: [],
    sends: [],
    fired: [],
    automation: NOTHING_AUTOMATED,
  };
}

interface Step {
  conversation: Conversation;
  items: Map<string, MessageItem>;
  events: ConversationEvent[];
  at: number;
}

function take(step: Step, entry: IntakeEntry, known: Map<string | null, MessageItem>): Outcome {
  const { input } = entry;
  switch (input.kind) {
    case "message":
    case "echo":
    case "history": {
      const stub = known.get(input.message.sourceId);
      if (stub !== undefined && stub.content !== null) return { kind: "known" };
      advance(step, { lastActivityAt: entry.occurredAt });
      const item = stub ?? stubOf(step, entry, input.message.sourceId);
      put(step, known, { ...item, content: input.message.content, occurredAt: entry.occurredAt });
      arm(step, entry.occurredAt + DAY_MS);
      hearFrom(step, "from" in input ? input.from : undefined);
      publish(step, entry, "message.received");
      return { kind: "applied" };
    }
    case "status": {
      const message = known.get(input.sourceId);
      advance(step, {});
      const item = message ?? stubOf(step, entry, input.sourceId);
      put(step, known, { ...item, status: input.status });
      return message === undefined ? { kind: "held" } : { kind: "applied" };
    }
    case "command": {
      const { regions } = step.conversation;
      if (input.command.name !== "close") return { kind: "ignored" };
      if (regions.lifecycle === "closed")
        return { kind: "refused", code: "conversation.already_closed" };
      advance(step, { regions: { ...regions, lifecycle: "closed" } });
      publish(step, entry, "conversation.closed");
      return { kind: "applied" };
    }
    case "reaction":
    case "edit":
    case "revoke":
    case "call":
    case "rotation":
    case "timer":
    case "start":
    case "effectResult":
    case "automation":
    case "sendResult":
      return { kind: "ignored" };
  }
}

function advance(step: Step, changes: Partial<Conversation>): void {
  const { conversation, at } = step;
  const version = conversation.version + 1;
  step.conversation = { ...conversation, ...changes, version, steppedAt: at, updatedAt: at };
}

function arm(step: Step, windowExpired: number): void {
  const { facts } = step.conversation;
  const timers = { ...facts.timers, windowExpired };
  step.conversation = { ...step.conversation, facts: { ...facts, timers } };
}

function hearFrom(step: Step, lastInboundFrom: string | null = null): void {
  const { conversation } = step;
  step.conversation = { ...conversation, facts: { ...conversation.facts, lastInboundFrom } };
}

function put(step: Step, known: Map<string | null, MessageItem>, item: MessageItem): void {
  step.items.set(item.id, item);
  known.set(item.sourceId, item);
}

function publish(step: Step, entry: IntakeEntry, type: EventType): void {
  const { id, version, workspaceId } = step.conversation;
  step.events.push({
    id: eventIdOf(id, version, 0),
    type,
    workspaceId,
    occurredAt: entry.occurredAt,
    recordedAt: step.at,
    conversation: { id, episode: 1, version },
    cause: entry.cause,
    data: { key: entry.key },
  });
}

function stubOf(step: Step, entry: IntakeEntry, sourceId: string): MessageItem {
  const { id, version } = step.conversation;
  return {
    kind: "message",
    conversationId: id,
    id: messageIdOf(version),
    sourceId,
    content: null,
    direction: "incoming",
    origin: "live",
    sender: ENGINE,
    version,
    episode: 1,
    occurredAt: entry.occurredAt,
    receivedAt: entry.receivedAt,
    status: null,
    errors: [],
    pricing: null,
    context: null,
    referral: null,
    reactions: [],
    edits: [],
    revokedAt: null,
  };
}
