import { describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import type { NoticeItem } from "../../../src/domain/intake/inbound.ts";
import type { ParkedQuery } from "../../../src/store/intake-store.ts";
import { InvalidCursorError } from "../../../src/store/store.ts";
import {
  ACME,
  aLine,
  aMessage,
  aNotice,
  aParkedItem,
  GLOBEX,
  LINE,
  SECOND,
  SECOND_LINE,
  T0,
} from "../../support/builders.ts";
import { allPages, FOREIGN_CURSORS, only, useWorkbench, type StoreFactory } from "./setup.ts";

const ALL: ParkedQuery = { reason: null, lineId: null, replayed: false, cursor: null, limit: 100 };
const REPLAY_ALL = { ids: null, lineId: null, reason: null, cursor: null, limit: 100 };

/** What no mailbox takes is kept beside: parked to be tried again, or as a notice. */
export function testOutside(name: string, factory: StoreFactory): void {
  describe(`${name}: parked items`, () => {
    const bench = useWorkbench(factory);
    const parkedKeys = async (query: Partial<ParkedQuery> = {}, workspaceId = ACME) => {
      const { items } = await bench().store.parked(workspaceId, { ...ALL, ...query });
      return items.map(({ raw }) => (raw as { value: { odd: string } }).value.odd);
    };

    it("parks an item of an unknown line in the default workspace, raw as it came", async () => {
      const item = aMessage("m1", { lineId: "999" });
      await bench().accept([item], T0 + SECOND);
      const page = await bench().store.parked(DEFAULT_WORKSPACE, ALL);
      expect(page).toEqual({
        items: [
          {
            id: expect.any(String),
            workspaceId: DEFAULT_WORKSPACE,
            reason: "unknown_line",
            lineId: "999",
            field: "messages",
            raw: item.raw,
            parkedAt: T0 + SECOND,
            replayedAt: null,
          },
        ],
        cursor: null,
      });
    });

    it("accepts a parked item of an unknown line once its line is registered", async () => {
      const item = aMessage("m1", { lineId: "999" });
      await bench().accept([item]);
      await bench().store.putLine(aLine({ id: "999" }));
      const { items: waiting } = await bench().store.parkedForReplay(DEFAULT_WORKSPACE, {
        ...REPLAY_ALL,
        lineId: "999",
      });
      const options = { receivedAt: T0, newContactId: () => "contact1", isReplay: true } as const;
      expect(only(await bench().store.accept([item], options)).kind).toBe("accepted");
      await bench().store.settleParked(DEFAULT_WORKSPACE, [only(waiting).id], T0 + SECOND);
      const left = await bench().store.parkedForReplay(DEFAULT_WORKSPACE, REPLAY_ALL);
      expect(left).toEqual({ items: [], cursor: null });
    });

    it("parks what the channel could not read in the workspace of its line, or in the default one", async () => {
      await bench().accept([
        aParkedItem("known"),
        aParkedItem("unknown", "999"),
        aParkedItem("none", null),
      ]);
      expect(await parkedKeys()).toEqual(["known"]);
      expect((await parkedKeys({}, DEFAULT_WORKSPACE)).sort()).toEqual(["none", "unknown"]);
    });

    it("keeps a repeated item once", async () => {
      const items = [
        aParkedItem("p1"),
        aMessage("m1", { identity: {} }),
        aMessage("m2", { lineId: "999" }),
      ];
      const first = await bench().accept([...items, ...items]);
      const second = await bench().accept(items, T0 + SECOND);
      expect([...first.slice(3), ...second]).toEqual([...first.slice(0, 3), ...first.slice(0, 3)]);
      expect((await bench().store.parked(ACME, ALL)).items).toHaveLength(2);
      expect((await bench().store.parked(DEFAULT_WORKSPACE, ALL)).items).toHaveLength(1);
    });

    it("lists the newest first, filtered by line and reason", async () => {
      for (const [index, key] of ["a", "b", "c"].entries()) {
        await bench().accept([aParkedItem(key)], T0 + index);
      }
      await bench().accept([aParkedItem("d", SECOND_LINE)], T0 + 3);
      expect(await parkedKeys()).toEqual(["d", "c", "b", "a"]);
      expect(await parkedKeys({ lineId: LINE })).toEqual(["c", "b", "a"]);
      expect(await parkedKeys({ reason: "unknown_shape", lineId: SECOND_LINE })).toEqual(["d"]);
      expect(await parkedKeys({ reason: "group" })).toEqual([]);
    });

    it("pages without repeating or losing a row while new ones arrive", async () => {
      for (let index = 0; index < 7; index++) {
        await bench().accept([aParkedItem(`p${index}`), aParkedItem(`q${index}`)], T0 + index);
      }
      let arrived = 0;
      const items = await allPages(async (cursor) => {
        const page = await bench().store.parked(ACME, { ...ALL, cursor, limit: 3 });
        await bench().accept([aParkedItem(`new${++arrived}`)], T0 + 100 + arrived);
        return page;
      });
      expect(new Set(items.map(({ id }) => id)).size).toBe(14);
      expect(items).toHaveLength(14);
    });

    it("gives parked items for replay oldest first, by id, line, reason and limit", async () => {
      for (const [index, key] of ["a", "b", "c"].entries()) {
        await bench().accept([aParkedItem(key)], T0 + index);
      }
      await bench().accept([aParkedItem("d", SECOND_LINE)], T0 + 3);
      const { store } = bench();
      const keysOf = async (query: Partial<Parameters<typeof store.parkedForReplay>[1]>) => {
        const { items } = await store.parkedForReplay(ACME, { ...REPLAY_ALL, ...query });
        return items.map(({ raw }) => (raw as { value: { odd: string } }).value.odd);
      };
      const [a, b] = (await store.parkedForReplay(ACME, REPLAY_ALL)).items;
      expect(await keysOf({})).toEqual(["a", "b", "c", "d"]);
      expect(await keysOf({ limit: 2 })).toEqual(["a", "b"]);
      expect(await keysOf({ lineId: SECOND_LINE })).toEqual(["d"]);
      expect(await keysOf({ reason: "invalid" })).toEqual([]);
      expect(await keysOf({ ids: [b?.id ?? "", a?.id ?? "", "unknown"] })).toEqual(["a", "b"]);
      expect(await keysOf({ ids: [] })).toEqual([]);
    });

    it("gives parked items for replay in the order in which their webhook had them, and lists them so", async () => {
      const came = Array.from({ length: 30 }, (_, index) => `p${index}`);
      await bench().accept(came.map((key) => aParkedItem(key)));
      const { store } = bench();
      const { items } = await store.parkedForReplay(ACME, REPLAY_ALL);
      const keys = items.map(({ raw }) => (raw as { value: { odd: string } }).value.odd);
      expect(keys).toEqual(came);
      expect(items.map(({ parkedAt }) => parkedAt)).toEqual(came.map(() => T0));
      expect(await parkedKeys()).toEqual(came.toReversed());
    });

    it("gives parked items for replay page by page, whatever is settled in between", async () => {
      for (let index = 0; index < 3; index++) {
        const together = [`${index}a`, `${index}b`, `${index}c`].map((key) => aParkedItem(key));
        await bench().accept(together, T0 + index);
      }
      const { store } = bench();
      const pages = (ids: readonly string[] | null, limit: number) =>
        allPages((cursor) => store.parkedForReplay(ACME, { ...REPLAY_ALL, ids, cursor, limit }));
      const all = await pages(null, 100);
      const ids = all.map(({ id }) => id);
      expect(await pages(null, 2)).toEqual(all);
      expect(await pages(ids.toReversed(), 2)).toEqual(all);

      const first = await store.parkedForReplay(ACME, { ...REPLAY_ALL, limit: 4 });
      await store.settleParked(ACME, ids.slice(0, 4), T0 + SECOND);
      const rest = await store.parkedForReplay(ACME, { ...REPLAY_ALL, cursor: first.cursor });
      expect(rest).toEqual({ items: all.slice(4), cursor: null });
    });

    it("takes a settled item out of the list and shows it again when asked", async () => {
      await bench().accept([aParkedItem("a")]);
      const { store } = bench();
      const { id } = only((await store.parkedForReplay(ACME, REPLAY_ALL)).items);
      await store.settleParked(ACME, [id, "unknown"], T0 + SECOND);
      await store.settleParked(ACME, [id], T0 + 2 * SECOND);
      await store.settleParked(ACME, [], T0);
      expect(await parkedKeys()).toEqual([]);
      const { items } = await store.parked(ACME, { ...ALL, replayed: true });
      expect(only(items).replayedAt).toBe(T0 + SECOND);
    });

    it("does not park a settled item a second time when it is repeated", async () => {
      await bench().accept([aParkedItem("a")]);
      const { id } = only((await bench().store.parkedForReplay(ACME, REPLAY_ALL)).items);
      await bench().store.settleParked(ACME, [id], T0);
      await bench().accept([aParkedItem("a")]);
      expect((await bench().store.parkedForReplay(ACME, REPLAY_ALL)).items).toEqual([]);
    });

    it.each(FOREIGN_CURSORS)("refuses the cursor %j", async (cursor) => {
      const { store } = bench();
      await expect(store.parked(ACME, { ...ALL, cursor })).rejects.toThrow(InvalidCursorError);
      await expect(store.notices(ACME, { cursor, limit: 5 })).rejects.toThrow(InvalidCursorError);
    });
  });

  describe(`${name}: notices`, () => {
    const bench = useWorkbench(factory);

    it("keeps a notice in the workspace of its line, or in the default one", async () => {
      const notice = aNotice("n1");
      const ofNobody = { ...(aNotice("n3", null) as NoticeItem), wabaId: "404" };
      await bench().accept([notice, aNotice("n2", "999"), ofNobody], T0 + SECOND);
      const { items } = await bench().store.notices(ACME, { cursor: null, limit: 10 });
      const {
        kind: _kind,
        key: _key,
        ...news
      } = notice as Extract<typeof notice, { kind: "notice" }>;
      expect(items).toEqual([{ ...news, id: expect.any(String), receivedAt: T0 + SECOND }]);
      const others = await bench().store.notices(DEFAULT_WORKSPACE, { cursor: null, limit: 10 });
      expect(others.items).toHaveLength(2);
    });

    it("keeps a notice that names no line in the workspace whose account it names", async () => {
      const { store } = bench();
      await store.putLine(aLine({ id: "777", workspaceId: GLOBEX, wabaId: "31" }));
      await bench().accept([{ ...(aNotice("n1", null) as NoticeItem), wabaId: "31" }]);
      const { items } = await store.notices(GLOBEX, { cursor: null, limit: 10 });
      expect(items).toMatchObject([{ wabaId: "31", lineId: null }]);
    });

    it("keeps a repeated notice once", async () => {
      const results = await bench().accept([aNotice("n1"), aNotice("n1")]);
      results.push(...(await bench().accept([aNotice("n1")], T0 + SECOND)));
      expect(results.map(({ kind }) => kind)).toEqual(["noticed", "noticed", "noticed"]);
      const { items } = await bench().store.notices(ACME, { cursor: null, limit: 10 });
      expect(only(items).receivedAt).toBe(T0);
    });

    it("lists the newest first, page by page", async () => {
      for (let index = 0; index < 7; index++) {
        await bench().accept([aNotice(`n${index}`), aNotice(`o${index}`)], T0 + index);
      }
      const items = await allPages((cursor) => bench().store.notices(ACME, { cursor, limit: 3 }));
      const times = items.map(({ receivedAt }) => receivedAt - T0);
      expect(times).toEqual([6, 6, 5, 5, 4, 4, 3, 3, 2, 2, 1, 1, 0, 0]);
      expect(new Set(items.map(({ id }) => id)).size).toBe(14);
    });
  });
}
