import { describe, expect, it } from "vitest";
import { InvalidCursorError } from "../../../src/store/store.ts";
import { ACME, anEndpoint, MINUTE, SECOND, T0 } from "../../support/builders.ts";
import { publish, publishTo } from "./publish.ts";
import { delivered, ENDPOINT, retry } from "./settlements.ts";
import { allPages, FOREIGN_CURSORS, useWorkbench, type StoreFactory } from "./setup.ts";

const ALL = { endpointId: null, state: null, cursor: null, limit: 100 } as const;

/** Deliveries: taken by one at a time, counted before they run, listed by event. */
export function testDeliveries(name: string, factory: StoreFactory): void {
  describe(`${name}: claiming deliveries`, () => {
    const bench = useWorkbench(factory);
    const claim = (now: number, limit = 10, leaseMs = MINUTE) =>
      bench().store.claim(ACME, ENDPOINT, { now, leaseMs, limit });

    it("gives due deliveries with their events, the oldest event first, attempt counted", async () => {
      const events = await publishTo(bench(), ENDPOINT, 3);
      const claimed = await claim(T0, 2);
      expect(claimed.map(({ event }) => event)).toEqual(events.slice(0, 2));
      expect(claimed.map(({ delivery }) => delivery)).toMatchObject([
        { state: "pending", attempts: 1, seq: 1, eventId: events[0]?.id },
        { state: "pending", attempts: 1, seq: 2, eventId: events[1]?.id },
      ]);
      const stored = await bench().store.delivery(ACME, claimed[0]?.delivery.id ?? "");
      expect(stored).toEqual({ ...claimed[0], attempts: [] });
    });

    it("gives a delivery to nobody else before the lease ends, and then counts a new attempt", async () => {
      await publishTo(bench(), ENDPOINT, 2);
      expect(await claim(T0, 1)).toHaveLength(1);
      expect(await claim(T0)).toHaveLength(1);
      expect(await claim(T0 + MINUTE - 1)).toEqual([]);
      const again = await claim(T0 + MINUTE);
      expect(again.map(({ delivery }) => delivery.attempts)).toEqual([2, 2]);
    });

    it("gives nothing before it is due", async () => {
      await publishTo(bench(), ENDPOINT, 1);
      expect(await claim(T0 - 1)).toEqual([]);
      expect(await claim(T0)).toHaveLength(1);
    });

    it("gives what has been due longest first", async () => {
      await publishTo(bench(), ENDPOINT, 2);
      const [first] = await claim(T0, 1);
      await bench().store.settle(retry(first?.delivery.id ?? "", T0 + SECOND));
      const claimed = await claim(T0 + SECOND);
      expect(claimed.map(({ delivery }) => delivery.seq)).toEqual([2, 1]);
    });

    it("gives nothing of an endpoint that is off, unknown, or another's", async () => {
      await publishTo(bench(), ENDPOINT, 1);
      const { store } = bench();
      const options = { now: T0, leaseMs: MINUTE, limit: 10 };
      expect(await store.claim(ACME, "unknown", options)).toEqual([]);
      expect(await store.claim("globex", ENDPOINT, options)).toEqual([]);
      await store.putEndpoint(anEndpoint({ enabled: false }));
      expect(await claim(T0)).toEqual([]);
      await store.putEndpoint(anEndpoint());
      expect(await claim(T0)).toHaveLength(1);
    });

    it("names the enabled endpoints that have something due and free", async () => {
      const { store } = bench();
      const due = async (now: number) =>
        (await store.dueEndpoints({ now, limit: 10 })).map(({ endpointId }) => endpointId).sort();
      await store.putEndpoint(anEndpoint({ id: "off" }));
      await store.putEndpoint(anEndpoint({ id: "idle", startSeq: 99 }));
      await publishTo(bench(), ENDPOINT, 1);
      await store.putEndpoint(anEndpoint({ id: "off", enabled: false }));
      expect(await due(T0 - 1)).toEqual([]);
      expect(await due(T0)).toEqual([ENDPOINT]);
      await claim(T0);
      expect(await due(T0 + 1)).toEqual([]);
      expect(await due(T0 + MINUTE)).toEqual([ENDPOINT]);
    });

    it("names no more endpoints than asked for", async () => {
      for (const id of ["a", "b", "c"]) await bench().store.putEndpoint(anEndpoint({ id }));
      await publish(bench(), 1);
      await bench().store.relay(ACME, { limit: 10, now: T0 });
      expect(await bench().store.dueEndpoints({ now: T0, limit: 2 })).toHaveLength(2);
    });

    it("tells the next time at which something will be due", async () => {
      const { store } = bench();
      const next = (now: number) => store.nextDeliveryAt({ now });
      expect(await next(0)).toBeNull();
      await publishTo(bench(), ENDPOINT, 2);
      expect(await next(T0 - 1)).toBe(T0);
      expect(await next(T0)).toBeNull();
      const [first] = await claim(T0, 2);
      expect(await next(T0)).toBe(T0 + MINUTE);
      await store.settle(retry(first?.delivery.id ?? "", T0 + 5 * SECOND));
      expect(await next(T0)).toBe(T0 + 5 * SECOND);
      await store.putEndpoint(anEndpoint({ enabled: false }));
      expect(await next(T0)).toBeNull();
    });

    it("counts the deliveries that wait, of enabled endpoints only", async () => {
      const { store } = bench();
      await store.putEndpoint(anEndpoint({ id: "off" }));
      await publishTo(bench(), ENDPOINT, 3);
      expect(await store.outboxDepth()).toBe(6);
      await store.putEndpoint(anEndpoint({ id: "off", enabled: false }));
      expect(await store.outboxDepth()).toBe(3);
      const [first] = await claim(T0, 1);
      expect(await store.outboxDepth()).toBe(3);
      await store.settle(delivered(first?.delivery.id ?? "", 1));
      expect(await store.outboxDepth()).toBe(2);
    });
  });

  describe(`${name}: listing deliveries`, () => {
    const bench = useWorkbench(factory);

    it("lists the newest event first, filtered by endpoint and state", async () => {
      const { store } = bench();
      await store.putEndpoint(anEndpoint({ id: "a" }));
      await publishTo(bench(), ENDPOINT, 2);
      const [first] = await store.claim(ACME, "a", { now: T0, leaseMs: MINUTE, limit: 1 });
      await store.settle({ ...delivered(first?.delivery.id ?? "", 1), endpointId: "a" });
      const list = async (query: Partial<Parameters<typeof store.deliveries>[1]>) => {
        const { items } = await store.deliveries(ACME, { ...ALL, ...query });
        return items.map(({ seq, endpointId }) => `${seq} ${endpointId}`);
      };
      expect(await list({})).toEqual(["2 a", "2 endpoint-1", "1 a", "1 endpoint-1"]);
      expect(await list({ endpointId: "a" })).toEqual(["2 a", "1 a"]);
      expect(await list({ state: "delivered" })).toEqual(["1 a"]);
      expect(await list({ endpointId: ENDPOINT, state: "delivered" })).toEqual([]);
      expect(await list({ endpointId: "unknown" })).toEqual([]);
    });

    it("pages without repeating or losing a row while new events arrive", async () => {
      await publishTo(bench(), ENDPOINT, 7);
      const items = await allPages(async (cursor) => {
        const page = await bench().store.deliveries(ACME, { ...ALL, cursor, limit: 3 });
        await publishTo(bench(), ENDPOINT, 1);
        return page;
      });
      expect(items.map(({ seq }) => seq)).toEqual([7, 6, 5, 4, 3, 2, 1]);
    });

    it.each(FOREIGN_CURSORS)("refuses the cursor %j", async (cursor) => {
      const read = bench().store.deliveries(ACME, { ...ALL, cursor });
      await expect(read).rejects.toThrow(InvalidCursorError);
    });

    it("has nothing to show of an unknown delivery", async () => {
      expect(await bench().store.delivery(ACME, "unknown")).toBeNull();
    });
  });
}
