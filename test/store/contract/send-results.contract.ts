import { describe, expect, it } from "vitest";
import { sendResultKey } from "../../../src/domain/sending/send.ts";
import {
  ACME,
  aMessage,
  BEN,
  GLOBEX,
  HOUR,
  LINE,
  MINUTE,
  SECOND,
  SECOND_LINE,
  T0,
} from "../../support/builders.ts";
import { ACCEPTED, BUSY, queueSends, REFUSED, UNCERTAIN, useOutbox } from "./outbox.ts";
import { only, type StoreFactory } from "./setup.ts";

/** What becomes of claimed sends, and what is due next. */
export function testSendResults(name: string, factory: StoreFactory): void {
  describe(`${name}: settling sends`, () => {
    const { bench, claim, claimOne, settle, retry, queue, textsOf } = useOutbox(factory);

    it.each([ACCEPTED, REFUSED, UNCERTAIN])(
      "ends them as $kind, and reports it to the conversation once",
      async (result) => {
        const ref = await queue(["one"]);
        const send = await claimOne();
        expect(await settle(send, result)).toBe("settled");
        expect(await settle(send, result)).toBe("ignored");
        expect(await bench().store.send(ACME, send.id)).toMatchObject({
          state: result.kind,
          result,
          settledAt: T0 + SECOND,
          leaseUntil: null,
        });
        const { entries } = await bench().load(ref);
        expect(only(entries)).toMatchObject({
          key: sendResultKey(send.id, result),
          occurredAt: T0,
          receivedAt: T0 + SECOND,
          input: { kind: "sendResult", sendId: send.id, messageId: send.messageId, result },
        });
      },
    );

    it("reports nothing of signs", async () => {
      const ref = await queueSends(bench(), [{ type: "readReceipt", targetId: "m1" }]);
      expect(await settle(await claimOne(), ACCEPTED)).toBe("settled");
      expect((await bench().load(ref)).entries).toEqual([]);
    });

    it("counts for the attempt that is in flight only", async () => {
      await queue(["one"]);
      const first = await claimOne();
      expect(await retry(first, T0)).toBe("queued");
      expect(await settle(first, ACCEPTED)).toBe("ignored");
      const second = await claimOne();
      expect(await settle(first, REFUSED)).toBe("ignored");
      expect(await settle(second, ACCEPTED)).toBe("settled");
      expect(await retry(second, T0)).toBe("ignored");
    });

    it("puts them back for later, with what was wrong, and keeps their place", async () => {
      await queue(["one", "two"]);
      expect(await retry(await claimOne(), T0 + MINUTE, 3)).toBe("queued");
      expect(await claim(T0 + MINUTE - 1)).toEqual([]);
      const again = only(await claim(T0 + MINUTE));
      expect(textsOf([again])).toEqual(["one"]);
      expect(again.send).toMatchObject({ attempts: 2, failures: 3, lastErrors: BUSY });
    });

    it("is of one workspace", async () => {
      await queue(["one"]);
      const { id, attempts: attempt } = await claimOne();
      const { store } = bench();
      const foreign = { workspaceId: GLOBEX, id, attempt };
      expect(await store.settleSend({ ...foreign, at: T0, result: ACCEPTED })).toBe("ignored");
      const back = { ...foreign, nextAttemptAt: T0, failures: 0, errors: [] };
      expect(await store.retrySend(back)).toBe("ignored");
    });
  });

  describe(`${name}: sends whose lease has ended`, () => {
    const { bench, claim, claimOne, settle, retry, queue } = useOutbox(factory);
    const giveUp = (now: number, limit = 10) => bench().store.settleOverdueSends({ now, limit });

    it("are uncertain, never claimed again, and reported", async () => {
      const ref = await queue(["one"]);
      const send = await claimOne();
      expect(await giveUp(T0 + MINUTE - 1)).toEqual([]);
      const { workspaceId, conversationId } = ref;
      expect(await giveUp(T0 + MINUTE)).toEqual([{ workspaceId, conversationId }]);
      expect(await giveUp(T0 + MINUTE)).toEqual([]);
      expect(await claim(T0 + 2 * MINUTE)).toEqual([]);
      expect(await bench().store.send(ACME, send.id)).toMatchObject({ state: "uncertain" });
      expect(only((await bench().load(ref)).entries).input).toMatchObject({ result: UNCERTAIN });
    });

    it("take the answer that comes late, and are not put back", async () => {
      const ref = await queue(["one"]);
      const send = await claimOne();
      await giveUp(T0 + MINUTE);
      expect(await retry(send, T0)).toBe("ignored");
      expect(await settle(send, UNCERTAIN)).toBe("ignored");
      expect(await settle(send, ACCEPTED)).toBe("settled");
      expect(await bench().store.send(ACME, send.id)).toMatchObject({ state: "accepted" });
      const reported = (await bench().load(ref)).entries.map(({ input }) => input);
      expect(reported).toMatchObject([{ result: UNCERTAIN }, { result: ACCEPTED }]);
    });

    it("are found longest overdue first, as many as asked for", async () => {
      await queue(["ana"]);
      await queue(["ben"], { item: aMessage("b", { identity: BEN }), at: T0 + SECOND });
      await claim(T0);
      await claim(T0 + SECOND);
      expect(await giveUp(T0 + 2 * MINUTE, 1)).toHaveLength(1);
      expect(await bench().store.nextSendAt({ now: T0 })).toBe(T0 + SECOND + MINUTE);
    });
  });

  describe(`${name}: what is due to be sent`, () => {
    const { bench, claim, claimOne, settle, retry, queue } = useOutbox(factory);

    it("is named by its lines, while something of theirs can be claimed", async () => {
      const due = (now: number, limit = 10) => bench().store.dueSendLines({ now, limit });
      await queue(["one", "two"], { at: T0 });
      await queue(["other"], { item: aMessage("s", { lineId: SECOND_LINE }), at: T0 + SECOND });
      expect(await due(T0 - 1)).toEqual([]);
      expect(await due(T0)).toEqual([{ workspaceId: ACME, lineId: LINE }]);
      expect(await due(T0 + SECOND, 1)).toHaveLength(1);
      expect(await due(T0 + SECOND)).toHaveLength(2);
      const first = await claimOne();
      // The second waits for the first.
      expect(await due(T0)).toEqual([]);
      await retry(first, T0 + MINUTE);
      expect(await due(T0 + MINUTE - 1)).toEqual([{ workspaceId: ACME, lineId: SECOND_LINE }]);
    });

    it("is next when a send is due or a lease ends", async () => {
      const next = (now: number) => bench().store.nextSendAt({ now });
      expect(await next(T0)).toBeNull();
      await queue(["one"], { at: T0 });
      expect(await next(T0 - 1)).toBe(T0);
      expect(await next(T0)).toBeNull();
      const send = await claimOne();
      expect(await next(T0)).toBe(T0 + MINUTE);
      await retry(send, T0 + SECOND);
      expect(await next(T0)).toBe(T0 + SECOND);
      await claim(T0 + SECOND);
      await settle({ ...send, attempts: 2 }, ACCEPTED);
      expect(await next(T0)).toBeNull();
    });

    it("is overdue as long as a lease has ended and nobody has settled its send", async () => {
      const { store } = bench();
      const next = (now: number) => store.nextSendAt({ now });
      await queue(["one", "two"], { at: T0 });
      await claimOne();
      expect(await next(T0 + MINUTE)).toBe(T0 + MINUTE);
      await queue(["other"], { item: aMessage("s", { lineId: SECOND_LINE }), at: T0 + HOUR });
      expect(await next(T0 + 30 * MINUTE)).toBe(T0 + MINUTE);
      await store.settleOverdueSends({ now: T0 + 30 * MINUTE, limit: 10 });
      expect(await next(T0 + 30 * MINUTE)).toBe(T0 + HOUR);
    });

    it("is counted, and the log of a conversation keeps all, newest first", async () => {
      const { store } = bench();
      const ref = await queue(["one", "two"], { at: T0 });
      await queue(["three"], { at: T0 + SECOND });
      await queue(["other"], { item: aMessage("s", { lineId: SECOND_LINE }), at: T0 + SECOND });
      const depth = async () => {
        const { queuedByLine, ...all } = await store.sendDepth();
        return { ...all, lines: new Map(queuedByLine.map((one) => [one.lineId, one.queued])) };
      };
      const before = new Map([
        [LINE, 3],
        [SECOND_LINE, 1],
      ]);
      const all = { queued: 4, inFlight: 0, oldestQueuedAt: T0, lines: before };
      expect(await depth()).toEqual(all);
      const first = await claimOne();
      expect(await depth()).toEqual({ ...all, queued: 3, inFlight: 1, lines: before.set(LINE, 2) });
      await settle(first, ACCEPTED);
      const log = (workspaceId: string, limit: number) =>
        store.sendsOf(workspaceId, ref.conversationId, { limit });
      expect((await log(ACME, 10)).map(({ state }) => state)).toEqual([
        "queued",
        "queued",
        "accepted",
      ]);
      expect(await log(ACME, 1)).toMatchObject([{ content: { text: "three" } }]);
      expect(await log(GLOBEX, 10)).toEqual([]);
    });
  });
}
