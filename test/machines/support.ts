import assert from "node:assert/strict";
import type { Actor } from "../../src/domain/actor.ts";
import type { Command } from "../../src/domain/conversation/commands.ts";
import type { Commit } from "../../src/domain/commit.ts";
import { emptyContact, type Contact } from "../../src/domain/contact/contact.ts";
import type { Conversation } from "../../src/domain/conversation/conversation.ts";
import type { MailboxInput } from "../../src/domain/intake/inbound.ts";
import type { HeardInput } from "../../src/domain/intake/heard.ts";
import type { HistoryEntry, IntakeEntry } from "../../src/domain/intake/intake.ts";
import { DEFAULT_LINE_SETTINGS, type EffectiveSettings, type Line } from "../../src/domain/line.ts";
import type { MessageItem, TimelineItem } from "../../src/domain/conversation/message.ts";
import { advance, type AdvanceInput } from "../../src/machines/advance.ts";

export const T0 = Date.UTC(2026, 10, 2, 9, 0, 0);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const LINE_ID = "106540352242922";
export const CONTACT_ID = "ct_ana";
export const CONVERSATION_ID = `${LINE_ID}-${CONTACT_ID}`;
export const ANA: Actor = { kind: "contact", id: CONTACT_ID };
export const user = (id: string): Actor => ({ kind: "user", id });

/**
 * A conversation as a test lives through it: given what happened, when something more happens, then the last commit tells. Plays
 * the store's part in memory: keeps the conversation, its messages and its history, and nothing else.
 */
export class Life {
  conversation: Conversation | null = null;
  readonly history: HistoryEntry[] = [];
  readonly events: Commit["events"] = [];
  readonly items = new Map<string, TimelineItem>();
  readonly line: Line;
  readonly contact: Contact;
  last: Commit | null = null;
  /** Flows of the workspace; not there: it has none, and knows of none. */
  automation: AdvanceInput["automation"];
  #count = 0;

  constructor(settings: Partial<EffectiveSettings> = {}, contact: Partial<Contact> = {}) {
    this.line = {
      workspaceId: "default",
      id: LINE_ID,
      name: "Ventas",
      displayPhoneNumber: "+52 55 0000 0000",
      wabaId: "waba",
      portfolioId: "portfolio",
      accessToken: null,
      settings: { ...DEFAULT_LINE_SETTINGS, ...settings },
      createdAt: T0,
      updatedAt: T0,
    };
    this.contact = {
      ...emptyContact("default", CONTACT_ID, T0),
      name: "Ana",
      ...contact,
    };
  }

  /** The contact writes at `at`; it reaches us at `receivedAt`. */
  says(text: string, at: number, receivedAt = at): Commit {
    return this.enters([this.entry(this.message(text), ANA, at, receivedAt)], receivedAt);
  }

  message(text: string): MailboxInput {
    return {
      kind: "message",
      message: {
        sourceId: `wamid.${++this.#count}`,
        content: { type: "text", text },
        context: null,
        referral: null,
      },
    };
  }

  webhook(input: HeardInput, at: number, actor: Actor = ANA, receivedAt = at): Commit {
    return this.enters([this.entry(input, actor, at, receivedAt)], receivedAt);
  }

  asks(by: Actor, command: Command, at: number): Commit {
    const entry = this.entry({ kind: "command", command }, by, at, at);
    return this.enters([{ ...entry, cause: { ...entry.cause, kind: "command" } }], at);
  }

  /** A command for one version of the conversation only. */
  asksAt(
    expectedVersion: number,
    { by, command }: { by: Actor; command: Command },
    at: number,
  ): Commit {
    return this.enters([this.entry({ kind: "command", command, expectedVersion }, by, at, at)], at);
  }

  closes(by: Actor, at: number, description = "Venta cerrada"): Commit {
    return this.asks(
      by,
      { name: "close", description, reasonCode: null, handOverTo: null, rearm: true },
      at,
    );
  }

  assigns(by: Actor, userId: string | null, at: number, markUnread = false): Commit {
    const target =
      userId === null ? ({ kind: "nobody" } as const) : ({ kind: "user", userId } as const);
    return this.asks(by, { name: "assign", target, markUnread }, at);
  }

  /** Time passes, and somebody looks. */
  passes(until: number): Commit {
    return this.enters([], until);
  }

  entry(
    input: IntakeEntry["input"],
    actor: Actor,
    occurredAt: number,
    receivedAt: number,
  ): IntakeEntry {
    const key = `key-${++this.#count}`;
    return {
      workspaceId: "default",
      conversationId: CONVERSATION_ID,
      key,
      seq: this.#count,
      occurredAt,
      receivedAt,
      cause: { kind: "webhook", id: key, actor },
      input,
    };
  }

  enters(entries: IntakeEntry[], now: number): Commit {
    const commit = advance({
      conversation: this.conversation,
      line: this.line,
      contact: this.contact,
      entries,
      messages: [...this.items.values()].filter(
        (item): item is MessageItem => item.kind === "message",
      ),
      now,
      ...(this.automation === undefined ? {} : { automation: this.automation }),
    });
    // Every step that changed something has a version of its own, and nothing else has.
    const steps = [...commit.applied, ...commit.fired.map(({ applied }) => applied)].filter(
      ({ outcome }) => outcome.kind === "applied" || outcome.kind === "held",
    );
    assert.equal(steps.length, commit.conversation.version - commit.expectedVersion);
    if (commit.conversation.version > commit.expectedVersion)
      this.conversation = commit.conversation;
    for (const item of commit.items) this.items.set(item.id, item);
    this.events.push(...commit.events);
    for (const { entry, applied } of commit.fired) {
      this.history.push({ ...entry, seq: ++this.#count, applied });
    }
    for (const entry of entries) {
      const applied = commit.applied.find((one) => one.key === entry.key);
      // A full turn leaves its last entries to the next.
      if (applied !== undefined) this.history.push({ ...entry, applied });
    }
    // The store's order of history.
    this.history.sort((a, b) => a.applied.version - b.applied.version || a.seq - b.seq);
    this.last = commit;
    return commit;
  }

  get regions() {
    return this.conversation!.regions;
  }

  get facts() {
    return this.conversation!.facts;
  }

  messages(): MessageItem[] {
    return [...this.items.values()].filter((item): item is MessageItem => item.kind === "message");
  }
}

export const typesOf = (commit: Commit): string[] => commit.events.map((event) => event.type);
export const outcomeOf = (commit: Commit) => commit.applied[0]!.outcome;

/** The business writes from its phone app. */
export function echoOf(life: Life, text: string): MailboxInput {
  const input = life.message(text);
  if (input.kind !== "message") throw new Error("a message was expected");
  return { ...input, kind: "echo" };
}
