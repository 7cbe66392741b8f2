import type { EventType, StoredEvent } from "../../domain/events.ts";
import type { ConversationId, WorkspaceId } from "../../domain/ids.ts";
import type { FeedStore } from "../../store/feed-store.ts";
import type { ConversationRow, Reader } from "../../store/reader.ts";

export type FeedReader = Pick<FeedStore, "events" | "lastSeq"> & Pick<Reader, "conversationsById">;

/** A piece of the feed, and its conversations as they are now. */
export interface Page {
  /** Everything behind `from`, up to and with `upTo`, is in here. */
  from: number;
  upTo: number;
  /** Whether there was nothing more when it was read. */
  isLast: boolean;
  events: StoredEvent[];
  /** Read after the events, so never older than them. */
  rows: ReadonlyMap<ConversationId, ConversationRow>;
}

/** So that a page is some 250 kB: it may wait in memory for each reader who is slow. */
const EVENTS_MAX = 100;

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
  return { from: after, upTo, isLast, events, rows: await rowsOf(store, workspaceId, events) };
}

async function rowsOf(
  store: FeedReader,
  workspaceId: WorkspaceId,
  events: readonly StoredEvent[],
): Promise<Page["rows"]> {
  if (events.length === 0) return new Map();
  const ids = new Set(events.flatMap(({ conversation }) => conversation?.id ?? []));
  const rows = await store.conversationsById(workspaceId, [...ids]);
  return new Map(rows.map((row) => [row.conversation.id, row]));
}
