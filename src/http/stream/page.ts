import type { EventType, StoredEvent } from "../../domain/events.ts";
import type { ConversationId, WorkspaceId } from "../../domain/ids.ts";
import type { FeedStore } from "../../store/feed-store.ts";
import type { ConversationRow, Reader } from "../../store/reader.ts";
import type { SettingsStore } from "../../store/settings-store.ts";
import { concernedBy } from "../access/concerned-conversations.ts";

export type FeedReader = Pick<FeedStore, "events" | "lastSeq"> &
  Pick<Reader, "conversationsById"> &
  Pick<SettingsStore, "lines">;

/** A piece of the feed, with its conversations as they are now. */
export interface Page {
  /** Everything behind `from`, up to and with `upTo`, is in here. */
  from: number;
  upTo: number;
  /** Whether there was nothing more when it was read. */
  isLast: boolean;
  events: PageEvent[];
}

export interface PageEvent {
  event: StoredEvent;
  /** The conversations that it concerns, read after the events, so never older than them. */
  rows: readonly ConversationRow[];
}

/** So that a page is some 250 kB: it may wait in memory for each reader who is slow. */
const EVENTS_MAX = 100;

/** As many as the store takes in one go. */
const ROWS_MAX = 1_000;

/** Where to read on, and what for. */
export interface Place {
  workspaceId: WorkspaceId;
  after: number;
  /** Null: all. */
  types: readonly EventType[] | null;
}

/**
 * Reads the next events of a feed: two or three queries, however many conversations and subscribers there are.
 *
 * @throws StoreUnavailableError
 */
export async function readPage(store: FeedReader, place: Place): Promise<Page> {
  const { workspaceId, after, types } = place;
  // Asked first: whatever stands up to there is seen by the read below. Without a filter the events themselves say it.
  const lastSeq = types === null ? after : await store.lastSeq(workspaceId);
  const events = await store.events(workspaceId, { after, types, limit: EVENTS_MAX });
  const isLast = events.length < EVENTS_MAX;
  const lastFound = events.at(-1)?.seq ?? after;
  const upTo = isLast ? Math.max(lastSeq, lastFound, after) : lastFound;
  return { from: after, upTo, isLast, events: await withRows(store, workspaceId, events) };
}

/** The conversations that events concern, in the order in which `concerned` names them. */
async function withRows(
  store: FeedReader,
  workspaceId: WorkspaceId,
  events: readonly StoredEvent[],
): Promise<PageEvent[]> {
  if (events.length === 0) return [];
  const concerned = await concernedBy(events, workspaceId, store);
  const rows = new Map<ConversationId, ConversationRow>();
  const ids = [...new Set(events.flatMap(concerned))];
  for (let from = 0; from < ids.length; from += ROWS_MAX) {
    const some = await store.conversationsById(workspaceId, ids.slice(from, from + ROWS_MAX));
    for (const row of some) rows.set(row.conversation.id, row);
  }
  return events.map((event) => ({
    event,
    rows: concerned(event).flatMap((id) => rows.get(id) ?? []),
  }));
}
