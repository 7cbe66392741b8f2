import { setTimeout as sleep } from "node:timers/promises";
import type { EventType } from "../../src/domain/events.ts";
import type { FeedWatch } from "./feed-watch.ts";
import { openLoop } from "./load.ts";
import { messageStream } from "./messages.ts";
import { quantile } from "./statistics.ts";

const MESSAGES_PER_SECOND = 100;
const LATE_MS_MAX = 30_000;

/**
 * How long after their moment deadlines stand in the feed, while 100 messages a second come in besides. Begins a second before the first
 * one is due, and ends when all have come; throws when some have not half a minute after the load.
 *
 * @param type the event that tells of a deadline, its `occurredAt` being the deadline
 */
export async function latenessUnderLoad(
  { port, watch }: { port: number; watch: FeedWatch },
  deadlines: { type: EventType; dueAt: number; count: number; durationMs: number },
): Promise<{ p50: number; p99: number }> {
  const { type, dueAt, count, durationMs } = deadlines;
  let seq = watch.lastSeq();
  await sleep(Math.max(0, dueAt - 1_000 - Date.now()));
  const { requests } = messageStream({
    run: "normal",
    count: (durationMs / 1_000) * MESSAGES_PER_SECOND,
    contacts: 5_000,
  });
  const load = openLoop(port, requests, { perSecond: MESSAGES_PER_SECOND });
  const latenessMs: number[] = [];
  const giveUpAt = dueAt + durationMs + LATE_MS_MAX;
  while (latenessMs.length < count && Date.now() < giveUpAt) {
    await sleep(2);
    const news = watch.eventsAfter(seq, [type]);
    seq = news.seq;
    const now = Date.now();
    for (const body of news.bodies) {
      latenessMs.push(now - (JSON.parse(body) as { occurredAt: number }).occurredAt);
    }
  }
  await load;
  if (latenessMs.length < count) {
    throw new Error(`of ${count} deadlines ${latenessMs.length} came: ${type}`);
  }
  return { p50: quantile(latenessMs, 0.5), p99: quantile(latenessMs, 0.99) };
}
