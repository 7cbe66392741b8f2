import type { Random } from "../../../src/simulator/random.ts";
import type { World } from "../core/life.ts";
import type { FeedPage } from "../engine/read-feed.ts";
import type { Ledger } from "./ledger.ts";
import { WORKSPACES } from "./places.ts";
import type { Reply } from "./request.ts";

/** Programs that follow a workspace's feed: each goes on from the last place it handled, whatever happens in between. */
export interface FeedReaders {
  /** Something was committed in a workspace: somebody may look at once. */
  nudge(workspaceId: string): void;
  /** One last look of everybody; then nothing more is to come. */
  finish(): void;
}

export function createFeedReaders(options: {
  world: World;
  random: Random;
  ledger: Ledger;
  read: (workspaceId: string, query: { after: number; limit: number }) => Promise<Reply<FeedPage>>;
}): FeedReaders {
  const { world, random, ledger, read } = options;
  const { scheduler } = world;
  const readers = WORKSPACES.flatMap((workspaceId) =>
    [7, 100].map((limit) => {
      const feed = { workspaceId, events: [] };
      ledger.feeds.set(`${workspaceId} by ${limit}`, feed);
      return { feed, limit, next: 0, isReading: false };
    }),
  );

  const catchUp = async (reader: (typeof readers)[number]): Promise<void> => {
    if (reader.isReading) return;
    reader.isReading = true;
    const { feed, limit } = reader;
    for (;;) {
      const reply = await read(feed.workspaceId, { after: reader.next, limit });
      if (reply.kind !== "answer") {
        await scheduler.sleep(random.int(100, 30_000));
        continue;
      }
      const { events, next } = reply.value;
      (feed.events as typeof events).push(...events);
      reader.next = next;
      if (events.length < limit) break;
    }
    reader.isReading = false;
  };

  return {
    nudge(workspaceId) {
      if (!random.chance(0.08)) return;
      const reader = random.pick(readers.filter(({ feed }) => feed.workspaceId === workspaceId));
      scheduler.after(random.int(0, 400), () => void catchUp(reader));
    },
    finish() {
      for (const reader of readers) scheduler.after(0, () => void catchUp(reader));
    },
  };
}
