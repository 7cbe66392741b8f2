import { setTimeout as sleep } from "node:timers/promises";
import { monotonicMs } from "./clock.ts";
import { openConnection, type RawConnection } from "./raw-client.ts";

export interface LoadResult {
  /** Requests answered 200. */
  count: number;
  seconds: number;
  perSecond: number;
  /** Milliseconds until the 200, each. */
  latenciesMs: number[];
  /** Other answers, or none; the same request was sent again, as Meta does. */
  refused: number;
}

const PAUSE_MS = 20;

/**
 * As fast as it goes: each connection sends its own requests one after another, the next when the last is answered. What must stay in
 * order belongs to one connection.
 */
export async function closedLoop(
  port: number,
  perConnection: readonly Buffer[][],
): Promise<LoadResult> {
  const connections = await Promise.all(perConnection.map(() => openConnection(port)));
  const latenciesMs: number[] = [];
  let refused = 0;
  const startedAt = monotonicMs();
  await Promise.all(
    connections.map(async (connection, index) => {
      for (const request of perConnection[index] ?? []) {
        const sentAt = monotonicMs();
        while ((await connection.send(request)) !== 200) {
          refused += 1;
          await sleep(PAUSE_MS);
        }
        latenciesMs.push(monotonicMs() - sentAt);
      }
    }),
  );
  const seconds = (monotonicMs() - startedAt) / 1_000;
  for (const connection of connections) connection.close();
  const count = latenciesMs.length;
  return { count, seconds, perSecond: count / seconds, latenciesMs, refused };
}

/**
 * At a rate, whatever the answers do. Time counts from when a request was to be sent, not from when it could be, so that a server that
 * stands still is charged for everything that waited (coordinated omission). What is not answered 200 is sent again, as Meta does, also
 * when nobody listens.
 */
export async function openLoop(
  port: number,
  requests: readonly Buffer[],
  options: {
    perSecond: number;
    /** Told of each request's index and planned time on the monotonic clock. */
    onSent?: (index: number, plannedAt: number) => void;
    /** Told of each request's index and the time of its 200. */
    onAnswered?: (index: number, at: number) => void;
  },
): Promise<LoadResult> {
  const { perSecond, onSent, onAnswered } = options;
  const idle: RawConnection[] = [];
  const latenciesMs: number[] = [];
  let refused = 0;

  /** True when it was answered 200. A connection that broke, or could not be had, is given up. */
  const tryOnce = async (request: Buffer): Promise<boolean> => {
    try {
      const connection = idle.pop() ?? (await openConnection(port));
      const status = await connection.send(request);
      idle.push(connection);
      return status === 200;
    } catch {
      return false;
    }
  };
  const sendOne = async (index: number, plannedAt: number): Promise<void> => {
    while (!(await tryOnce(requests[index]!))) {
      refused += 1;
      await sleep(PAUSE_MS);
    }
    const at = monotonicMs();
    latenciesMs.push(at - plannedAt);
    onAnswered?.(index, at);
  };

  const startedAt = monotonicMs() + 5;
  const sending: Promise<void>[] = [];
  for (let index = 0; index < requests.length;) {
    const plannedAt = startedAt + (index * 1_000) / perSecond;
    const waitMs = plannedAt - monotonicMs();
    if (waitMs > 0) {
      await sleep(Math.max(1, Math.floor(waitMs)));
      continue;
    }
    onSent?.(index, plannedAt);
    sending.push(sendOne(index, plannedAt));
    index += 1;
  }
  await Promise.all(sending);
  const seconds = (monotonicMs() - startedAt) / 1_000;
  for (const connection of idle) connection.close();
  const count = latenciesMs.length;
  return { count, seconds, perSecond: count / seconds, latenciesMs, refused };
}
