import { describe, expect, it } from "vitest";
import { StoreUnavailableError, type Store } from "../../../src/store/store.ts";
import { ACME, aMessage, anEndpoint, aSubmission, T0 } from "../../support/builders.ts";
import { WHOLE_LIST } from "../../support/whole-list.ts";
import { createFaultyStore, type Fault, type StoreCall } from "../../support/faulty-store.ts";
import { commitOf } from "../../support/plain-step.ts";
import { useWorkbench, type StoreFactory } from "./setup.ts";

const PEOPLE = ["15550000001", "15550000002", "15550000003"];
const MESSAGES_EACH = 8;

/** Faults by a small generator, about every second write: the same seed breaks the same calls. */
function faultsOf(seed: number): (call: StoreCall) => Fault | null {
  let state = seed;
  const roll = (sides: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
  return ({ method, does }) => {
    if (does === "read") return roll(8) === 0 ? { kind: "before" } : null;
    const which = roll(6);
    if (which === 0) return { kind: "before" };
    if (which === 1) return { kind: "after" };
    return which === 2 && method === "commit" ? { kind: "conflict" } : null;
  };
}

/** Repeats a call until the store answers, as every caller of ours does. */
async function insist<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 0; attempt < 200; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
    }
  }
  throw new Error("the store never answered");
}

/** Brings every waiting mailbox to an end. */
async function workOff(store: Store): Promise<void> {
  for (;;) {
    const waiting = await insist(() => store.waiting({ before: T0, limit: 100 }));
    if (waiting.length === 0) return;
    for (const { workspaceId, conversationId } of waiting) {
      const options = { maxEntries: 3 };
      const mailbox = await insist(() => store.load(workspaceId, conversationId, options));
      // A commit whose outcome is unknown is not repeated: the next look shows what became of it.
      if (mailbox !== null) await store.commit(commitOf(mailbox, { at: T0 })).catch(() => null);
    }
  }
}

/** Answers get lost; whoever repeats under the same key does no harm (architecture section 5). */
export function testFaults(name: string, factory: StoreFactory): void {
  describe(`${name}: callers that repeat because an answer was lost`, () => {
    const bench = useWorkbench(factory);

    it.each([1, 2, 3, 4, 5])(
      "leave every message, event, command and delivery once (seed %i)",
      async (seed) => {
        const { store: behind } = bench();
        const store = createFaultyStore(behind, faultsOf(seed));
        await behind.putEndpoint(anEndpoint());
        let contacts = 0;
        const options = { receivedAt: T0, newContactId: () => `contact${++contacts}` };
        for (let round = 0; round < MESSAGES_EACH; round++) {
          const items = PEOPLE.map((waId) =>
            aMessage(`${waId}-${round}`, { identity: { waId, name: waId } }),
          );
          await insist(() => store.accept(items, options));
          if (round % 3 === 2) await workOff(store);
        }
        await workOff(store);
        const query = { ...WHOLE_LIST, status: "open" as const };
        const { items } = await behind.conversations(ACME, query);
        expect(items).toHaveLength(PEOPLE.length);
        for (const { conversation } of items) {
          const submission = aSubmission(conversation.id, `close ${conversation.id}`);
          await insist(() => store.submit(submission));
        }
        await workOff(store);
        while ((await insist(() => store.relay(ACME, { limit: 5, now: T0 }))).more);

        const closings = PEOPLE.length;
        const events = PEOPLE.length * MESSAGES_EACH + closings;
        expect(await behind.lastSeq(ACME)).toBe(events);
        expect(await behind.outboxDepth()).toBe(events);
        expect(await behind.unrelayed()).toEqual([]);
        for (const { conversation } of items) {
          const history = await behind.history(ACME, conversation.id);
          const versions = history.map(({ applied }) => applied.version);
          expect(versions).toEqual(Array.from({ length: MESSAGES_EACH + 1 }, (_, i) => i + 1));
          const page = { cursor: null, limit: 100 };
          const timeline = await behind.timeline(ACME, conversation.id, page);
          expect(timeline.items).toHaveLength(MESSAGES_EACH);
        }
      },
    );
  });
}
