import type { StoredEvent } from "../../../src/domain/events.ts";
import type { FeedStore } from "../../../src/store/feed-store.ts";

export interface FeedPage {
  events: StoredEvent[];
  /** Where to go on. */
  next: number;
}

/** What `GET /v1/events` reads, in its order: the newest place first, then the events up to it. */
export async function readFeed(
  store: Pick<FeedStore, "events" | "lastSeq">,
  workspaceId: string,
  { after, limit }: { after: number; limit: number },
): Promise<FeedPage> {
  const lastSeq = await store.lastSeq(workspaceId);
  const events = await store.events(workspaceId, { after, limit, types: null });
  const lastFound = events.at(-1)?.seq ?? after;
  const next = events.length < limit ? Math.max(after, lastSeq, lastFound) : lastFound;
  return { events, next };
}
