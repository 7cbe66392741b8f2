import {
  envelopeOf,
  type EventConversation,
  type EventType,
  type StoredEvent,
} from "../../domain/events.ts";
import type { ConversationId, UserId } from "../../domain/ids.ts";
import { covers, type Visibility } from "../../domain/people/visibility.ts";
import type { ConversationRow } from "../../store/reader.ts";
import { streamRow, type ConversationRemoved } from "../views/stream.ts";
import type { Audience } from "./audience.ts";
import { frameOf } from "./frame.ts";
import type { Page, PageEvent } from "./page.ts";

/** Events that may end somebody's access to a conversation: those of its owner. They say whose it was before. */
export const OWNER_EVENTS: readonly EventType[] = [
  "conversation.assigned",
  "conversation.unassigned",
  "conversation.reassigned",
];

/**
 * - event: the event, with the rows that may be read now
 * - removed: that the conversation is gone, because with this event it left what may be read, and it is not back now
 * - nothing: as if it did not exist
 */
export type Telling =
  | { kind: "event"; rows: readonly ConversationRow[] }
  | { kind: "removed"; conversation: EventConversation }
  | { kind: "nothing" };

/**
 * What somebody is told of an event. The conversation's owner *now* decides, not the one of that time: what may not be read is not told
 * late either, and what may be read is told with all its past (R10.5). So the same place of the feed, the same access and the same owners
 * give the same telling, however often and from wherever it is read (docs/adr/0007). What the CRM tells of a contact is for those who may
 * read one of its conversations, and for those who may read all.
 */
export function tellingOf({ event, rows }: PageEvent, access: Visibility): Telling {
  if (access.kind === "all") return { kind: "event", rows };
  const visible = rows.filter(({ conversation }) => covers(access, conversation.facts.ownerId));
  if (visible.length > 0) return { kind: "event", rows: visible };
  if (event.conversation === null || !OWNER_EVENTS.includes(event.type)) return { kind: "nothing" };
  const previous = event.data["previousOwnerId"] as UserId | null;
  return covers(access, previous)
    ? { kind: "removed", conversation: event.conversation }
    : { kind: "nothing" };
}

/** A page of the feed as text, written once for all who are told the same. */
export class PageText {
  readonly upTo: number;
  readonly #page: Page;
  readonly #now: number;
  readonly #rows = new Map<string, string>();
  readonly #envelopes = new Map<number, string>();
  readonly #told = new Map<string, Buffer>();

  constructor(page: Page, now: number) {
    this.upTo = page.upTo;
    this.#page = page;
    this.#now = now;
  }

  /** What an audience is told of the events behind `after`; empty when that is nothing. */
  told(audience: Audience, after: number): Buffer {
    const name = `${Math.max(after, this.#page.from)} ${audience.name}`;
    const known = this.#told.get(name);
    if (known !== undefined) return known;
    const news = this.#page.events.filter(({ event }) => event.seq > after);
    // From the end: of several events of a conversation the last one has its row, and half of the bytes are saved.
    const withRow = new Set<ConversationId>();
    const frames = news.toReversed().map((each) => this.#frame(each, audience, withRow));
    const text = Buffer.from(frames.toReversed().join(""));
    this.#told.set(name, text);
    return text;
  }

  #frame(each: PageEvent, { access, types }: Audience, withRow: Set<ConversationId>): string {
    const { seq, type } = each.event;
    const telling = tellingOf(each, access);
    switch (telling.kind) {
      case "event": {
        if (types !== null && !types.includes(type)) return "";
        const missing = telling.rows.filter(({ conversation }) => !withRow.has(conversation.id));
        for (const { conversation } of missing) withRow.add(conversation.id);
        const rows = missing.map((row) => this.#rowText(row)).join();
        const data = `${this.#envelopeText(each.event).slice(0, -1)},"rows":[${rows}]}`;
        return frameOf({ id: seq, event: type, data });
      }
      case "removed": {
        const { id: conversationId, version } = telling.conversation;
        const data = JSON.stringify({ conversationId, version } satisfies ConversationRemoved);
        // In whatever types a stream is limited to: it is no event of the feed, but of this reader's view of it.
        return frameOf({ id: seq, event: "conversation.removed", data });
      }
      case "nothing":
        return "";
    }
  }

  #envelopeText(event: StoredEvent): string {
    const text = this.#envelopes.get(event.seq) ?? JSON.stringify(envelopeOf(event));
    this.#envelopes.set(event.seq, text);
    return text;
  }

  #rowText(row: ConversationRow): string {
    const { id } = row.conversation;
    const text = this.#rows.get(id) ?? JSON.stringify(streamRow(row, this.#now));
    this.#rows.set(id, text);
    return text;
  }
}
