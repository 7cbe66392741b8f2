import { describe, expect, it } from "vitest";
import type { Timers } from "../../../src/domain/conversation/conversation.ts";
import { NO_TIMERS } from "../../../src/domain/conversation/conversation.ts";
import { ACME, aMessage, aReaction, BEN, GLOBEX_LINE, HOUR, T0 } from "../../support/builders.ts";
import { commitOf } from "../../support/plain-step.ts";
import { refOf, useWorkbench, type StoreFactory } from "./setup.ts";

const LATER = T0 + 1_000 * HOUR;

/** Finding what has work: mailboxes that wait, and deadlines. */
export function testWork(name: string, factory: StoreFactory): void {
  describe(`${name}: waiting mailboxes`, () => {
    const bench = useWorkbench(factory);
    const arrive = async (id: string, at: number) => {
      const item = aMessage(`m-${id}-${at}`, { identity: { waId: id }, occurredAt: at });
      return refOf((await bench().accept([item], at))[0]);
    };

    it("finds conversations whose entries have waited since a time, the longest first, of all workspaces", async () => {
      const second = await arrive("15550000001", T0 + 200);
      const first = await arrive("15550000002", T0 + 100);
      await arrive("15550000002", T0 + 900);
      const third = refOf(
        (await bench().accept([aMessage("g", { lineId: GLOBEX_LINE })], T0 + 300))[0],
      );
      const waiting = (before: number, limit = 10) => bench().store.waiting({ before, limit });
      expect(await waiting(T0 + 99)).toEqual([]);
      expect(await waiting(T0 + 100)).toEqual([first]);
      expect(await waiting(T0 + 300)).toEqual([first, second, third]);
      expect(await waiting(T0 + 300, 2)).toEqual([first, second]);
    });

    it("goes by the oldest arrival, whichever entry comes first in the mailbox", async () => {
      const a = await arrive("15550000001", T0 + 500);
      const b = await arrive("15550000002", T0 + 200);
      // A second process whose clock is behind.
      await arrive("15550000001", T0 + 100);
      expect(await bench().store.waiting({ before: T0 + 100, limit: 10 })).toEqual([a]);
      expect(await bench().store.waiting({ before: LATER, limit: 10 })).toEqual([a, b]);
      expect(await bench().store.depth()).toMatchObject({ oldestReceivedAt: T0 + 100 });
    });

    it("names a conversation once, however many entries wait, and no longer when none does", async () => {
      const ref = await arrive("15550000001", T0);
      await arrive("15550000001", T0);
      expect(await bench().store.waiting({ before: LATER, limit: 10 })).toEqual([ref]);
      await bench().advance(ref);
      expect(await bench().store.waiting({ before: LATER, limit: 10 })).toEqual([]);
      await arrive("15550000001", T0 + 50);
      expect(await bench().store.waiting({ before: T0 + 49, limit: 10 })).toEqual([]);
      expect(await bench().store.waiting({ before: T0 + 50, limit: 10 })).toEqual([ref]);
    });

    it("counts what waits, and tells the oldest arrival", async () => {
      const { store } = bench();
      expect(await store.depth()).toEqual({
        waitingEntries: 0,
        oldestReceivedAt: null,
        deadEntries: 0,
      });
      const ref = await arrive("15550000001", T0 + 200);
      await arrive("15550000001", T0 + 300);
      await arrive("15550000002", T0 + 100);
      expect(await store.depth()).toEqual({
        waitingEntries: 3,
        oldestReceivedAt: T0 + 100,
        deadEntries: 0,
      });
      await bench().advance(ref);
      expect(await store.depth()).toEqual({
        waitingEntries: 1,
        oldestReceivedAt: T0 + 100,
        deadEntries: 0,
      });
    });

    it("has no half-written commits to repair", async () => {
      await bench().converse(aMessage("m1"));
      expect(await bench().store.repair({ limit: 10 })).toBe(0);
    });

    it("tells a conversation's history in order of version, then of arrival", async () => {
      const ref = await bench().converse(aReaction("m0", "👍"));
      await bench().converse(aMessage("m1"));
      await bench().accept([aMessage("m2"), aReaction("m2", "👍"), aMessage("m3")]);
      await bench().advance(ref);
      const history = await bench().store.history(ACME, ref.conversationId);
      expect(history.map(({ applied }) => applied.version)).toEqual([0, 1, 2, 2, 3]);
      const seqs = history.map(({ seq }) => seq);
      expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
      expect(history[1]).toMatchObject({ ...ref, input: { message: { sourceId: "m1" } } });
      expect(history[1]).not.toHaveProperty("raw");
    });
  });

  describe(`${name}: deadlines`, () => {
    const bench = useWorkbench(factory);
    let sent = 0;
    /** Gives a person's conversation these deadlines. */
    const arm = async (waId: string, timers: Partial<Timers>) => {
      const item = aMessage(`arm${++sent}`, { identity: { waId } });
      const ref = refOf((await bench().accept([item]))[0]);
      const commit = commitOf(await bench().load(ref), { at: T0 });
      const facts = { ...commit.conversation.facts, timers: { ...NO_TIMERS, ...timers } };
      await bench().store.commit({ ...commit, conversation: { ...commit.conversation, facts } });
      return ref;
    };
    const due = (now: number, limit = 10) => bench().store.due({ now, limit });

    it("finds conversations whose earliest deadline has come, the earliest first", async () => {
      const b = await arm("15550000001", { windowExpired: T0 + 900, pickup: T0 + 200 });
      const a = await arm("15550000002", { autoClose: T0 + 100 });
      await arm("15550000003", {});
      expect(await due(T0 + 99)).toEqual([]);
      expect(await due(T0 + 100)).toEqual([{ ...a, dueAt: T0 + 100 }]);
      expect(await due(T0 + 900)).toEqual([
        { ...a, dueAt: T0 + 100 },
        { ...b, dueAt: T0 + 200 },
      ]);
      expect(await due(T0 + 900, 1)).toEqual([{ ...a, dueAt: T0 + 100 }]);
    });

    it("finds those that wait for an automation's deadline", async () => {
      const ref = await arm("15550000001", { windowExpired: T0 + 900, automation: T0 + 100 });
      expect(await due(T0 + 100)).toEqual([{ ...ref, dueAt: T0 + 100 }]);
      await arm("15550000001", { windowExpired: T0 + 900, automation: null });
      expect(await due(T0 + 899)).toEqual([]);
    });

    it("follows a deadline that moves or is taken away", async () => {
      const ref = await arm("15550000001", { windowClosing: T0 + 100 });
      await arm("15550000001", { windowClosing: T0 + 500 });
      expect(await due(T0 + 499)).toEqual([]);
      expect(await due(T0 + 500)).toEqual([{ ...ref, dueAt: T0 + 500 }]);
      await arm("15550000001", {});
      expect(await due(LATER)).toEqual([]);
    });

    it("finds the deadlines ahead, without the beginning and with the end of the span", async () => {
      const a = await arm("15550000001", { pickup: T0 + 100 });
      const b = await arm("15550000002", { pickup: T0 + 200, windowExpired: T0 + 250 });
      const c = await arm("15550000003", { pickup: T0 + 300 });
      const ahead = async (after: number, until: number, limit = 10) =>
        (await bench().store.upcoming({ after, until, limit })).map(({ dueAt }) => dueAt - T0);
      expect(await ahead(T0 + 100, T0 + 300)).toEqual([200, 300]);
      expect(await ahead(T0, T0 + 300, 2)).toEqual([100, 200]);
      expect(await ahead(T0 + 200, T0 + 299)).toEqual([]);
      const all = await bench().store.upcoming({ after: T0, until: LATER, limit: 10 });
      expect(all).toEqual([a, b, c].map((ref, i) => ({ ...ref, dueAt: T0 + (i + 1) * 100 })));
    });

    it("finds the deadlines of all workspaces", async () => {
      await bench().converse(aMessage("m1", { identity: BEN }));
      await bench().converse(aMessage("m1", { identity: BEN, lineId: GLOBEX_LINE }));
      const found = await due(LATER);
      expect(new Set(found.map(({ workspaceId }) => workspaceId)).size).toBe(2);
    });
  });
}
