import { describe, expect, it } from "vitest";
import { conversationIdOf } from "../../../src/domain/ids.ts";
import type { ConversationRef } from "../../../src/store/conversation-store.ts";
import type { Store } from "../../../src/store/store.ts";
import { ACME, aLine, aMessage, LINE, SECOND_LINE, T0 } from "../../support/builders.ts";
import { WHOLE_LIST } from "../../support/whole-list.ts";
import { commitOf } from "../../support/plain-step.ts";
import { startOtherProcess } from "./other-process.ts";
import { openStoreAt, temporaryPath } from "./setup.ts";

const PEOPLE = ["15550000001", "15550000002", "15550000003"];
const MESSAGES = 60;

/** The two sides of a test: this process and the other one. */
interface Side {
  accept(order: { waId: string; sourceId: string }): Promise<unknown>;
  advance(ref: ConversationRef): Promise<unknown>;
}

function here(store: Store): Side {
  let contacts = 0;
  return {
    accept: ({ waId, sourceId }) =>
      store.accept([aMessage(sourceId, { identity: { waId } })], {
        receivedAt: T0,
        newContactId: () => `here-${++contacts}`,
      }),
    async advance({ workspaceId, conversationId }) {
      const mailbox = await store.load(workspaceId, conversationId, { maxEntries: 100 });
      return mailbox === null ? null : store.commit(commitOf(mailbox, { at: T0 }));
    },
  };
}

/** Accepts messages of everybody, a few at a time, and takes all conversations a turn further after each. */
async function work(side: Side, name: string, store: Store): Promise<void> {
  for (let number = 0; number < MESSAGES; number += PEOPLE.length) {
    await Promise.all(
      PEOPLE.map((waId, index) => side.accept({ waId, sourceId: `${name}-${number + index}` })),
    );
    const waiting = await store.waiting({ before: T0, limit: 10 });
    await Promise.all(waiting.map((ref) => side.advance(ref)));
  }
}

/** The last turns, after both sides are done: what lost a race is still waiting. */
async function finish(store: Store): Promise<void> {
  const side = here(store);
  for (;;) {
    const waiting = await store.waiting({ before: T0, limit: 10 });
    if (waiting.length === 0) return;
    for (const ref of waiting) await side.advance(ref);
  }
}

describe("two processes on one file", () => {
  it("lose nothing, make nobody twice, and leave no gap in the feed", async () => {
    const path = temporaryPath();
    const store = await openStoreAt(path);
    await store.putLine(aLine());
    const other = await startOtherProcess(path, "there");
    await Promise.all([work(here(store), "here", store), work(other, "there", store)]);
    await finish(store);

    const events = await store.events(ACME, { after: 0, limit: 1_000, types: null });
    expect(events.map(({ seq }) => seq)).toEqual(
      Array.from({ length: 2 * MESSAGES }, (_, index) => index + 1),
    );
    const { items } = await store.conversations(ACME, WHOLE_LIST);
    expect(items).toHaveLength(PEOPLE.length);
    for (const { conversation } of items) {
      const history = await store.history(ACME, conversation.id);
      expect(history).toHaveLength((2 * MESSAGES) / PEOPLE.length);
      expect(conversation.version).toBe(history.length);
    }
    await other.close();
  });

  it("see at once what the other one has configured and written", async () => {
    const path = temporaryPath();
    const store = await openStoreAt(path);
    const other = await startOtherProcess(path, "there");
    const order = { waId: "15550000001", lineId: LINE };
    // On a line of its own: whoever writes to one for which items are parked waits behind these.
    const early = { ...order, lineId: SECOND_LINE, sourceId: "m1" };
    expect(await other.accept(early)).toMatchObject([{ kind: "parked" }]);
    await store.putLine(aLine());
    expect(await other.accept({ ...order, sourceId: "m2" })).toMatchObject([{ kind: "accepted" }]);

    const conversationId = conversationIdOf(LINE, "there-1");
    expect(await here(store).accept({ ...order, sourceId: "m2" })).toMatchObject([
      { kind: "duplicate", conversationId },
    ]);
    await here(store).advance({ workspaceId: ACME, conversationId });
    await other.accept({ ...order, sourceId: "m3" });
    expect(await other.advance({ workspaceId: ACME, conversationId })).toBe("committed");
    expect(await store.lastSeq(ACME)).toBe(2);
    await other.close();
  });

  it("open a new file at the same time, and both find the schema", async () => {
    const path = temporaryPath();
    const others = await Promise.all(
      ["one", "two", "three"].map((name) => startOtherProcess(path, name)),
    );
    const store = await openStoreAt(path);
    await store.putLine(aLine());
    for (const [index, other] of others.entries()) {
      const order = { waId: "15550000001", sourceId: `m${index}` };
      expect(await other.accept(order)).toMatchObject([{ kind: "accepted" }]);
      await other.close();
    }
  });
});
