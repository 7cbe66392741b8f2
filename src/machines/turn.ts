import type { Cascade, CascadeFlags } from "../domain/records/cascade.ts";
import { summaryOf, type Contact, type ContactSummary } from "../domain/contact/contact.ts";
import type { Conversation } from "../domain/conversation/conversation.ts";
import { draftIsNew } from "../domain/automation/state.ts";
import type { ConversationEvent, EventConversation, EventType } from "../domain/events.ts";
import {
  activityIdOf,
  eventIdOf,
  messageIdOf,
  startedEventIdOf,
  type MessageId,
  type UserId,
} from "../domain/ids.ts";
import type { EntryInput } from "../domain/intake/intake.ts";
import type { EffectiveSettings, Line } from "../domain/line.ts";
import type { Learnt } from "../domain/contact/learnt.ts";
import { newSend, type NewSend, type SendContent } from "../domain/sending/send.ts";
import type {
  ActivityName,
  MessageItem,
  NoteItem,
  TimelineItem,
} from "../domain/conversation/message.ts";
import type { MachineEvent } from "./machine-event.ts";
import { runData } from "./automation/run-data.ts";
import { announcementData, chosenData } from "./announcement-data.ts";
import type { StepContext } from "./step-context.ts";
import { step } from "./step.ts";

/**
 * Working state of one turn of a mailbox. The entries are folded into it one after another, each between `begin` and `end`, and
 * `advance` reads the commit off it afterwards. It lives for one call of `advance`, so nobody else sees it change.
 */
export class Turn {
  readonly contact: Contact;
  readonly events: ConversationEvent[] = [];
  readonly sends: NewSend[] = [];
  readonly cascades: Cascade[] = [];
  readonly learnt: Learnt[] = [];
  readonly #items = new Map<string, TimelineItem>();
  readonly #messages = new Map<string, MessageItem>();
  readonly #messagesById = new Map<MessageId, MessageItem>();
  /** What every event says: it is the same in all of them. */
  readonly #whose: { line: Pick<Line, "id" | "name">; contact: ContactSummary };
  #line: Line;
  #conversation: Conversation;
  #step: StepContext | null = null;
  #contactOwnerId: UserId | null;
  #changed = false;
  #eventCount = 0;
  #activityCount = 0;

  constructor(options: {
    conversation: Conversation;
    line: Line;
    contact: Contact;
    messages: readonly MessageItem[];
  }) {
    this.#conversation = options.conversation;
    const { id, name } = options.line;
    this.#whose = { line: { id, name }, contact: summaryOf(options.contact) };
    this.#line = options.line;
    this.contact = options.contact;
    this.#contactOwnerId = options.contact.ownerId;
    for (const message of options.messages) this.#remember(message);
  }

  get line(): Line {
    return this.#line;
  }

  get conversation(): Conversation {
    return this.#conversation;
  }

