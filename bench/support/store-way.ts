import type { MailboxItem } from "../../src/domain/intake/inbound.ts";
import { DEFAULT_WORKSPACE } from "../../src/domain/ids.ts";
import { advance } from "../../src/machines/advance.ts";
import type { Mailbox } from "../../src/store/conversation-store.ts";
import type { Store } from "../../src/store/store.ts";
import { parseWebhook } from "../../src/channels/whatsapp/parse/envelope.ts";
import { envelope } from "../../src/simulator/payloads/envelope.ts";
import type { Update } from "../../src/simulator/payloads/update.ts";
import { cpuUsSince } from "./cpu.ts";

/** Times each named step: how long the calls took, and what they cost in CPU. */
export class Stopwatch {
  readonly #cpuMs = new Map<string, number[]>();

  async measure<T>(name: string, work: () => Promise<T> | T): Promise<T> {
    const before = process.cpuUsage();
    const result = await work();
    const spentUs = cpuUsSince(before);
    const samples = this.#cpuMs.get(name) ?? [];
    samples.push(spentUs / 1_000);
    this.#cpuMs.set(name, samples);
    return result;
  }

  /** Mean CPU of a step in microseconds per unit of work, checkpoints and garbage collection included. */
  microseconds(name: string, unitsEach: number): number {
    const samples = this.#cpuMs.get(name) ?? [];
    return (samples.reduce((sum, ms) => sum + ms, 0) / samples.length / unitsEach) * 1_000;
  }
}

export function itemsOf(updates: Update[]): MailboxItem[] {
  const items = parseWebhook(envelope(updates));
  return items.filter((item) => item.kind !== "notice" && item.kind !== "parked");
}

/** Writes each item as a webhook of its own, side by side as webhooks come, and answers the conversations they went to. */
export async function acceptAll(
  store: Store,
  items: readonly MailboxItem[],
  { at, idPrefix }: { at: number; idPrefix: string },
): Promise<string[]> {
  let made = 0;
  const accepted = await Promise.all(
    items.map((item) =>
      store.accept([item], {
        receivedAt: at,
        newContactId: () => `ct_${idPrefix}${String(made++).padStart(7, "0")}`,
      }),
    ),
  );
  const ids = accepted.flatMap(([one]) => (one?.kind === "accepted" ? [one.conversationId] : []));
  if (ids.length !== items.length) throw new Error("the store did not take every item");
  return [...new Set(ids)];
}

export async function loadAll(store: Store, ids: readonly string[]): Promise<Mailbox[]> {
  const mailboxes = await Promise.all(
    ids.map((id) => store.load(DEFAULT_WORKSPACE, id, { maxEntries: 200 })),
  );
  return mailboxes.filter((mailbox) => mailbox !== null);
}

export async function commitAll(store: Store, mailboxes: readonly Mailbox[], now: number) {
  const commits = mailboxes.map((mailbox) => advance({ ...mailbox, now }));
  return { commits, results: await Promise.all(commits.map((commit) => store.commit(commit))) };
}

/** Fans the feed out, takes the deliveries and settles them as an endpoint that answers 200 would have it; answers how many there were. */
export async function deliverAll(store: Store, endpointId: string, now: number): Promise<number> {
  await store.relay(DEFAULT_WORKSPACE, { limit: 1_000, now });
  const claimed = await store.claim(DEFAULT_WORKSPACE, endpointId, {
    now,
    leaseMs: 60_000,
    limit: 1_000,
  });
  await Promise.all(
    claimed.map(({ delivery }) =>
      store.settle({
        workspaceId: DEFAULT_WORKSPACE,
        endpointId,
        deliveryId: delivery.id,
        attempt: {
          number: delivery.attempts,
          startedAt: now,
          durationMs: 12,
          result: "delivered",
          status: 200,
          reason: null,
        },
        next: { state: "delivered", at: now },
        health: null,
        disable: null,
      }),
    ),
  );
  return claimed.length;
}
