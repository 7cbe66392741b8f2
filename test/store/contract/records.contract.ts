import { describe, expect, it } from "vitest";
import type { CrmRecord } from "../../../src/domain/records/crm-record.ts";
import { changeRecord, deletedRecord } from "../../../src/domain/records/record-edit.ts";
import type { RecordQuery } from "../../../src/store/record-store.ts";
import { InvalidCursorError } from "../../../src/store/store.ts";
import { ACME, GLOBEX, T0 } from "../../support/builders.ts";
import { anActivity, aNewRecord, anOpportunity, aTask, CONTEXT } from "../../support/records.ts";
import { allPages, FOREIGN_CURSORS, useWorkbench, type StoreFactory } from "./setup.ts";

const WHOLE = { of: { by: "workspace" }, unfinished: null, limit: 100 } as const;

/** Opportunities, activities and tasks: changed by version, told in the feed, listed. */
export function testRecords(name: string, factory: StoreFactory): void {
  describe(`${name}: records of contacts`, () => {
    const bench = useWorkbench(factory);

    const make = (record: CrmRecord) => bench().store.saveRecord(aNewRecord(record));
    function change<R extends CrmRecord>(record: R, changes: Partial<R>) {
      const edit = changeRecord(record, changes, CONTEXT);
      if (edit === null) throw new Error("nothing changes");
      return bench().store.saveRecord(edit);
    }
    const remove = (record: CrmRecord) => bench().store.saveRecord(deletedRecord(record, CONTEXT));
    const list = async (query: Partial<RecordQuery> = {}, workspaceId = ACME) => {
      const whole = { kind: "opportunity", ...WHOLE, cursor: null } as const;
      const page = await bench().store.records(workspaceId, { ...whole, ...query });
      return page.items.map(({ id }) => id);
    };
    const told = async () =>
      (await bench().store.events(ACME, { after: 0, limit: 100, types: null })).map(
        ({ type, seq }) => `${seq} ${type}`,
      );

    it("come back as they were saved, by id and by outside id, each kind for itself", async () => {
      const records = [
        anOpportunity({ externalId: "x" }),
        anActivity({ externalId: "x" }),
        aTask({ externalId: "x" }),
      ];
      for (const record of records) expect(await make(record)).toBe("saved");
      for (const record of records) {
        const { kind, id } = record;
        expect(await bench().store.record(ACME, kind, id)).toEqual(record);
        expect(await bench().store.recordByExternalId(ACME, kind, "x")).toEqual(record);
        expect(await bench().store.record(GLOBEX, kind, id)).toBeNull();
        expect(await bench().store.recordByExternalId(GLOBEX, kind, "x")).toBeNull();
      }
      expect(await bench().store.record(ACME, "task", "opp1")).toBeNull();
      expect(await bench().store.recordByExternalId(ACME, "task", "y")).toBeNull();
    });

    it("are changed only from the version that was read, and of many at once one wins", async () => {
      const record = anOpportunity();
      await make(record);
      const answers = await Promise.all(
        ["Uno", "Dos", "Tres"].map((title) => change(record, { title })),
      );
      expect(answers.toSorted()).toEqual(["conflict", "conflict", "saved"]);
      expect(await bench().store.record(ACME, "opportunity", "opp1")).toMatchObject({ version: 2 });
      expect(await make(record)).toBe("conflict");
      expect(await change(anOpportunity({ id: "nothing" }), { title: "x" })).toBe("conflict");
    });

    it("have an outside id that no other of their kind has, and may give it up", async () => {
      await make(anOpportunity({ externalId: "x" }));
      const other = anOpportunity({ id: "opp2" });
      expect(await make(anOpportunity({ id: "opp3", externalId: "x" }))).toBe("taken");
      await make(other);
      expect(await change(other, { externalId: "x" })).toBe("taken");
      expect(await change(anOpportunity({ externalId: "x" }), { externalId: null })).toBe("saved");
      expect(await change(other, { externalId: "x" })).toBe("saved");
      const elsewhere = anOpportunity({ id: "opp9", workspaceId: GLOBEX, externalId: "x" });
      expect(await make(elsewhere)).toBe("saved");
    });

    it("are gone when they are deleted, once, and their outside id is free", async () => {
      const record = aTask({ externalId: "x" });
      await make(record);
      const query = { kind: "task", ...WHOLE, cursor: null } as const;
      const results = await Promise.all([remove(record), remove(record)]);
      expect(results.toSorted()).toEqual(["conflict", "saved"]);
      expect(await bench().store.record(ACME, "task", "tsk1")).toBeNull();
      expect(await bench().store.recordByExternalId(ACME, "task", "x")).toBeNull();
      expect((await bench().store.records(ACME, query)).items).toEqual([]);
      expect(await change(record, { title: "late" })).toBe("conflict");
      expect(await make(aTask({ id: "tsk2", externalId: "x" }))).toBe("saved");
      expect(await told()).toEqual(["1 task.created", "2 task.deleted", "3 task.created"]);
    });

    it("tell of each change once, and of refused ones not at all", async () => {
      const record = anOpportunity();
      await make(record);
      await change(record, { state: "won", ownerId: "eva" });
      await change(record, { title: "too late" });
      expect(await told()).toEqual([
        "1 opportunity.created",
        "2 opportunity.updated",
        "3 opportunity.owner_changed",
      ]);
      const history = await bench().store.contactHistory(ACME, {
        contact: { id: "contact1", absorbed: [] },
        recordId: "opp1",
        visibility: { kind: "all" },
        cursor: null,
        limit: 10,
      });
      expect(history.items).toHaveLength(3);
    });

    it("are listed newest first, of one kind, by contact, by owner, and finished or not", async () => {
      const scene: [string, Partial<CrmRecord>][] = [
        ["a", { ownerId: "eva", contactId: "p1" }],
        ["b", { ownerId: "leo", contactId: "p1", state: "won" }],
        ["c", { contactId: "p2" }],
        ["d", { ownerId: "eva", contactId: "p3", state: "lost" }],
      ];
      for (const [index, [id, changes]] of scene.entries()) {
        const at = { createdAt: T0 + index, updatedAt: T0 + index };
        await make({ ...anOpportunity({ id, ...at }), ...changes } as CrmRecord);
      }
      await make(aTask({ id: "t", contactId: "p1", ownerId: "eva" }));
      expect(await list()).toEqual(["d", "c", "b", "a"]);
      expect(await list({ kind: "task" })).toEqual(["t"]);
      expect(await list({ unfinished: true })).toEqual(["c", "a"]);
      expect(await list({ unfinished: false })).toEqual(["d", "b"]);
      expect(await list({ of: { by: "contacts", ids: ["p1", "p3"] } })).toEqual(["d", "b", "a"]);
      const contacts = { by: "contacts", ids: ["p1"] } as const;
      expect(await list({ of: contacts, unfinished: true })).toEqual(["a"]);
      expect(await list({ of: { by: "contacts", ids: [] } })).toEqual([]);
      const owners = (ids: string[], unassigned = false) =>
        ({ by: "owners", ids, unassigned }) as const;
      expect(await list({ of: owners(["eva"]) })).toEqual(["d", "a"]);
      expect(await list({ of: owners(["eva", "leo"], true) })).toEqual(["d", "c", "b", "a"]);
      expect(await list({ of: owners([], true) })).toEqual(["c"]);
      expect(await list({ of: owners([]) })).toEqual([]);
      expect(await list({}, GLOBEX)).toEqual([]);
      for (const of of [WHOLE.of, owners(["eva", "leo"], true)]) {
        const pages = await allPages((cursor) =>
          bench().store.records(ACME, {
            kind: "opportunity",
            of,
            unfinished: null,
            cursor,
            limit: 1,
          }),
        );
        expect(pages.map(({ id }) => id)).toEqual(["d", "c", "b", "a"]);
      }
      for (const cursor of FOREIGN_CURSORS) {
        await expect(list({ cursor })).rejects.toThrow(InvalidCursorError);
      }
    });
  });
}
