import { describe, expect, it } from "vitest";
import { deliveryIdOf } from "../../../src/domain/endpoint.ts";
import {
  ACME,
  aMessage,
  anEndpoint,
  aSubmission,
  GLOBEX,
  HOUR,
  MINUTE,
  T0,
} from "../../support/builders.ts";
import { publish, publishTo } from "./publish.ts";
import { dead, delivered, ENDPOINT, retry } from "./settlements.ts";
import { useWorkbench, type StoreFactory } from "./setup.ts";

const LATER = T0 + HOUR;

/** Sending again what was sent, or never was, by hand. */
export function testReplay(name: string, factory: StoreFactory): void {
  describe(`${name}: replaying deliveries`, () => {
    const bench = useWorkbench(factory);
    const claim = (now: number, limit = 10) =>
      bench().store.claim(ACME, ENDPOINT, { now, leaseMs: MINUTE, limit });
    const replayRange = (fromSeq: number, toSeq: number, endpointId = ENDPOINT) =>
      bench().store.replayDeliveries(ACME, endpointId, { fromSeq, toSeq, now: LATER });
    const deliverAll = async () => {
      for (const { delivery } of await claim(T0)) {
        await bench().store.settle(delivered(delivery.id, 1));
      }
    };

    it("makes a settled delivery due again: attempts afresh, log kept", async () => {
      const [event] = await publishTo(bench(), ENDPOINT, 2);
      await deliverAll();
      const query = { eventId: event?.id ?? "", now: LATER };
      expect(await bench().store.replayDeliveries(ACME, ENDPOINT, query)).toBe(1);
      const id = deliveryIdOf(event?.id ?? "", ENDPOINT);
      expect(await bench().store.delivery(ACME, id)).toMatchObject({
        delivery: {
          state: "pending",
          attempts: 0,
          nextAttemptAt: LATER,
          settledAt: null,
          createdAt: T0,
        },
        attempts: [{ number: 1, result: "delivered" }],
      });
      expect(await claim(LATER - 1)).toEqual([]);
      const claimed = await claim(LATER);
      expect(claimed.map(({ delivery }) => [delivery.seq, delivery.attempts])).toEqual([[1, 1]]);
    });

    it.each([
      ["arrives", delivered],
      ["is to be repeated", (id: string, number: number) => retry(id, LATER + HOUR, number)],
      ["was the last one", dead],
    ])(
      "leaves a delivery to whoever has it, and makes it due when their attempt %s",
      async (_end, settlementOf) => {
        const { store } = bench();
        const [event] = await publishTo(bench(), ENDPOINT, 1);
        const [taken] = await claim(T0);
        const id = taken?.delivery.id ?? "";
        await store.settle(retry(id, LATER));
        await claim(LATER);
        const query = { eventId: event?.id ?? "", now: LATER };
        expect(await store.replayDeliveries(ACME, ENDPOINT, query)).toBe(1);
        expect(await claim(LATER)).toEqual([]);
        await store.settle(settlementOf(id, 2));
        expect(await store.delivery(ACME, id)).toMatchObject({
          delivery: { state: "pending", attempts: 0, nextAttemptAt: LATER, settledAt: null },
          attempts: [{ number: 1 }, { number: 2 }],
        });
        expect(await claim(LATER)).toMatchObject([{ delivery: { id, attempts: 1 } }]);
      },
    );

    it("makes a delivery due when the lease ends of somebody who has gone", async () => {
      const [event] = await publishTo(bench(), ENDPOINT, 1);
      await claim(LATER);
      const query = { eventId: event?.id ?? "", now: LATER };
      await bench().store.replayDeliveries(ACME, ENDPOINT, query);
      expect(await claim(LATER + MINUTE - 1)).toEqual([]);
      expect(await claim(LATER + MINUTE)).toHaveLength(1);
    });

    it("is not answered for by an attempt of before it that ends when the next has begun", async () => {
      const { store } = bench();
      const [event] = await publishTo(bench(), ENDPOINT, 1);
      const [taken] = await claim(T0);
      const id = taken?.delivery.id ?? "";
      await store.settle(retry(id, T0));
      await claim(T0);
      const query = { eventId: event?.id ?? "", now: LATER };
      await store.replayDeliveries(ACME, ENDPOINT, query);
      await claim(LATER);
      await store.settle(delivered(id, 2));
      expect((await store.delivery(ACME, id))?.delivery).toMatchObject({
        state: "pending",
        attempts: 1,
      });
      expect(await claim(LATER)).toEqual([]);
    });

    it("creates the deliveries that an endpoint never had, from before its time too", async () => {
      const [, second] = await publish(bench(), 3);
      await bench().store.relay(ACME, { limit: 10, now: T0 });
      await bench().store.putEndpoint(anEndpoint({ startSeq: 3 }));
      const query = { eventId: second?.id ?? "", now: LATER };
      expect(await bench().store.replayDeliveries(ACME, ENDPOINT, query)).toBe(1);
      const [claimed] = await claim(LATER);
      expect(claimed).toMatchObject({
        event: { id: second?.id },
        delivery: { createdAt: LATER, attempts: 1 },
      });
    });

    it("replays a range with both its ends, settled and missing ones alike, and counts them", async () => {
      await publishTo(bench(), ENDPOINT, 3);
      await deliverAll();
      await publish(bench(), 3);
      expect(await replayRange(2, 5)).toBe(4);
      const claimed = await claim(LATER);
      expect(claimed.map(({ delivery }) => delivery.seq)).toEqual([2, 3, 4, 5]);
    });

    it("does not double a delivery that the relay comes to later", async () => {
      await bench().store.putEndpoint(anEndpoint());
      await publish(bench(), 2);
      expect(await replayRange(1, 2)).toBe(2);
      await bench().store.relay(ACME, { limit: 10, now: LATER });
      expect(await bench().store.outboxDepth()).toBe(2);
      expect(await claim(LATER)).toHaveLength(2);
    });

    it("leaves a replayed delivery to whoever has it when the relay comes to it", async () => {
      await bench().store.putEndpoint(anEndpoint());
      await publish(bench(), 1);
      await replayRange(1, 1);
      expect(await claim(LATER)).toHaveLength(1);
      const relayed = await bench().store.relay(ACME, { limit: 10, now: LATER });
      expect(relayed).toEqual({ events: 1, endpoints: [], more: false });
      expect(await claim(LATER)).toEqual([]);
    });

    it("creates deliveries of subscribed types only", async () => {
      await bench().store.putEndpoint(anEndpoint({ events: ["conversation.closed"] }));
      const ref = await bench().converse(aMessage("m1"));
      await bench().store.submit(aSubmission(ref.conversationId, "k"));
      await bench().advance(ref);
      expect(await replayRange(1, 2)).toBe(1);
      const claimed = await claim(LATER);
      expect(claimed.map(({ event }) => event.type)).toEqual(["conversation.closed"]);
    });

    it("replays nothing that does not exist", async () => {
      await publishTo(bench(), ENDPOINT, 2);
      const { store } = bench();
      const query = { eventId: "unknown", now: LATER };
      expect(await store.replayDeliveries(ACME, ENDPOINT, query)).toBe(0);
      expect(await replayRange(3, 9)).toBe(0);
      expect(await replayRange(2, 1)).toBe(0);
      expect(await replayRange(1, 2, "unknown")).toBe(0);
      const foreign = { fromSeq: 1, toSeq: 2, now: LATER };
      expect(await store.replayDeliveries(GLOBEX, ENDPOINT, foreign)).toBe(0);
      expect(await claim(T0)).toHaveLength(2);
    });
  });
}
