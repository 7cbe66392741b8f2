import type { EventType, StoredEvent } from "../../domain/events.ts";
import { covers } from "../../domain/people/visibility.ts";
import type { FeedStore } from "../../store/feed-store.ts";
import type { Reader } from "../../store/reader.ts";
import type { SettingsStore } from "../../store/settings-store.ts";
import type { Principal } from "./auth.ts";
import { concernedBy } from "./concerned-conversations.ts";

/** Events read in one go for somebody who sees only some of them, and how often one request does that. */
const LOOK_SIZE = 500;
const LOOKS_MAX = 20;

interface FeedQuery {
  after: number;
  limit: number;
  types: readonly EventType[] | null;
}

export interface FeedPage {
  events: StoredEvent[];
  /** Below `next` for whoever is ahead of the feed, because it was restored from a copy. */
  lastSeq: number;
  /** Where to go on: behind everything that was looked at, also what this principal may not see. */
  next: number;
}

/**
 * Events of conversations that this principal may read now, whoever had them when they happened, and of contacts who have such a
 * conversation. May be fewer than `limit` before the end of the feed, even none, so that somebody who sees little makes no request long.
 */
export async function visibleEvents(
  { workspaceId, access: { read } }: Principal,
  { after, limit, types }: FeedQuery,
  store: Pick<FeedStore, "events" | "lastSeq"> &
    Pick<Reader, "ownersOf"> &
    Pick<SettingsStore, "lines">,
): Promise<FeedPage> {
  // Asked first: whatever stands up to there is seen by the reads below, filtered or not.
  const lastSeq = await store.lastSeq(workspaceId);
  const lookSize = read.kind === "all" ? limit : Math.max(limit, LOOK_SIZE);
  const events: StoredEvent[] = [];
  let seen = after;
  let newest = lastSeq;
  const pageUntil = (next: number): FeedPage => ({ events, lastSeq: newest, next });

  for (let look = 0; look < LOOKS_MAX; look += 1) {
    const found = await store.events(workspaceId, { after: seen, limit: lookSize, types });
    newest = Math.max(newest, found.at(-1)?.seq ?? 0);
    const mine = await visibleOf(found);
    events.push(...mine.slice(0, limit - events.length));
    if (events.length === limit) return pageUntil(events.at(-1)?.seq ?? seen);
    seen = found.at(-1)?.seq ?? seen;
    if (found.length < lookSize) return pageUntil(Math.max(seen, lastSeq));
  }
  return pageUntil(seen);

  async function visibleOf(found: readonly StoredEvent[]): Promise<readonly StoredEvent[]> {
    if (read.kind === "all" || found.length === 0) return found;
    const concerned = await concernedBy(found, workspaceId, store);
    const owners = await store.ownersOf(workspaceId, [...new Set(found.flatMap(concerned))]);
    return found.filter((event) =>
      concerned(event).some((id) => {
        const owner = owners.get(id);
        return owner !== undefined && covers(read, owner);
      }),
    );
  }
}
