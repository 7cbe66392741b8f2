import { describe, expect, it } from "vitest";
import type { LineStop } from "../../../src/domain/sending/line-sending.ts";
import {
  ACME,
  DAY,
  GLOBEX,
  HOUR,
  LINE,
  MINUTE,
  SECOND,
  SECOND_LINE,
  T0,
} from "../../support/builders.ts";
import { aText, queueSends } from "./outbox.ts";
import { useWorkbench, type StoreFactory } from "./setup.ts";

const EXPIRED: LineStop = { reason: "authorization", code: 190, since: T0 };

/** Who dispatches a line, whether it may send, and whom its portfolio has reached. */
export function testLineSending(name: string, factory: StoreFactory): void {
  describe(`${name}: a line that is dispatched`, () => {
    const bench = useWorkbench(factory);
    const hold = (holder: string, now: number, workspaceId = ACME, lineId = LINE) =>
      bench().store.holdLine(workspaceId, lineId, { holder, now, leaseMs: MINUTE });
    const release = (holder: string, now: number, spent = 7) =>
      bench().store.releaseLine(ACME, LINE, { holder, now, spent });

    it("has one holder, until its lease ends", async () => {
      expect(await hold("a", T0)).toMatchObject({ kind: "held", before: null });
      expect(await hold("b", T0 + MINUTE - 1)).toEqual({ kind: "taken" });
      const after = { until: T0 + MINUTE, spent: null };
      expect(await hold("b", T0 + MINUTE)).toMatchObject({ kind: "held", before: after });
      expect(await hold("a", T0 + MINUTE)).toEqual({ kind: "taken" });
    });

    it("is held on by its holder", async () => {
      await hold("a", T0);
      expect(await hold("a", T0 + 30 * SECOND)).toMatchObject({ kind: "held", before: null });
      expect(await hold("b", T0 + MINUTE)).toEqual({ kind: "taken" });
    });

    it("is let go, and tells the next what was spent of its allowance", async () => {
      await hold("a", T0);
      await release("a", T0 + SECOND);
      const before = { until: T0 + SECOND, spent: 7 };
      expect(await hold("b", T0 + SECOND)).toMatchObject({ kind: "held", before });
      // Whoever has it again knows what it did itself, and nothing of others.
      await release("b", T0 + 2 * SECOND, 0);
      expect(await hold("b", T0 + 3 * SECOND)).toMatchObject({ before: null });
    });

    it("is let go by its holder alone, and once", async () => {
      await hold("a", T0);
      await release("b", T0 + SECOND);
      expect(await hold("b", T0 + SECOND)).toEqual({ kind: "taken" });
      await hold("b", T0 + MINUTE);
      await release("a", T0 + MINUTE + SECOND);
      expect(await hold("a", T0 + MINUTE + SECOND)).toEqual({ kind: "taken" });
    });

    it("has one holder, however many ask at once", async () => {
      const names = Array.from({ length: 8 }, (_, index) => `h${index}`);
      const holds = await Promise.all(names.map((holder) => hold(holder, T0)));
      expect(holds.filter(({ kind }) => kind === "held")).toHaveLength(1);
    });

    it("is one of its workspace, beside others", async () => {
      await hold("a", T0);
      expect(await hold("b", T0, GLOBEX)).toMatchObject({ kind: "held", before: null });
      expect(await hold("b", T0, ACME, SECOND_LINE)).toMatchObject({ kind: "held" });
    });
  });

  describe(`${name}: a line that stops`, () => {
    const bench = useWorkbench(factory);
    const stop = (resumes = 0, reason = EXPIRED) =>
      bench().store.stopLine(ACME, LINE, { ...reason, resumes });
    const sending = () => bench().store.lineSending(ACME, LINE);

    it("ran before, stops once, and says why and since when", async () => {
      expect(await sending()).toEqual({
        lineId: LINE,
        stop: null,
        resumes: 0,
        resumedAt: null,
        capacity: null,
      });
      expect(await stop()).toBe("stopped");
      expect(await stop(0, { ...EXPIRED, code: 10 })).toBe("ignored");
      expect(await sending()).toMatchObject({ stop: EXPIRED });
      expect(await bench().store.lineSendings(ACME)).toEqual([await sending()]);
      expect(await bench().store.lineSendings(GLOBEX)).toEqual([]);
    });

    it("is held by nobody, and not due", async () => {
      const { store } = bench();
      await queueSends(bench(), [aText("one")]);
      await stop();
      const lease = { holder: "a", now: T0, leaseMs: MINUTE };
      expect(await store.holdLine(ACME, LINE, lease)).toEqual({ kind: "stopped" });
      expect(await store.dueSendLines({ now: T0, limit: 10 })).toEqual([]);
      await store.resumeLine(ACME, LINE, T0 + 5);
      expect(await store.dueSendLines({ now: T0, limit: 10 })).toHaveLength(1);
      expect(await store.holdLine(ACME, LINE, lease)).toMatchObject({
        kind: "held",
        sending: { stop: null, resumes: 1 },
      });
    });

    it("goes on when it is told to, and a stop that was decided before is void", async () => {
      const { store } = bench();
      expect(await store.resumeLine(ACME, LINE, T0 + 5)).toBe(false);
      expect(await stop(0)).toBe("ignored");
      expect(await stop(1)).toBe("stopped");
      expect(await store.resumeLine(ACME, LINE, T0 + 5)).toBe(true);
      expect(await sending()).toMatchObject({ stop: null, resumes: 2, resumedAt: T0 + 5 });
    });

    it("is one of its workspace, beside others", async () => {
      const { store } = bench();
      await stop();
      expect(await store.lineSending(GLOBEX, LINE)).toMatchObject({ stop: null });
      expect(await store.resumeLine(GLOBEX, LINE, T0 + 5)).toBe(false);
      expect(await store.lineSending(ACME, SECOND_LINE)).toMatchObject({ stop: null });
      expect(await sending()).toMatchObject({ stop: EXPIRED });
    });

    it("keeps what WhatsApp allows it", async () => {
      const { store } = bench();
      const capacity = { perSecond: 20, messagingLimit: 250, learnedAt: T0 };
      await store.learnCapacity(ACME, LINE, capacity);
      await store.learnCapacity(ACME, LINE, { ...capacity, perSecond: 80 });
      await stop();
      expect(await sending()).toMatchObject({ capacity: { ...capacity, perSecond: 80 } });
      expect((await store.lineSendings(ACME)).map(({ lineId }) => lineId)).toEqual([LINE]);
    });
  });

  describe(`${name}: people whom a portfolio reaches outside of windows`, () => {
    const bench = useWorkbench(factory);
    const reach = (contactId: string, now: number, limit: number | null, portfolioId = "p1") =>
      bench().store.reachContact(ACME, { portfolioId, contactId, now, limit });

    it("are as many as its limit in 24 hours, each counted once", async () => {
      expect(await reach("ana", T0, 2)).toEqual({ kind: "reached" });
      expect(await reach("ana", T0 + SECOND, 2)).toEqual({ kind: "reached" });
      expect(await reach("ben", T0 + 2 * SECOND, 2)).toEqual({ kind: "reached" });
      expect(await reach("cleo", T0 + HOUR, 2)).toEqual({
        kind: "full",
        freeAt: T0 + SECOND + DAY,
      });
      expect(await reach("ben", T0 + HOUR, 2)).toEqual({ kind: "reached" });
    });

    it("drop out 24 hours after they were reached last", async () => {
      await reach("ana", T0, 1);
      expect(await reach("ben", T0 + DAY - 1, 1)).toMatchObject({ kind: "full" });
      expect(await reach("ben", T0 + DAY, 1)).toEqual({ kind: "reached" });
      expect(await reach("ana", T0 + DAY, 1)).toEqual({ kind: "full", freeAt: T0 + 2 * DAY });
    });

    it("are counted while no limit is known, for when one is", async () => {
      await reach("ana", T0, null);
      await reach("ben", T0 + SECOND, null);
      expect(await reach("cleo", T0 + MINUTE, 2)).toEqual({ kind: "full", freeAt: T0 + DAY });
    });

    it("are a portfolio's own, and a workspace's", async () => {
      await reach("ana", T0, 1);
      expect(await reach("ben", T0, 1, "p2")).toEqual({ kind: "reached" });
      const { store } = bench();
      const other = { portfolioId: "p1", contactId: "ben", now: T0, limit: 1 };
      expect(await store.reachContact(GLOBEX, other)).toEqual({ kind: "reached" });
    });

    it("are never more than the limit, however many are reached at once", async () => {
      const names = Array.from({ length: 8 }, (_, index) => `c${index}`);
      const all = await Promise.all(names.map((contactId) => reach(contactId, T0, 3)));
      expect(all.filter(({ kind }) => kind === "reached").length).toBeLessThanOrEqual(3);
      expect(await reach("late", T0 + SECOND, 0)).toMatchObject({ kind: "full" });
    });
  });
}
