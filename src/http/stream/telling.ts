import {
  envelopeOf,
  isOfConversation,
  type EventType,
  type StoredConversationEvent,
  type StoredEvent,
} from "../../domain/events.ts";
import type { UserId } from "../../domain/ids.ts";
import { covers, type Visibility } from "../../domain/visibility.ts";
import type { ConversationRow } from "../../store/reader.ts";
import { streamRow, type ConversationRemoved } from "../views/stream.ts";
import type { Audience } from "./audience.ts";
import { frameOf } from "./frame.ts";
import type { Page } from "./page.ts";

/** Events that may end somebody's access to a conversation: those of its owner. They say whose it was before. */
export const OWNER_EVENTS: readonly EventType[] = [
  "conversation.assigned",
  "conversation.unassigned",
  "conversation.reassigned",
];

/**
 * - event: the event, because the conversation may be read now
 * - removed: that the conversation is gone, because with this event it left what may be read, and it is not back now
 * - nothing: as if it did not exist
 */
export type Telling = "event" | "removed" | "nothing";

/**
 * What somebody is told of an event. The conversation's owner *now* decides, not the one of that time: what may not be read is not told
 * late either, and what may be read is told with all its past (R10.5). So the same place of the feed, the same access and the same owners
 * give the same telling, however often and from wherever it is read (docs/adr/0007). What happens in the CRM without a conversation is told
 * to those who may read all.
 */
export function tellingOf(
  event: StoredEvent,
  row: ConversationRow | undefined,
  access: Visibility,
): Telling {
  if (access.kind === "all") return "event";
  if (row !== undefined && covers(access, row.conversation.facts.ownerId)) return "event";
  if (!OWNER_EVENTS.includes(event.type)) return "nothing";
  const previous = event.data["previousOwnerId"] as UserId | null;
  return covers(access, previous) ? "removed" : "nothing";
}

/** A page of the feed as text, written once for all who are told the same. */
export class PageText {
  readonly upTo: number;
  readonly #page: Page;
  readonly #now: number;
  readonly #rows = new Map<string, string>();
  readonly #frames = new Map<number, string>();
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
    const frames = this.#page.events.map((event) =>
      event.seq > after ? this.#frame(event, audience) : "",
    );
    const text = Buffer.from(frames.join(""));
    this.#told.set(name, text);
    return text;
  }

  #frame(event: StoredEvent, { access, types }: Audience): string {
    const row = this.#page.rows.get(event.conversation?.id ?? "");
    switch (tellingOf(event, row, access)) {
      case "event":
        return types === null || types.includes(event.type) ? this.#eventFrame(event, row) : "";
      case "removed":
        return isOfConversation(event) ? removedFrame(event) : "";
      case "nothing":
        return "";
    }
  }

  #eventFrame(event: StoredEvent, row: ConversationRow | undefined): string {
    const known = this.#frames.get(event.seq);
    if (known !== undefined) return known;
    const envelope = JSON.stringify(envelopeOf(event));
    const data = `${envelope.slice(0, -1)},"row":${this.#rowText(row)}}`;
    const frame = frameOf({ id: event.seq, event: event.type, data });
    this.#frames.set(event.seq, frame);
    return frame;
  }

  #rowText(row: ConversationRow | undefined): string {
    if (row === undefined) return "null";
    const { id } = row.conversation;
    const text = this.#rows.get(id) ?? JSON.stringify(streamRow(row, this.#now));
    this.#rows.set(id, text);
    return text;
  }
}

/** In whatever types a stream is limited to: it is no event of the feed, but of this reader's view of it. */
function removedFrame({ seq, conversation }: StoredConversationEvent): string {
  const { id: conversationId, version } = conversation;
  const data = JSON.stringify({ conversationId, version } satisfies ConversationRemoved);
  return frameOf({ id: seq, event: "conversation.removed", data });
}
