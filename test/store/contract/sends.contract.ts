import { describe, expect, it } from "vitest";
import {
  ACME,
  aMessage,
  ANA,
  BEN,
  GLOBEX,
  LINE,
  MINUTE,
  SECOND,
  SECOND_LINE,
  T0,
} from "../../support/builders.ts";
import { ACCEPTED, aClaim, aText, queueSends, REFUSED, UNCERTAIN, useOutbox } from "./outbox.ts";
import { only, type StoreFactory } from "./setup.ts";

/** The outbox of what goes to WhatsApp: claimed in order, one at a time, and once. */
export function testSends(name: string, factory: StoreFactory): void {
  describe(`${name}: claiming sends`, () => {
    const { bench, claim, claimOne, settle, retry, queue, textsOf } = useOutbox(factory);

    it("gives them with what dispatching needs, the attempt counted, and remembers them", async () => {
      const { conversationId, sends } = await queue(["one"]);
      const claimed = only(await claim());
      expect(claimed.send).toEqual({
        ...sends[0],
        workspaceId: ACME,
        conversationId,
        state: "inFlight",
        attempts: 1,
        failures: 0,
        nextAttemptAt: T0,
        leaseUntil: T0 + MINUTE,
        claimedAt: T0,
        settledAt: null,
        result: null,
        lastErrors: [],
      });
      expect(claimed.contact.aliases.map(({ form }) => form)).toEqual([ANA.userId, ANA.waId]);
      expect(claimed).toMatchObject({ recentlySent: [], sourceIds: {} });
      expect(await bench().store.send(ACME, claimed.send.id)).toEqual(claimed.send);
    });

    it("gives of each conversation the first that is not settled, so that messages leave in order", async () => {
      await queue(["ana 1", "ana 2"]);
      await queue(["ana 3"]);
      await queue(["ben 1"], { item: aMessage("b", { identity: BEN }), at: T0 });
      const first = await claim();
      expect(textsOf(first)).toEqual(["ana 1", "ben 1"]);
      expect(await claim()).toEqual([]);
      await settle(first[0]!.send, ACCEPTED);
      const second = await claim();
      expect(textsOf(second)).toEqual(["ana 2"]);
      await settle(second[0]!.send, UNCERTAIN);
      const third = await claim();
      expect(textsOf(third)).toEqual(["ana 3"]);
      await settle(third[0]!.send, REFUSED);
      expect(await claim()).toEqual([]);
    });

    it("keeps the receipt of a message as it was first queued, in whatever step it is queued again", async () => {
      const receipt = { type: "readReceipt", targetId: "m1" } as const;
      const first = await queueSends(bench(), [receipt]);
      await settle((await claim())[0]!.send, ACCEPTED);
      const again = await queueSends(bench(), [receipt]);
      expect(again.sends[0]?.id).toBe(first.sends[0]?.id);
      const outbox = await bench().store.sendsOf(ACME, first.conversationId, { limit: 10 });
      expect(outbox).toMatchObject([{ ...first.sends[0], state: "accepted" }]);
      expect(await claim()).toEqual([]);
    });

    it("gives the oldest first, as many as asked for, of one line, when they are due", async () => {
      await queue(["ben"], { item: aMessage("b", { identity: BEN }), at: T0 + SECOND });
      await queue(["ana"], { at: T0 + 2 * SECOND });
      const support = aMessage("s", { lineId: SECOND_LINE });
      await queue(["support"], { item: support, at: T0 });
      expect(await claim(T0)).toEqual([]);
      expect(textsOf(await claim(T0 + 5 * SECOND, 1))).toEqual(["ben"]);
      expect(textsOf(await claim(T0 + 5 * SECOND))).toEqual(["ana"]);
      expect(textsOf(await claim(T0, 10, SECOND_LINE))).toEqual(["support"]);
    });

    it("gives each to one, however many ask at once", async () => {
      await queue(["ana"]);
      await queue(["ben"], { item: aMessage("b", { identity: BEN }) });
      const all = await Promise.all(Array.from({ length: 8 }, () => claim(T0, 1)));
      expect(textsOf(all.flat()).sort()).toEqual(["ana", "ben"]);
    });

    it("gives the same to a claim that is asked for again, as long as they are in flight", async () => {
      await queue(["ana", "then"]);
      await queue(["ben"], { item: aMessage("b", { identity: BEN }) });
      await queue(["support"], { item: aMessage("s", { lineId: SECOND_LINE }) });
      const { store } = bench();
      const asked = aClaim();
      const ask = (lineId = LINE) => store.claimSends(ACME, lineId, asked);
      const first = await ask();
      expect(textsOf(first).toSorted()).toEqual(["ana", "ben"]);
      await queue(["later"], { item: aMessage("l", { identity: { waId: "15550009999" } }) });
      const later = { ...asked, now: T0 + SECOND, limit: 1 };
      expect(await store.claimSends(ACME, LINE, later)).toEqual(first);
      expect(textsOf(await ask(SECOND_LINE))).toEqual(["support"]);
      expect(await store.claimSends(GLOBEX, LINE, asked)).toEqual([]);
      const [ana, ben] = ["ana", "ben"].map((text) => first[textsOf(first).indexOf(text)]?.send);
      await settle(ana!, ACCEPTED);
      expect(textsOf(await ask())).toEqual(["ben"]);
      await retry(ben!, T0);
      // Nothing of it is in flight any more: it takes anew.
      expect(textsOf(await ask()).toSorted()).toEqual(["ben", "later", "then"]);
    });

    it("gives nothing to another workspace", async () => {
      await queue(["ana"]);
      const { store } = bench();
      expect(await store.claimSends(GLOBEX, LINE, aClaim())).toEqual([]);
      const { id } = await claimOne();
      expect(await store.send(GLOBEX, id)).toBeNull();
    });

    it("tells the window, and WhatsApp's ids of the messages that are named", async () => {
      await bench().converse(aMessage("wamid.in"));
      await queueSends(bench(), [{ type: "reaction", targetId: "m1", emoji: "👍" }], {
        replyToId: "m99",
        windowExpiresAt: T0 + MINUTE,
      });
      expect(only(await claim())).toMatchObject({
        windowExpiresAt: T0 + MINUTE,
        lastInboundAt: T0,
        sourceIds: { m1: "wamid.in" },
      });
    });

    it("tells who talks at the claim, and under which lease a run decided it", async () => {
      await queue(["bot"], { lease: 1, driver: { kind: "bot", lease: 1 } });
      const bot = only(await claim());
      expect(bot).toMatchObject({ send: { lease: 1 }, driver: { kind: "bot", lease: 1 } });
      await retry(bot.send, T0);
      const driver = { kind: "person", lease: 2 } as const;
      await queue(["person"], { driver });
      const [again] = await claim();
      expect(again).toMatchObject({ send: { lease: 1 }, driver });
      expect(await bench().store.send(ACME, bot.send.id)).toMatchObject({ lease: 1 });
      await settle(again!.send, ACCEPTED);
      expect(only(await claim()).send.lease).toBeNull();
    });

    it("tells when the messages before were sent that WhatsApp has or may have, newest first", async () => {
      await queue(["one", "two", "three", "four"]);
      await queueSends(bench(), [{ type: "typing", targetId: "m1" }, aText("five")]);
      for (const [index, result] of [ACCEPTED, REFUSED, UNCERTAIN].entries()) {
        await settle(await claimOne(T0 + index * SECOND), result);
      }
      await retry(await claimOne(T0 + 3 * SECOND), T0 + 4 * SECOND);
      const four = only(await claim(T0 + 4 * SECOND));
      expect(four.recentlySent).toEqual([T0 + 2 * SECOND, T0]);
      await settle(four.send, ACCEPTED);
      const typing = only(await claim(T0 + 5 * SECOND));
      expect(typing.recentlySent).toEqual([]);
      await settle(typing.send, ACCEPTED);
      const five = only(await claim(T0 + 6 * SECOND));
      expect(five.recentlySent).toEqual([T0 + 4 * SECOND, T0 + 2 * SECOND, T0]);
    });
  });
}
