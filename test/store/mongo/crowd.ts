import type { MailboxItem } from "../../../src/domain/intake/inbound.ts";
import { openMongoStore } from "../../../src/store/mongo/store.ts";
import { StoreUnavailableError, type Store } from "../../../src/store/store.ts";
import { aMessage, T0 } from "../../support/builders.ts";
import { commitOf } from "../../support/plain-step.ts";
import { REACH_MS } from "./setup.ts";

/** People who write; each is known by two identifiers, and half of the messages tell only one. */
export const PEOPLE = 4;

/** The `round`-th message of somebody. `by` tells who sends it; the same message may be sent by several. */
function messageOf(by: string, round: number): MailboxItem {
  const person = round % PEOPLE;
  const userId = `BR.${person}`;
  const waId = `1555000000${person}`;
  const identity = (round + by.length) % 2 === 0 ? { userId, waId } : { userId };
  return aMessage(`${by}-${round}`, { identity, occurredAt: T0 + round });
}

/** Repeats what the store could not answer. */
export async function insist<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
    }
  }
  throw new Error("the store never answered");
}

/** Deals with mailboxes that wait, as workers do: whoever comes second looks again. */
export async function workOff(store: Store): Promise<number> {
  const waiting = await insist(() => store.waiting({ before: T0 + 1_000_000, limit: 20 }));
  const turn = async (workspaceId: string, conversationId: string): Promise<void> => {
    const mailbox = await store.load(workspaceId, conversationId, { maxEntries: 3 });
    if (mailbox !== null) await store.commit(commitOf(mailbox, { at: T0 }));
  };
  await Promise.all(waiting.map((ref) => insist(() => turn(ref.workspaceId, ref.conversationId))));
  return waiting.length;
}

/** Brings in messages, each one together with one that all processes send, and says so when they stand. */
export async function bringIn(
  store: Store,
  options: { by: string; rounds: number; onAccepted: (sourceIds: string[]) => void },
): Promise<void> {
  const { by, rounds, onAccepted } = options;
  let made = 0;
  const newContactId = () => `${by}${++made}`;
  for (let round = 0; round < rounds; round++) {
    const items = [messageOf("all", round), messageOf(by, round)];
    await insist(() => store.accept(items, { receivedAt: T0 + round, newContactId }));
    onAccepted([`all-${round}`, `${by}-${round}`]);
    await workOff(store);
  }
}

/** `node crowd.ts URL NAME ROUNDS`: one process of several. Prints the source ids of what stands, a line each. */
if (import.meta.main) {
  const [url = "", by = "", rounds = ""] = process.argv.slice(2);
  const store = await openMongoStore({ url, reachMs: REACH_MS });
  await bringIn(store, {
    by,
    rounds: Number(rounds),
    onAccepted: (ids) => process.stdout.write(ids.map((id) => `${id}\n`).join("")),
  });
  await store.close();
}
