import { ADMIN_TOKEN } from "./line.ts";
import { openLoop } from "./load.ts";
import { quantile } from "./statistics.ts";
import type { WhatsAppProgram } from "./whatsapp.ts";
import type { Taken } from "./whatsapp-process.ts";

/** What WhatsApp allows a line by default. */
export const CAP = 80;
/** A line is full when people write more than may leave: what waits grows all the time. */
export const OFFERED = 1.25 * CAP;
export const QUIET_PER_SECOND = 5;

export interface At {
  port: number;
  whatsApp: WhatsAppProgram;
}

/** Latencies of those of the quiet line. */
export type Sent = Taken & { latenciesMs: number[] };

/** Sends one message in each of the conversations, and waits until WhatsApp has them all. */
export async function send(
  options: At & { run: string; conversations: readonly string[]; perSecond: number },
): Promise<Sent> {
  const { port, whatsApp, run, conversations, perSecond } = options;
  const plannedAt = new Map<string, number>();
  const requests = conversations.map((id, index) => commandOf(id, `${run}-${index}`));
  await openLoop(port, requests, {
    perSecond,
    onSent: (index, at) => void plannedAt.set(`${run}-${index}`, at),
  });
  const taken = await whatsApp.collect(conversations.length);
  return { ...taken, latenciesMs: latenciesOf(taken, plannedAt) };
}

/** Fills one line, and measures the other meanwhile. */
export async function fillAndSend(
  { port, whatsApp }: At,
  { round, full, quiet }: { round: number; full: readonly string[]; quiet: readonly string[] },
): Promise<Sent> {
  const plannedAt = new Map<string, number>();
  const filling = full.map((id, index) => commandOf(id, `full${round}-${index}`));
  const beside = quiet.map((id, index) => commandOf(id, `beside${round}-${index}`));
  await Promise.all([
    openLoop(port, filling, { perSecond: OFFERED }),
    openLoop(port, beside, {
      perSecond: QUIET_PER_SECOND,
      onSent: (index, at) => void plannedAt.set(`beside${round}-${index}`, at),
    }),
  ]);
  const taken = await whatsApp.collect(full.length + quiet.length);
  return { ...taken, latenciesMs: latenciesOf(taken, plannedAt) };
}

function commandOf(conversationId: string, text: string): Buffer {
  return requestOf(`/v1/conversations/${conversationId}/messages`, {
    token: ADMIN_TOKEN,
    key: `${text}-${conversationId}`,
    body: { messages: [{ type: "text", text }] },
  });
}

export function requestOf(
  path: string,
  { token, key, body }: { token: string; key: string; body: object },
): Buffer {
  const json = JSON.stringify(body);
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\nIdempotency-Key: ${key}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`,
  );
}

export function latenciesOf({ sends }: Taken, plannedAt: ReadonlyMap<string, number>): number[] {
  const latencies = sends.flatMap(([, text, at]) => {
    const from = plannedAt.get(text);
    return from === undefined ? [] : [at - from];
  });
  if (latencies.length < plannedAt.size) {
    throw new Error(`WhatsApp has ${latencies.length} of ${plannedAt.size} messages`);
  }
  return latencies;
}

export function timesOf({ sends }: Taken, lineId: string): number[] {
  const times = sends.flatMap(([line, , at]) => (line === lineId ? [at] : []));
  return times.toSorted((one, other) => one - other);
}

/** From the end of the first second on: at first a whole second's worth may leave at once. */
export function rateOf(times: readonly number[]): number {
  const later = times.filter((at) => at >= times[0]! + 1_000);
  return ((later.length - 1) / (later.at(-1)! - later[0]!)) * 1_000;
}

export function mostInASecond(times: readonly number[]): number {
  let [most, first] = [0, 0];
  for (const [index, at] of times.entries()) {
    while (times[first]! <= at - 1_000) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

export function named<Name extends string>(name: Name, latencies: readonly number[]) {
  const [p50, p99] = [quantile(latencies, 0.5), quantile(latencies, 0.99)];
  return { [`${name}P50`]: p50, [`${name}P99`]: p99 } as Record<
    `${Name}P50` | `${Name}P99`,
    number
  >;
}
