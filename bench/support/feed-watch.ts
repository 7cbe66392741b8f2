import { DatabaseSync } from "node:sqlite";
import { DEFAULT_WORKSPACE } from "../../src/domain/ids.ts";
import type { EventType } from "../../src/domain/events.ts";
import type { Sent } from "./webhooks.ts";

const SOURCE_ID = /"sourceId":"([^"]+)"/;

/** The message that an event is about; empty for other events. */
export function sourceIdOf(body: string): string {
  return SOURCE_ID.exec(body)?.[1] ?? "";
}

/** Looks into the engine's file from outside: what it sees is committed. Reading a WAL holds up nobody. */
export class FeedWatch implements Disposable {
  readonly #db: DatabaseSync;
  readonly #last;
  readonly #after;

  constructor(databaseFile: string) {
    this.#db = new DatabaseSync(databaseFile, { readOnly: true, timeout: 5_000 });
    this.#last = this.#db.prepare("select last_seq from workspaces where id = ?");
    this.#after = this.#db.prepare(
      "select seq, type, body from events where workspace = ? and seq > ? order by seq",
    );
  }

  /** Place of the newest event in the feed. */
  lastSeq(): number {
    return Number(this.#last.get(DEFAULT_WORKSPACE)?.["last_seq"] ?? 0);
  }

  /** Events of these types behind a place of the feed, in its order, and the place of the last event of any type. */
  eventsAfter(seq: number, types: readonly EventType[]): { bodies: string[]; seq: number } {
    const bodies: string[] = [];
    let last = seq;
    for (const row of this.#after.iterate(DEFAULT_WORKSPACE, seq)) {
      last = Number(row["seq"]);
      if (types.includes(row["type"] as EventType)) bodies.push(String(row["body"]));
    }
    return { bodies, seq: last };
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }
}

/** Compares what was sent with what stands in the feed, and counts the messages of a contact that stand before an older one. */
export function checkOrder(
  sourceIds: readonly string[],
  sent: number,
): { missing: number; twice: number; disorder: number } {
  const newest = new Map<Sent["contact"], number>();
  let disorder = 0;
  for (const sourceId of sourceIds) {
    const [contact = 0, serial = 0] = sourceId.split("-").slice(-2).map(Number);
    if (serial < (newest.get(contact) ?? -1)) disorder += 1;
    newest.set(contact, serial);
  }
  const distinct = new Set(sourceIds).size;
  return { missing: sent - distinct, twice: sourceIds.length - distinct, disorder };
}

/**
 * The same for messages that were sent whatever became of the ones before: a message counts as disorder when it stands before one that
 * had been answered before it was sent.
 */
export function checkCausalOrder(
  sourceIds: readonly string[],
  sent: ReadonlyMap<string, { sentAt: number; answeredAt: number }>,
): { missing: number; twice: number; disorder: number } {
  const latestSent = new Map<string, number>();
  let disorder = 0;
  for (const sourceId of sourceIds) {
    const contact = sourceId.split("-").at(-2) ?? "";
    const times = sent.get(sourceId) ?? { sentAt: 0, answeredAt: Number.POSITIVE_INFINITY };
    const latest = latestSent.get(contact) ?? Number.NEGATIVE_INFINITY;
    if (times.answeredAt < latest) disorder += 1;
    latestSent.set(contact, Math.max(latest, times.sentAt));
  }
  const distinct = new Set(sourceIds).size;
  return { missing: sent.size - distinct, twice: sourceIds.length - distinct, disorder };
}
