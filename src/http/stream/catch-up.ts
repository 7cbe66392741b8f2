import type { Clock } from "../../clock.ts";
import type { EventType } from "../../domain/events.ts";
import { StoreUnavailableError } from "../../store/store.ts";
import type { Pause } from "../deps.ts";
import type { Audience } from "./audience.ts";
import { readPage, type FeedReader, type Page, type Place } from "./page.ts";
import type { Subscription } from "./subscription.ts";
import type { Tails } from "./tails.ts";
import { OWNER_EVENTS, PageText } from "./telling.ts";

/** Before the store is asked again that could not be reached. */
const RETRY_MS = 500;

export interface CatchUpDeps {
  store: FeedReader;
  clock: Clock;
  pause: Pause;
  tails: Tails;
}

/**
 * Tells a subscription everything from its place to the end of the feed, page by page and no faster than its reader reads, and then lets
 * it in where the feed is followed for all. What is committed meanwhile is in the next page that it reads, or in the first that is read
 * for all: it keeps its own place, so neither leaves anything out or tells it twice.
 *
 * Throws only what nobody expected.
 */
export async function catchUp(subscription: Subscription, deps: CatchUpDeps): Promise<void> {
  const { store, clock, pause, tails } = deps;
  const { workspaceId, audience } = subscription.subscriber;
  const types = typesToRead(audience);
  for (;;) {
    await subscription.drained();
    if (subscription.hasEnded) return;
    const page = await read(store, { workspaceId, after: subscription.toldUpTo, types });
    if (page === null) {
      await pause(RETRY_MS);
      continue;
    }
    subscription.tell(new PageText(page, clock.now()));
    if (page.isLast && !subscription.hasEnded && tails.join(subscription)) return;
  }
}

/** Null: the store cannot be reached. */
async function read(store: FeedReader, place: Place): Promise<Page | null> {
  try {
    return await readPage(store, place);
  } catch (error) {
    if (error instanceof StoreUnavailableError) return null;
    throw error;
  }
}

/** Who may not see everything is also told what is gone, which the events of owners tell. */
function typesToRead({ access, types }: Audience): readonly EventType[] | null {
  if (types === null || access.kind === "all") return types;
  return [...new Set([...types, ...OWNER_EVENTS])];
}
