import { setTimeout as sleep } from "node:timers/promises";
import { monotonicMs } from "./clock.ts";
import { sourceIdOf, type FeedWatch } from "./feed-watch.ts";
import { openLoop } from "./load.ts";
import { messageStream } from "./messages.ts";
import type { ReceiverProgram } from "./receiver.ts";
import { quantile } from "./statistics.ts";

export interface Latencies {
  commitP50: number;
  commitP99: number;
  deliveryP50: number;
  deliveryP99: number;
}

const COMMITS_AWAITED_MS = 30_000;

/**
 * Sends messages at a rate and measures, from the planned time of each POST, when its commit can be seen from outside (looked for every
 * millisecond; NaN without a `watch`), and when the receiver has got its delivery.
 */
export async function measureLatencies(options: {
  port: number;
  run: string;
  count: number;
  contacts: number;
  perSecond: number;
  watch: FeedWatch | null;
  receiver: ReceiverProgram;
}): Promise<Latencies> {
  const { port, run, count, contacts, perSecond, watch, receiver } = options;
  const { requests, sourceIds } = messageStream({ run, count, contacts });
  const sentAt = new Map<string, number>();
  const commits = watch === null ? null : watchCommits(watch, count);
  await receiver.take();
  await openLoop(port, requests, {
    perSecond,
    onSent: (index, plannedAt) => void sentAt.set(sourceIds[index] ?? "", plannedAt),
  });
  const { arrivals } = await receiver.collect(count);
  const delivered = sinceSent(arrivals, sentAt);
  const committed = sinceSent((await commits) ?? [], sentAt);
  if (delivered.length < count) throw new Error(`${count - delivered.length} were not delivered`);
  return {
    commitP50: quantile(committed, 0.5),
    commitP99: quantile(committed, 0.99),
    deliveryP50: quantile(delivered, 0.5),
    deliveryP99: quantile(delivered, 0.99),
  };
}

async function watchCommits(watch: FeedWatch, count: number): Promise<[string, number][]> {
  const seen: [string, number][] = [];
  let seq = watch.lastSeq();
  let lastAt = monotonicMs();
  while (seen.length < count && monotonicMs() - lastAt < COMMITS_AWAITED_MS) {
    await sleep(1);
    const news = watch.eventsAfter(seq, ["message.received"]);
    seq = news.seq;
    const at = monotonicMs();
    if (news.bodies.length > 0) lastAt = at;
    for (const body of news.bodies) seen.push([sourceIdOf(body), at]);
  }
  return seen;
}

function sinceSent(
  arrivals: readonly [string, number][],
  sentAt: ReadonlyMap<string, number>,
): number[] {
  return arrivals.flatMap(([sourceId, at]) => {
    const from = sentAt.get(sourceId);
    return from === undefined ? [] : [at - from];
  });
}
