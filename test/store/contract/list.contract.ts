import { describe, expect, it } from "vitest";
import type { Identity } from "../../../src/domain/contact/contact.ts";
import type { Regions } from "../../../src/domain/conversation/conversation.ts";
import type { ConversationFilter } from "../../../src/domain/conversation/conversation-filter.ts";
import type { CrmProfile } from "../../../src/domain/contact/crm-profile.ts";
import { searchTermsOf } from "../../../src/domain/conversation/search.ts";
import type { ConversationRow } from "../../../src/store/reader.ts";
import {
  ACME,
  aMessage,
  aRotation,
  GLOBEX,
  GLOBEX_LINE,
  LINE,
  NOBODY,
  SECOND_LINE,
  T0,
} from "../../support/builders.ts";
import { aChange, aProfile } from "../../support/contacts.ts";
import { WHOLE_LIST } from "../../support/whole-list.ts";
import { fits } from "../../support/memory-store/filter.ts";
import { commitOf } from "../../support/plain-step.ts";
import { aFilter, createRandom } from "./list-filters.ts";
import { allPages, only, refOf, useWorkbench, type StoreFactory } from "./setup.ts";

interface Scene {
  regions?: Partial<Regions>;
  ownerId?: string | null;
  at?: number;
  lineId?: string;
  who?: Partial<Identity>;
  tags?: string[];
  crm?: Partial<CrmProfile> | null;
}

const PLAIN: Regions = {
  lifecycle: "open",
  window: "open",
  ownership: "unassigned",
  attention: "unread",
};
const OWNERS = [null, "user-1", "user-2", "user-3"] as const;
const NAMES = [
  "Ana Souza",
  "José Núñez",
  "Jean-Pierre",
  "ŁUKASZ",
  "Анна",
  "李雷",
  "",
  "O'Brien 2024",
];

/** Of contacts who are in the CRM; every address is one contact's. */
const PROFILES = [
  (number: number) => ({ firstName: "Jocelyn", lastName: "Ruiz", emails: [`jr${number}@acme.mx`] }),
  (number: number) => ({ firstName: "Ángel", lastName: "Ñu", phones: [`+5255${1e7 + number}`] }),
  (number: number) => ({ emails: [`${number}@x.org`, `ann.${number}@home.mx`] }),
];

