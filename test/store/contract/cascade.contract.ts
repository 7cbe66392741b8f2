import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Cascade, CascadeFlags } from "../../../src/domain/records/cascade.ts";
import type { CrmRecord } from "../../../src/domain/records/crm-record.ts";
import { commandKey } from "../../../src/domain/intake/intake.ts";
import { changeRecord } from "../../../src/domain/records/record-edit.ts";
import type { ConversationRef } from "../../../src/store/conversation-store.ts";
import { ACME, aMessage, aSubmission, MINUTE, T0 } from "../../support/builders.ts";
import { commitOf } from "../../support/plain-step.ts";
import { anActivity, aNewRecord, anOpportunity, aTask, CONTEXT } from "../../support/records.ts";
import { only, refOf, useWorkbench, type StoreFactory } from "./setup.ts";

const ALL: CascadeFlags = { contact: true, opportunities: true, activities: true, tasks: true };

/** What a commit hands over beside the conversation (R10.4, Q40): with it or not at all. */
export function testCascades(name: string, factory: StoreFactory): void {
  describe(`${name}: a commit that hands over`, () => {
    const bench = useWorkbench(factory);
    let messages = 0;

    /** Commits a message of Ana's, whose contact is `contact1`, and with it this hand-over. */
    async function handOver(
      cascade: Partial<Cascade> = {},
      { stale = false }: { stale?: boolean } = {},
    ): Promise<{ ref: ConversationRef; version: number; result: string }> {
      const ref = refOf(only(await bench().accept([aMessage(`c${++messages}`)])));
      const commit = commitOf(await bench().load(ref), { at: T0 });
      const { version } = commit.conversation;
      const whole: Cascade = {
        contactId: "contact1",
        ownerId: "leo",
        flags: ALL,
        cause: { kind: "command", id: "cmd|eva|k1", actor: { kind: "user", id: "eva" } },
        at: T0 + MINUTE,
        conversation: { id: ref.conversationId, episode: 1, version },
        ...cascade,
      };
      const expectedVersion = commit.expectedVersion + (stale ? 7 : 0);
      const result = await bench().store.commit({ ...commit, expectedVersion, cascades: [whole] });
      return { ref, version, result };
    }

    async function make(...records: CrmRecord[]): Promise<void> {
      for (const record of records) await bench().store.saveRecord(aNewRecord(record));
    }
    const ownerOf = async ({ kind, id }: CrmRecord) =>
      (await bench().store.record(ACME, kind, id))?.ownerId;
    const moved = async ({ ref, version }: { ref: ConversationRef; version: number }) =>
      bench().store.moved(ACME, {
        contact: { id: "contact1", absorbed: [] },
        conversationId: ref.conversationId,
        version,
      });
    const ownerChanges = async () => {
      const events = await bench().store.events(ACME, { after: 0, limit: 100, types: null });
      return events.filter(({ type }) => type.endsWith(".owner_changed"));
    };

    it("moves the contact, and of its records those that are not finished", async () => {
      const unfinished = [anOpportunity(), anActivity(), aTask({ ownerId: "eva" })];
      const others = [
        anOpportunity({ id: "won", state: "won" }),
        aTask({ id: "done", state: "done" }),
        aTask({ id: "strange", contactId: "somebody" }),
      ];
      await make(...unfinished, ...others);
      const step = await handOver();
      for (const record of unfinished) expect(await ownerOf(record)).toBe("leo");
      for (const record of others) expect(await ownerOf(record)).toBeNull();
      const contact = await bench().store.contact(ACME, "contact1");
      expect(contact).toMatchObject({ ownerId: "leo", version: 2, updatedAt: T0 + MINUTE });
      expect(await moved(step)).toEqual({ contact: 1, opportunities: 1, activities: 1, tasks: 1 });
      const events = await ownerChanges();
      expect(events).toHaveLength(4);
      for (const event of events) {
        expect(event).toMatchObject({
          conversation: { id: step.ref.conversationId, version: step.version },
          cause: { kind: "command", actor: { kind: "user", id: "eva" } },
          data: { ownerId: "leo" },
        });
      }
    });

    it.each(["contact", "opportunities", "activities", "tasks"] as const)(
      "moves %s alone when nothing else is asked for",
      async (flag) => {
        await make(anOpportunity(), anActivity(), aTask());
        const none = { contact: false, opportunities: false, activities: false, tasks: false };
        const step = await handOver({ flags: { ...none, [flag]: true } });
        expect(await moved(step)).toEqual({
          contact: 0,
          opportunities: 0,
          activities: 0,
          tasks: 0,
          [flag]: 1,
        });
      },
    );

    it("moves nothing that is theirs already, and nothing when the commit is not taken", async () => {
      await make(anOpportunity({ ownerId: "leo" }), aTask());
      const lost = await handOver({}, { stale: true });
      expect(lost.result).toBe("conflict");
      expect(await moved(lost)).toEqual({ contact: 0, opportunities: 0, activities: 0, tasks: 0 });
      expect(await ownerOf(aTask())).toBeNull();
      const step = await handOver();
      expect(await moved(step)).toEqual({ contact: 1, opportunities: 0, activities: 0, tasks: 1 });
      const again = await handOver();
      expect(await moved(again)).toEqual({ contact: 0, opportunities: 0, activities: 0, tasks: 0 });
      expect(await moved(step)).toEqual({ contact: 1, opportunities: 0, activities: 0, tasks: 1 });
    });

    it("has moved everything by the time at which the outcome of its command can be read", async () => {
      const tasks = Array.from({ length: 10 }, (_, index) => aTask({ id: `task${index}` }));
      await make(...tasks);
      const ref = refOf(only(await bench().accept([aMessage("m1")])));
      const key = commandKey("eva", "k1");
      await bench().store.submit(aSubmission(ref.conversationId, key));
      const taken = handOver();
      while ((await bench().store.outcome(ACME, key))?.kind !== "settled") await setImmediate();
      expect(await Promise.all(tasks.map(ownerOf))).toEqual(tasks.map(() => "leo"));
      expect((await ownerChanges()).length).toBe(1 + tasks.length);
      await taken;
    });

    it("is told before the conversation's own events, in a feed without a gap", async () => {
      await make(aTask());
      await handOver();
      const events = await bench().store.events(ACME, { after: 0, limit: 100, types: null });
      expect(events.map(({ seq, type }) => `${seq} ${type}`)).toEqual([
        "1 task.created",
        "2 contact.owner_changed",
        "3 task.owner_changed",
        "4 message.received",
      ]);
    });

    it("notes what the contact said about being written to, unless a later word stands", async () => {
      const say = async (wanted: boolean, at: number) => {
        const ref = refOf(only(await bench().accept([aMessage(`s${++messages}`)])));
        const commit = commitOf(await bench().load(ref), { at: T0 });
        const { version } = commit.conversation;
        const word = {
          kind: "wants",
          contactId: "contact1",
          which: "whatsapp",
          said: { wanted, at, source: "stop_word" },
          cause: CONTEXT.cause,
          at: T0,
          conversation: { id: ref.conversationId, episode: 1, version },
        } as const;
        await bench().store.commit({ ...commit, learnt: [word] });
        return (await bench().store.contact(ACME, "contact1"))?.preferences.whatsapp;
      };
      expect(await say(false, T0 + 2)).toMatchObject({ wanted: false, at: T0 + 2 });
      expect(await say(true, T0 + 1)).toMatchObject({ wanted: false, at: T0 + 2 });
      expect(await say(false, T0 + 3)).toMatchObject({ wanted: false, at: T0 + 3 });
      expect(await say(true, T0 + 4)).toMatchObject({ wanted: true, at: T0 + 4 });
      const events = await bench().store.events(ACME, { after: 0, limit: 100, types: null });
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
      const told = events.filter(({ type }) => type === "contact.preference_changed");
      expect(told.map(({ data }) => data["wanted"])).toEqual([false, true]);
      expect(told[0]?.conversation?.version).toBe(1);
    });

    it("loses no change that somebody makes of a record at the same time", async () => {
      const records = Array.from({ length: 6 }, (_, index) => aTask({ id: `t${index}` }));
      await make(...records);
      const edits = records.map(async (record) => {
        for (;;) {
          const now = await bench().store.record(ACME, "task", record.id);
          if (now?.kind !== "task") throw new Error("no such task");
          const edit = changeRecord(now, { title: `Edited ${record.id}` }, CONTEXT);
          if (edit === null || (await bench().store.saveRecord(edit)) === "saved") return;
        }
      });
      await Promise.all([handOver(), ...edits]);
      for (const { id } of records) {
        expect(await bench().store.record(ACME, "task", id)).toMatchObject({
          title: `Edited ${id}`,
          ownerId: "leo",
          version: 3,
        });
      }
      expect(await ownerChanges()).toHaveLength(7);
    });
  });
}