  get items(): TimelineItem[] {
    return [...this.#items.values()];
  }

  get step(): StepContext {
    if (this.#step === null) throw new Error("no step has begun");
    return this.#step;
  }

  /** Whose the contact is, after what the steps of this turn have handed over. */
  get contactOwnerId(): UserId | null {
    return this.#contactOwnerId;
  }

  /** Version that the present step will have, if it changes anything. */
  get version(): number {
    return this.#conversation.version + 1;
  }

  /** Id of the message that the present step creates: at most one per step. */
  get messageId(): string {
    return messageIdOf(this.version);
  }

  /** Steps of the past are taken under what held then. */
  recall(past: { settings: EffectiveSettings; contactOwnerId: UserId | null }): void {
    if (past.settings !== this.#line.settings) {
      this.#line = { ...this.#line, settings: past.settings };
    }
    this.#contactOwnerId = past.contactOwnerId;
  }

  begin(context: StepContext): void {
    // A step before the last one would let a clock run backwards: an old message looked at late would start an auto-close
    // clock that has long run out.
    this.#step = { ...context, at: Math.max(context.at, this.#conversation.steppedAt) };
    this.#changed = false;
    this.#eventCount = 0;
    this.#activityCount = 0;
  }

  /** Ends the step: a step that changed something is counted. Returns whether it did. */
  end(): boolean {
    if (this.#changed) {
      this.#conversation = {
        ...this.#conversation,
        version: this.version,
        createdAt: this.version === 1 ? this.step.at : this.#conversation.createdAt,
        steppedAt: this.step.at,
        updatedAt: this.step.now,
      };
    }
    this.#step = null;
    return this.#changed;
  }

  /** Offers an event to the machine, and makes events and activities of what it announces. Returns whether a region answered. */
  offer(event: MachineEvent): boolean {
    const before = this.#conversation;
    const result = step(before, event);
    if (!result.changed) return false;
    this.#changed = true;
    this.#conversation = { ...before, regions: result.regions, facts: result.facts };
    for (const { event: type, activity } of result.announcements) {
      const told = announcementData(type, before.facts, result.facts, event.at);
      const data = { ...told, ...chosenData(type, event) };
      if (activity !== null) this.record(activity, data);
      this.publish(type, data);
    }
    return true;
  }

  message(sourceId: string): MessageItem | undefined {
    return this.#messages.get(sourceId);
  }

  messageById(id: MessageId): MessageItem | undefined {
    return this.#messagesById.get(id);
  }

  /** Writes a note, or a new or changed message, to the timeline. */
  put(item: MessageItem | NoteItem): void {
    this.#changed = true;
    // Written in the order of the last changes: a stub gives up its source id before its message takes it.
    this.#items.delete(item.id);
    this.#items.set(item.id, item);
    if (item.kind === "message") this.#remember(item);
  }

  /** Changes what the list shows of the conversation. */
  show(shown: Partial<Pick<Conversation, "lastMessage" | "lastActivityAt">>): void {
    this.#changed = true;
    this.#conversation = { ...this.#conversation, ...shown };
  }

  /** Changes the tags: the one fact that no region of the machine answers for. */
  label(tags: readonly string[]): void {
    this.#changed = true;
    const { facts } = this.#conversation;
    this.#conversation = { ...this.#conversation, facts: { ...facts, tags } };
  }

  /** The step counts, though what it leads to are steps of their own (ADR 14). */
  mark(): void {
    this.#changed = true;
  }

  /** Takes over what automations have under way from now on. */
  automate({ state, dueAt, news }: EntryInput & { kind: "automation" }): void {
    this.#changed = true;
    const { facts, automation, lastActivityAt } = this.#conversation;
    const timers = { ...facts.timers, automation: dueAt };
    this.#conversation = { ...this.#conversation, automation: state, facts: { ...facts, timers } };
    // R12.6: whoever looks at the list finds first what waits for them.
    if (draftIsNew(automation, state)) {
      this.show({ lastActivityAt: Math.max(lastActivityAt ?? 0, this.step.at) });
    }
    for (const each of news) this.publish(`automation.run.${each.kind}`, runData(each));
  }

  /** The automations' deadline has come, and stands no more; false when it was another one. */
  automationDue(dueAt: number): boolean {
    const { facts } = this.#conversation;
    if (facts.timers.automation !== dueAt) return false;
    this.#changed = true;
    const timers = { ...facts.timers, automation: null };
    this.#conversation = { ...this.#conversation, facts: { ...facts, timers } };
    return true;
  }

  /** Puts something into the outbox: the `index`-th of this step. */
  queue(
    content: SendContent,
    {
      index,
      replyToId,
      lease = null,
    }: { index: number; replyToId: MessageId | null; lease?: number | null },
  ): void {
    this.#changed = true;
    this.sends.push(
      newSend({
        conversationId: this.#conversation.id,
        version: this.version,
        index,
        lineId: this.line.id,
        contactId: this.contact.id,
        content,
        replyToId,
        lease,
        queuedAt: this.step.now,
      }),
    );
  }

  /** Hands over the contact and its records together with the conversation. */
  handOver(ownerId: UserId, flags: CascadeFlags): void {
    const { cause, at } = this.step;
    const conversation = this.#place;
    this.#changed = true;
    this.cascades.push({ contactId: this.contact.id, ownerId, flags, cause, at, conversation });
    if (flags.contact) this.#contactOwnerId = ownerId;
  }

  /** Notes what the present step tells of the contact. */
  learn(
    news:
      | Pick<Learnt & { kind: "wants" }, "kind" | "which" | "said">
      | Pick<Learnt & { kind: "reached" }, "kind" | "phone">,
  ): void {
    const { cause, at } = this.step;
    const conversation = this.#place;
    this.learnt.push({ ...news, contactId: this.contact.id, cause, at, conversation });
  }

  /** Adds a system line to the timeline. */
  record(activity: ActivityName, data: Record<string, string | number | boolean | null>): void {
    const { cause, occurredAt } = this.step;
    const id = activityIdOf(this.version, this.#activityCount++);
    this.#changed = true;
    this.#items.set(id, {
      kind: "activity",
      conversationId: this.#conversation.id,
      id,
      activity,
      actor: cause.actor,
      version: this.version,
      episode: this.#conversation.facts.episode.number,
      occurredAt,
      data,
    });
  }

  /** Adds an event to the feed. The trigger's id is derived from its episode: one per opening, whatever happens (Q55). */
  publish(type: EventType, data: Record<string, unknown>): void {
    const { cause, occurredAt, now } = this.step;
    const conversation = this.#place;
    const { id, episode } = conversation;
    this.#changed = true;
    this.events.push({
      id:
        type === "conversation.started_by_contact"
          ? startedEventIdOf(id, episode)
          : eventIdOf(id, this.version, this.#eventCount++),
      type,
      workspaceId: this.#conversation.workspaceId,
      occurredAt,
      recordedAt: now,
      conversation,
      cause,
      data: { ...this.#whose, ...data },
    });
  }

  /** Where the present step stands. */
  get #place(): EventConversation {
    const { id, facts } = this.#conversation;
    return { id, episode: facts.episode.number, version: this.version };
  }

  #remember(message: MessageItem): void {
    this.#messagesById.set(message.id, message);
    if (message.sourceId !== null) this.#messages.set(message.sourceId, message);
  }
}