/** Filters, visibility and search: which conversations a list shows, page by page, and how many of them are unread. */
export function testList(name: string, factory: StoreFactory): void {
  describe(`${name}: filters of the list`, () => {
    const bench = useWorkbench(factory);
    let made = 0;

    async function have(scene: Scene = {}): Promise<string> {
      const { regions, ownerId = null, at = T0, lineId = LINE, who = {} } = scene;
      const { tags = [], crm = null } = scene;
      made += 1;
      const identity = { ...NOBODY, waId: `1555${String(made).padStart(7, "0")}`, ...who };
      const item = aMessage(`list${made}`, { identity, lineId });
      const ref = refOf(only(await bench().accept([item])));
      const commit = commitOf(await bench().load(ref), { at: T0 });
      const conversation = {
        ...commit.conversation,
        regions: { ...PLAIN, ...regions },
        facts: { ...commit.conversation.facts, ownerId, tags },
        lastActivityAt: at,
      };
      await bench().store.commit({ ...commit, conversation });
      if (crm !== null) await giveProfile(conversation.contactId, crm);
      return ref.conversationId;
    }

    async function giveProfile(contactId: string, crm: Partial<CrmProfile>): Promise<void> {
      const contact = await bench().store.contact(ACME, contactId);
      if (contact === null) throw new Error("no such contact");
      await bench().store.saveContact(aChange(contact, { crm: aProfile(crm) }));
    }

    const idsOf = (rows: readonly ConversationRow[]) => rows.map((row) => row.conversation.id);
    const list = async (filter: Partial<ConversationFilter> = {}, workspaceId = ACME) => {
      const query = { ...WHOLE_LIST, ...filter };
      return idsOf((await bench().store.conversations(workspaceId, query)).items);
    };
    const found = (text: string) => list({ search: searchTermsOf(text) });

    it("shows the conversations of some owners, of nobody, or of both", async () => {
      const free = await have({ at: T0 + 3 });
      const first = await have({ at: T0 + 2, ownerId: "user-1" });
      const second = await have({ at: T0 + 1, ownerId: "user-2" });
      expect(await list({ owners: { ids: ["user-1"], unassigned: false } })).toEqual([first]);
      expect(await list({ owners: { ids: [], unassigned: true } })).toEqual([free]);
      const both = { ids: ["user-2", "user-1"], unassigned: true };
      expect(await list({ owners: both })).toEqual([free, first, second]);
      expect(await list({ owners: { ids: ["user-9"], unassigned: false } })).toEqual([]);
      expect(await list({ owners: { ids: [], unassigned: false } })).toEqual([]);
    });

    it("shows nothing that is not visible, whatever is asked for", async () => {
      const own = await have({ ownerId: "user-1" });
      await have({ ownerId: "user-2" });
      await have();
      const visibility = { kind: "limited", ownerIds: ["user-1"], unassigned: false } as const;
      expect(await list({ visibility })).toEqual([own]);
      expect(await list({ visibility, owners: { ids: ["user-2"], unassigned: true } })).toEqual([]);
      const nothing = { kind: "limited", ownerIds: [], unassigned: false } as const;
      expect(await list({ visibility: nothing })).toEqual([]);
      const query = { ...WHOLE_LIST, visibility };
      expect(await bench().store.unreadCount(ACME, query)).toEqual({ count: 1, exact: true });
    });

    it("follows a conversation that changes its owner, its state and its attention", async () => {
      const who = { waId: "15559990001" };
      const id = await have({ who });
      const owners = { ids: ["user-1"], unassigned: false };
      expect(await list({ owners })).toEqual([]);
      await have({ who, ownerId: "user-1", regions: { attention: "read" } });
      expect(await list({ owners })).toEqual([id]);
      expect(await list({ owners, unread: true })).toEqual([]);
      await have({ who, ownerId: "user-1", regions: { lifecycle: "closed" } });
      expect(await list({ owners, unread: true, states: ["closed"] })).toEqual([id]);
      await have({ who, ownerId: null });
      expect(await list({ owners })).toEqual([]);
      expect(await list({ owners: { ids: [], unassigned: true } })).toEqual([id]);
    });

    it("takes the beginning of a range in, and leaves its end out", async () => {
      const ids = [await have({ at: T0 }), await have({ at: T0 + 1 }), await have({ at: T0 + 2 })];
      expect(await list({ from: T0 + 1 })).toEqual([ids[2], ids[1]]);
      expect(await list({ until: T0 + 2 })).toEqual([ids[1], ids[0]]);
      expect(await list({ from: T0 + 1, until: T0 + 2 })).toEqual([ids[1]]);
    });

    it("shows what carries a tag, as long as it does", async () => {
      const who = { waId: "15559990001" };
      const id = await have({ who, tags: ["new", "vip"] });
      await have({ tags: ["new"] });
      expect(await list({ tag: "vip" })).toEqual([id]);
      expect(await list({ tag: "vip" }, GLOBEX)).toEqual([]);
      await have({ who, tags: ["old"] });
      expect([await list({ tag: "vip" }), await list({ tag: "old" })]).toEqual([[], [id]]);
    });

    it("follows what carries a tag wherever it moves", async () => {
      const who = { waId: "15559990001" };
      const tags = ["new", "vip"];
      const id = await have({ who, tags });
      const other = await have({ tags: ["vip"], at: T0 + 1 });
      expect(await list({ tag: "vip" })).toEqual([other, id]);
      await have({ who, tags, at: T0 + 2 });
      expect(await list({ tag: "vip" })).toEqual([id, other]);
      await have({ who, tags, at: T0 + 2, ownerId: "user-1", regions: { lifecycle: "closed" } });
      const owners = { ids: ["user-1"], unassigned: false };
      expect(await list({ tag: "vip", owners, status: "closed" })).toEqual([id]);
      expect(await list({ tag: "new", owners })).toEqual([id]);
      expect(await list({ tag: "vip", status: "open" })).toEqual([other]);
      await have({ who, tags, at: T0, ownerId: "user-2", regions: { attention: "read" } });
      expect(await list({ tag: "vip", owners })).toEqual([]);
      expect(await list({ tag: "vip", unread: false })).toEqual([id]);
      expect(await list({ tag: "vip" })).toEqual([other, id]);
    });

    it("finds people by the beginnings of their names' words, without accents and case", async () => {
      const jose = await have({ who: { name: "José  Núñez" } });
      const jean = await have({ who: { name: "Jean-Pierre" } });
      await have({ who: { name: "Josefa" } });
      expect(await found("nunez JOS")).toEqual([jose]);
      expect(await found("ñu")).toEqual([jose]);
      expect(await found("unez")).toEqual([]);
      expect(await found("pier")).toEqual([jean]);
      expect(await found("jean-p")).toEqual([jean]);
      expect(await found("jose pierre")).toEqual([]);
    });

    it("finds people by four or more digits anywhere in their number, and not by fewer", async () => {
      const ana = await have({ who: { waId: "5511987654321" } });
      for (const text of ["5511987654321", "8765", "4321", "+55 (11) 98765-4321", "551198"]) {
        expect({ text, ids: await found(text) }).toEqual({ text, ids: [ana] });
      }
      for (const text of ["551", "4322", "55119876543210"]) {
        expect({ text, ids: await found(text) }).toEqual({ text, ids: [] });
      }
    });

    it("finds people by the name and number they have now, and no longer by those they had", async () => {
      const old = { waId: "5511987654321", name: "Ana" };
      const id = await have({ who: old });
      await have({ who: { ...old, name: "Beatriz" } });
      expect([await found("ana"), await found("beat")]).toEqual([[], [id]]);
      const identity = { ...NOBODY, waId: old.waId };
      await bench().accept([aRotation("r1", { waId: "5511912340000" }, { identity })]);
      expect([await found("8765"), await found("1234")]).toEqual([[], [id]]);
    });

    it("finds both conversations of a person who wrote to two lines", async () => {
      const who = { waId: "5511987654321", name: "Ana" };
      const one = await have({ who, at: T0 + 1 });
      const other = await have({ who, lineId: SECOND_LINE });
      expect(await found("ana")).toEqual([one, other]);
      const search = searchTermsOf("ana");
      expect(await list({ search, lineIds: [SECOND_LINE] })).toEqual([other]);
    });

    it("finds nobody of another workspace, nor their owners' namesakes", async () => {
      const who = { waId: "5511987654321", name: "Ana" };
      const here = await have({ who, ownerId: "user-1" });
      const there = await have({ who, ownerId: "user-1", lineId: GLOBEX_LINE });
      const search = searchTermsOf("ana");
      const owners = { ids: ["user-1"], unassigned: false };
      for (const filter of [{ search }, { owners }, { search, owners }]) {
        expect([await list(filter), await list(filter, GLOBEX)]).toEqual([[here], [there]]);
        const query = { ...WHOLE_LIST, ...filter };
        expect(await bench().store.unreadCount(GLOBEX, query)).toEqual({ count: 1, exact: true });
      }
    });

    it("shows and counts for any combination what each rule by itself would leave", async () => {
      const random = createRandom(7);
      const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
      for (let index = 0; index < 60; index++) {
        await have({
          at: T0 + Math.floor(random() * 20),
          lineId: pick([LINE, SECOND_LINE]),
          ownerId: pick(OWNERS),
          regions: {
            lifecycle: pick(["open", "open", "closed"]),
            window: pick(["none", "open", "expired"]),
            ownership: pick(["unassigned", "assigned", "reassigned"]),
            attention: pick(["read", "unread"]),
          },
          tags: pick([[], ["vip"], ["new", "vip"]]),
          who: { name: pick(NAMES), waId: `5511${Math.floor(random() * 1e8)}` },
          crm: pick([null, null, ...PROFILES])?.(index) ?? null,
        });
      }
      const everything = (await bench().store.conversations(ACME, WHOLE_LIST)).items;
      expect(everything).toHaveLength(60);
      for (let round = 0; round < 120; round++) {
        const filter = aFilter(pick);
        const expected = everything.filter((row) => fits(row, filter));
        const rows = await allPages((cursor) =>
          bench().store.conversations(ACME, { ...filter, cursor, limit: pick([1, 3, 7, 100]) }),
        );
        expect({ filter, ids: idsOf(rows) }).toEqual({ filter, ids: idsOf(expected) });
        const unread = everything.filter((row) => fits(row, { ...filter, unread: true }));
        const counted = await bench().store.unreadCount(ACME, filter);
        expect({ filter, counted }).toEqual({
          filter,
          counted: { count: unread.length, exact: true },
        });
      }
    });
  });
}
