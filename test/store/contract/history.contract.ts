import { describe, expect, it } from "vitest";
import { conversationIdOf } from "../../../src/domain/ids.ts";
import type { ActivityItem } from "../../../src/domain/conversation/message.ts";
import { historyPlaceOf, type HistoryItem } from "../../../src/store/contact-history.ts";
import type { HistoryQuery } from "../../../src/store/crm-store.ts";
import { InvalidCursorError } from "../../../src/store/store.ts";
import {
  ACME,
  aMessage,
  ANA,
  GLOBEX,
  LINE,
  MINUTE,
  SECOND_LINE,
  T0,
} from "../../support/builders.ts";
import { aChange, aNewContact, aProfile } from "../../support/contacts.ts";
import { commitOf } from "../../support/plain-step.ts";
import {
  allPages,
  FOREIGN_CURSORS,
  only,
  refOf,
  useWorkbench,
  type StoreFactory,
} from "./setup.ts";

/** A contact's history: events of the CRM and activities of conversations, as one list. */
export function testHistory(name: string, factory: StoreFactory): void {
  describe(`${name}: history of a contact`, () => {
    const bench = useWorkbench(factory);
    let messages = 0;

    const history = async (query: Partial<HistoryQuery> = {}, workspaceId = ACME) => {
      const page = await bench().store.contactHistory(workspaceId, {
        contact: { id: "contact1", absorbed: [] },
        recordId: null,
        visibility: { kind: "all" },
        cursor: null,
        limit: 100,
        ...query,
      });
      return { ...page, items: page.items.map(wordOf) };
    };

    /** A message, in whose commit these activities happen. */
    async function happens(
      activities: ActivityItem["activity"][],
      { at, lineId, ownerId = null }: { at: number; lineId?: string; ownerId?: string | null },
    ): Promise<void> {
      const changes = { occurredAt: at, ...(lineId === undefined ? {} : { lineId }) };
      const item = aMessage(`h${++messages}`, { identity: ANA, ...changes });
      const ref = refOf(only(await bench().accept([item], at)));
      const commit = commitOf(await bench().load(ref), { at });
      const { version, facts } = commit.conversation;
      const { conversationId } = ref;
      const items = activities.map((activity, index) => ({
        kind: "activity" as const,
        conversationId,
        id: `a${version}.${index}`,
        activity,
        actor: { kind: "user", id: "eva" } as const,
        version,
        episode: 1,
        occurredAt: at,
        data: {},
      }));
      const conversation = { ...commit.conversation, facts: { ...facts, ownerId } };
      await bench().store.commit({ ...commit, conversation, items: [...commit.items, ...items] });
    }

    async function edit(lastName: string, at: number): Promise<void> {
      const contact = await bench().store.contact(ACME, "contact1");
      if (contact === null) throw new Error("no such contact");
      await bench().store.saveContact(aChange(contact, { crm: aProfile({ lastName }) }, at));
    }

    it("has events and who came and went, newest first, and not what was said", async () => {
      await happens(["opened", "tagged"], { at: T0 });
      await edit("Uno", T0 + MINUTE);
      await happens(["assigned", "closed"], { at: T0 + 2 * MINUTE });
      await edit("Dos", T0 + 3 * MINUTE);
      await bench().store.saveContact(aNewContact("other"));
      expect((await history()).items).toEqual([
        "contact.updated",
        "closed",
        "assigned",
        "contact.created",
        "opened",
      ]);
      expect((await history({}, GLOBEX)).items).toEqual([]);
      expect((await history({ contact: { id: "nobody", absorbed: [] } })).items).toEqual([]);
    });

    it("is of the conversations with the contact, of which there is one on each line", async () => {
      const threads = async (id: string, workspaceId = ACME) =>
        bench().store.contactThreads(workspaceId, id);
      await happens(["opened"], { at: T0, ownerId: "eva" });
      await happens(["opened"], { at: T0 + 1, lineId: SECOND_LINE });
      expect(await threads("contact1")).toMatchObject([
        { lineId: SECOND_LINE, ownerId: null },
        { conversationId: conversationIdOf(LINE, "contact1"), lineId: LINE, ownerId: "eva" },
      ]);
      await bench().accept([aMessage("m1", { identity: { waId: "15550000009" } })]);
      expect(await threads("contact2")).toEqual([]);
      expect(await threads("contact1", GLOBEX)).toEqual([]);
    });

    it("goes on from page to page without a gap, also among what happened in one moment", async () => {
      for (let round = 0; round < 3; round++) {
        await happens(["opened", "assigned", "closed"], { at: T0 });
        await happens(["opened", "closed"], { at: T0, lineId: SECOND_LINE });
        await edit(`Name${round}`, T0);
      }
      const whole = await bench().store.contactHistory(ACME, {
        ...QUERY,
        cursor: null,
        limit: 100,
      });
      expect(whole.items).toHaveLength(18);
      for (const limit of [1, 2, 5]) {
        const pages = await allPages((cursor) =>
          bench().store.contactHistory(ACME, { ...QUERY, cursor, limit }),
        );
        expect(pages).toEqual(whole.items);
      }
      const places = whole.items.map((item) => historyPlaceOf(item).join());
      expect(new Set(places).size).toBe(18);
      for (const cursor of FOREIGN_CURSORS) {
        await expect(history({ cursor })).rejects.toThrow(InvalidCursorError);
      }
    });

    it("shows of conversations only those that are visible", async () => {
      await happens(["opened"], { at: T0, ownerId: "eva" });
      await happens(["closed"], { at: T0 + 1, ownerId: "leo", lineId: SECOND_LINE });
      await edit("Uno", T0 + 2);
      const visibility = { kind: "limited", ownerIds: ["eva"], unassigned: false } as const;
      expect((await history({ visibility })).items).toEqual(["contact.created", "opened"]);
    });

    it("takes in the events of contacts that were absorbed", async () => {
      await happens(["opened"], { at: T0 });
      await bench().store.saveContact(aNewContact("old", {}, { at: T0 - MINUTE }));
      const contact = { id: "contact1", absorbed: ["old"] };
      expect((await history({ contact })).items).toEqual(["opened", "contact.created"]);
    });

    it("of a record has the events that name it", async () => {
      await happens(["opened"], { at: T0 });
      const before = await bench().store.contact(ACME, "contact1");
      if (before === null) throw new Error("no such contact");
      const change = aChange(before, { crm: aProfile() });
      const [event] = change.events;
      if (event === undefined) throw new Error("no event");
      const ofRecord = { ...event, id: "evt_opp1_v1_0", occurredAt: T0 + 1 };
      const named = { ...ofRecord, history: { contactId: "contact1", recordId: "opp1" } };
      await bench().store.saveContact({ ...change, events: [event, named] });
      const page = { ...QUERY, cursor: null, limit: 10 };
      const all = await bench().store.contactHistory(ACME, page);
      expect(all.items).toHaveLength(3);
      const found = await bench().store.contactHistory(ACME, { ...page, recordId: "opp1" });
      expect(found.items.map((item) => item.kind === "event" && item.event.id)).toEqual([named.id]);
    });
  });
}

const QUERY = {
  contact: { id: "contact1", absorbed: [] },
  recordId: null,
  visibility: { kind: "all" },
} as const;

function wordOf(item: HistoryItem): string {
  return item.kind === "event" ? item.event.type : item.activity.activity;
}
