import { describe, expect, it } from "vitest";
import type { Conversation } from "../../../src/domain/conversation/conversation.ts";
import type { ConversationQuery } from "../../../src/store/reader.ts";
import { InvalidCursorError } from "../../../src/store/store.ts";
import {
  ACME,
  aLine,
  aMessage,
  aReaction,
  aStatus,
  aUser,
  BEN,
  GLOBEX,
  LINE,
  SECOND,
  SECOND_LINE,
  T0,
} from "../../support/builders.ts";
import { WHOLE_LIST } from "../../support/whole-list.ts";
import { commitOf } from "../../support/plain-step.ts";
import {
  allPages,
  FOREIGN_CURSORS,
  only,
  refOf,
  useWorkbench,
  type StoreFactory,
} from "./setup.ts";

/** What people see: lists in order, page by page, and single conversations with their names. */
export function testReader(name: string, factory: StoreFactory): void {
  describe(`${name}: conversation list`, () => {
    const bench = useWorkbench(factory);
    let sent = 0;
    /** A person's conversation, with these members. */
    const have = async (
      waId: string,
      changes: Partial<Conversation> & { ownerId?: string } = {},
      lineId = LINE,
    ) => {
      const { ownerId = null, ...members } = changes;
      const item = aMessage(`have${++sent}`, { identity: { waId }, lineId });
      const ref = refOf(only(await bench().accept([item])));
      const commit = commitOf(await bench().load(ref), { at: T0 });
      const facts = { ...commit.conversation.facts, ownerId };
      const conversation = { ...commit.conversation, facts, ...members };
      await bench().store.commit({ ...commit, conversation });
      return ref.conversationId;
    };
    const list = async (query: Partial<ConversationQuery> = {}) => {
      const { items } = await bench().store.conversations(ACME, { ...WHOLE_LIST, ...query });
      return items.map(({ conversation }) => conversation.id);
    };
    const closed = {
      regions: { lifecycle: "closed", window: "open", ownership: "unassigned", attention: "read" },
    } as const;

    it("lists the most recent activity first, the greater id first at the same moment", async () => {
      const a = await have("15550000001", { lastActivityAt: T0 });
      const b = await have("15550000002", { lastActivityAt: T0 + 5 });
      const c = await have("15550000003", { lastActivityAt: T0 });
      expect(await list()).toEqual([b, ...[a, c].sort().reverse()]);
    });

    it("moves a conversation to the top when something happens in it", async () => {
      const a = await have("15550000001", { lastActivityAt: T0 });
      const b = await have("15550000002", { lastActivityAt: T0 + 5 });
      expect(await list()).toEqual([b, a]);
      await have("15550000001", { lastActivityAt: T0 + 6 });
      expect(await list()).toEqual([a, b]);
    });

    it("leaves out a conversation without any activity, which can still be asked for", async () => {
      const id = await have("15550000001", { lastActivityAt: null });
      expect(await list()).toEqual([]);
      expect((await bench().store.conversation(ACME, id))?.conversation.id).toBe(id);
    });

    it("tells who has which conversations now, of those that have begun", async () => {
      const owned = await have("15550000001", { ownerId: "user-1" });
      const free = await have("15550000002");
      const [waiting] = await bench().accept([aMessage("later", { identity: BEN })]);
      const ids = [owned, free, refOf(waiting).conversationId, "unknown", owned];
      expect(await bench().store.ownersOf(ACME, ids)).toEqual(
        new Map([
          [owned, "user-1"],
          [free, null],
        ]),
      );
      expect(await bench().store.ownersOf(GLOBEX, ids)).toEqual(new Map());
      expect(await bench().store.ownersOf(ACME, [])).toEqual(new Map());
    });

    it("leaves out a conversation whose first message has not been dealt with", async () => {
      const [accepted] = await bench().accept([aMessage("m1")]);
      expect(await list()).toEqual([]);
      const { conversationId } = refOf(accepted);
      expect(await bench().store.conversation(ACME, conversationId)).toBeNull();
    });

    it("filters by open and closed, and by line", async () => {
      const open = await have("15550000001", { lastActivityAt: T0 + 2 });
      const shut = await have("15550000002", { lastActivityAt: T0 + 1, ...closed });
      const there = await have("15550000001", { lastActivityAt: T0 }, SECOND_LINE);
      expect(await list()).toEqual([open, shut, there]);
      expect(await list({ status: "open" })).toEqual([open, there]);
      expect(await list({ status: "closed" })).toEqual([shut]);
      expect(await list({ lineIds: [SECOND_LINE] })).toEqual([there]);
      expect(await list({ status: "closed", lineIds: [SECOND_LINE] })).toEqual([]);
      expect(await list({ lineIds: ["unknown"] })).toEqual([]);
    });

    it("shows each conversation with its line, its contact, and the owner's name", async () => {
      await bench().store.putUser(aUser());
      const id = await have("15550000001", { lastActivityAt: T0, ownerId: "user-1" });
      const row = await bench().store.conversation(ACME, id);
      expect(row).toEqual({
        conversation: (await bench().load({ workspaceId: ACME, conversationId: id })).conversation,
        line: { id: LINE, name: "Sales", displayPhoneNumber: aLine().displayPhoneNumber },
        contact: await bench().store.contact(ACME, row?.contact.id ?? ""),
        owner: { id: "user-1", name: "Ursula" },
      });
      expect((await bench().store.conversations(ACME, WHOLE_LIST)).items).toEqual([row]);
    });

    it("finds many conversations by their ids at once, and leaves out those that there are not", async () => {
      await bench().store.putUser(aUser());
      const mine = await have("15550000001", { ownerId: "user-1" });
      const other = await have("15550000002");
      const [unheard] = await bench().accept([aMessage("m9", { identity: BEN })]);
      const ids = [mine, "unknown", other, mine, refOf(unheard).conversationId];
      const rows = await bench().store.conversationsById(ACME, ids);
      const named = rows.map(({ conversation, owner }) => [conversation.id, owner?.name]);
      expect(named).toHaveLength(2);
      expect(Object.fromEntries(named)).toEqual({ [mine]: "Ursula", [other]: undefined });
      expect(rows).toContainEqual(await bench().store.conversation(ACME, mine));
      expect(await bench().store.conversationsById(ACME, [])).toEqual([]);
    });

    it("shows no owner where there is none, or none that is known", async () => {
      const free = await have("15550000001");
      const lost = await have("15550000002", { ownerId: "gone" });
      expect((await bench().store.conversation(ACME, free))?.owner).toBeNull();
      expect((await bench().store.conversation(ACME, lost))?.owner).toBeNull();
    });

    it("pages without repeating or losing a row while others are inserted before and behind", async () => {
      const expected: string[] = [];
      for (let index = 0; index < 7; index++) {
        const lastActivityAt = T0 + Math.floor(index / 2) * SECOND;
        expected.push(await have(`1555000000${index}`, { lastActivityAt }));
      }
      let inserted = 0;
      const rows = await allPages(async (cursor) => {
        const page = await bench().store.conversations(ACME, { ...WHOLE_LIST, cursor, limit: 2 });
        await have(`1556000000${++inserted}`, { lastActivityAt: T0 + 100 * SECOND });
        return page;
      });
      const shown = rows.map(({ conversation }) => conversation.id);
      expect(shown).toHaveLength(7);
      expect(shown.toSorted()).toEqual(expected.toSorted());
    });

    it("pages through a filtered list", async () => {
      for (let index = 0; index < 6; index++) {
        const changes = index % 2 === 0 ? closed : {};
        await have(`1555000000${index}`, { lastActivityAt: T0 + index, ...changes });
      }
      const rows = await allPages((cursor) =>
        bench().store.conversations(ACME, { ...WHOLE_LIST, status: "closed", cursor, limit: 1 }),
      );
      const times = rows.map(({ conversation }) => (conversation.lastActivityAt ?? 0) - T0);
      expect(times).toEqual([4, 2, 0]);
    });

    it("says that a page is the last one even when it is full", async () => {
      await have("15550000001", { lastActivityAt: T0 });
      await have("15550000002", { lastActivityAt: T0 });
      const page = await bench().store.conversations(ACME, { ...WHOLE_LIST, limit: 2 });
      expect(page.items).toHaveLength(2);
      expect(page.cursor).toBeNull();
    });

    it.each(FOREIGN_CURSORS)("refuses the cursor %j", async (cursor) => {
      const { store } = bench();
      await have("15550000001");
      const query = { cursor, limit: 5 };
      await expect(store.conversations(ACME, { ...WHOLE_LIST, cursor })).rejects.toThrow(
        InvalidCursorError,
      );
      await expect(store.timeline(ACME, `${LINE}-contact1`, query)).rejects.toThrow(
        InvalidCursorError,
      );
    });
  });

  describe(`${name}: timeline`, () => {
    const bench = useWorkbench(factory);

    it("shows the newest first, by time and then by version", async () => {
      const ref = await bench().converse(aMessage("m1", { occurredAt: T0 }));
      await bench().converse(aMessage("m2", { occurredAt: T0 - SECOND }));
      await bench().converse(aMessage("m3", { occurredAt: T0 }));
      const query = { cursor: null, limit: 10 };
      const { items, cursor } = await bench().store.timeline(ACME, ref.conversationId, query);
      expect(items.map(({ version }) => version)).toEqual([3, 1, 2]);
      expect(cursor).toBeNull();
    });

    it("leaves out messages of which only a status is known", async () => {
      const ref = await bench().converse(aMessage("m1"));
      await bench().converse(aStatus("m2", "read"));
      const read = () =>
        bench().store.timeline(ACME, ref.conversationId, { cursor: null, limit: 10 });
      expect((await read()).items).toHaveLength(1);
      await bench().converse(aMessage("m2"));
      expect((await read()).items).toHaveLength(2);
    });

    it("shows the items of one conversation only", async () => {
      const ana = await bench().converse(aMessage("m1"));
      const ben = await bench().converse(aMessage("m2", { identity: BEN }));
      for (const { conversationId } of [ana, ben]) {
        const query = { cursor: null, limit: 10 };
        const { items } = await bench().store.timeline(ACME, conversationId, query);
        expect(items.map((item) => item.conversationId)).toEqual([conversationId]);
      }
    });

    it("pages without repeating or losing an item while new ones arrive", async () => {
      const ids = Array.from({ length: 7 }, (_, index) => `m${index}`);
      const [accepted] = await bench().accept(ids.map((id) => aMessage(id)));
      const ref = refOf(accepted);
      await bench().advance(ref);
      let arrived = 0;
      const items = await allPages(async (cursor) => {
        const query = { cursor, limit: 2 };
        const page = await bench().store.timeline(ACME, ref.conversationId, query);
        await bench().converse(aMessage(`new${++arrived}`, { occurredAt: T0 + SECOND }));
        return page;
      });
      expect(items.map(({ version }) => version)).toEqual([7, 6, 5, 4, 3, 2, 1]);
    });

    it("is empty where nothing was said", async () => {
      const query = { cursor: null, limit: 10 };
      const empty = { items: [], cursor: null };
      expect(await bench().store.timeline(ACME, "unknown", query)).toEqual(empty);
      const ref = await bench().converse(aReaction("m0", "👍"));
      expect(await bench().store.timeline(ACME, ref.conversationId, query)).toEqual(empty);
    });
  });

  describe(`${name}: unknown ids`, () => {
    const bench = useWorkbench(factory);

    it("answers null or nothing, never an error", async () => {
      const { store } = bench();
      expect(await store.conversation(ACME, "unknown")).toBeNull();
      expect(await store.contact(ACME, "unknown")).toBeNull();
      expect(await store.load(ACME, `${LINE}-unknown`, { maxEntries: 1 })).toBeNull();
      expect(await store.load(ACME, "unknown", { maxEntries: 1 })).toBeNull();
      expect(await store.history(ACME, "unknown")).toEqual([]);
      expect(await store.mergeProposals("nobody")).toEqual([]);
      expect(await store.outcome(ACME, "unknown")).toBeNull();
    });
  });
}
