import type { EventType } from "../../src/domain/events.ts";
import { monotonicMs, until } from "./clock.ts";
import { sourceIdOf, type FeedWatch } from "./feed-watch.ts";

const LIMIT_MS = 180_000;

/**
 * Waits until so many events of these types stand behind a place of the feed. Answers when that was seen, and whose they are, in the order
 * of the feed. Looks from outside every 5 ms, and reads the events themselves only when none has come for one look.
 */
export async function untilCommitted(
  watch: FeedWatch,
  after: number,
  { count, types = ["message.received"] }: { count: number; types?: readonly EventType[] },
): Promise<{ at: number; sourceIds: string[] }> {
  let lastSeq = after;
  let lastAt = monotonicMs();
  const sourceIds = await until(
    `${count} events in the feed`,
    () => {
      const seq = watch.lastSeq();
      if (seq !== lastSeq) {
        lastSeq = seq;
        lastAt = monotonicMs();
        return null;
      }
      const { bodies } = watch.eventsAfter(after, types);
      return bodies.length >= count ? bodies.map(sourceIdOf) : null;
    },
    { limitMs: LIMIT_MS, everyMs: 5 },
  );
  return { at: lastAt, sourceIds };
}
