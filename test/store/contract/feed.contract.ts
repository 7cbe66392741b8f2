import { describe, expect, it } from "vitest";
import { deliveryIdOf } from "../../../src/domain/endpoint.ts";
import {
  ACME,
  aMessage,
  anEndpoint,
  aSubmission,
  GLOBEX,
  GLOBEX_LINE,
  SECOND,
  T0,
} from "../../support/builders.ts";
import { only, useWorkbench, type StoreFactory } from "./setup.ts";
import { publish } from "./publish.ts";

/** The feed counts without a gap, and every event reaches each endpoint that wants it, once. */
export function testFeed(name: string, factory: StoreFactory): void {
  describe(`${name}: feed`, () => {
    const bench = useWorkbench(factory);
    const read = (after: number, limit = 100) =>
      bench().store.events(ACME, { after, limit, types: null });

    it("numbers the events of a workspace 1, 2, 3 and so on", async () => {
      await publish(bench(), 5);
      const events = await read(0);
      expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
      expect(await bench().store.lastSeq(ACME)).toBe(5);
    });

    it("counts each workspace for itself", async () => {
      await publish(bench(), 3);
      await publish(bench(), 2, GLOBEX_LINE);
      expect(await bench().store.lastSeq(ACME)).toBe(3);
      expect(await bench().store.lastSeq(GLOBEX)).toBe(2);
      const globex = await bench().store.events(GLOBEX, { after: 0, limit: 9, types: null });
      expect(globex.map(({ seq, workspaceId }) => [seq, workspaceId])).toEqual([
        [1, GLOBEX],
        [2, GLOBEX],
      ]);
    });

    it("goes on behind a given place, at most as far as asked", async () => {
      await publish(bench(), 5);
      const seqs = async (after: number, limit: number) =>
        (await read(after, limit)).map(({ seq }) => seq);
      expect(await seqs(0, 2)).toEqual([1, 2]);
      expect(await seqs(2, 2)).toEqual([3, 4]);
      expect(await seqs(4, 2)).toEqual([5]);
      expect(await seqs(5, 2)).toEqual([]);
      expect(await seqs(99, 2)).toEqual([]);
    });

    it("gives only the types asked for, without changing their places", async () => {
      const ref = await bench().converse(aMessage("m1"));
      await bench().store.submit(aSubmission(ref.conversationId, "k"));
      await bench().advance(ref);
      await publish(bench(), 2);
      const { store } = bench();
      const query = { after: 0, limit: 2 };
      const closed = await store.events(ACME, { ...query, types: ["conversation.closed"] });
      expect(closed.map(({ seq }) => seq)).toEqual([2]);
      const received = await store.events(ACME, { ...query, types: ["message.received"] });
      expect(received.map(({ seq }) => seq)).toEqual([1, 3]);
      expect(await store.events(ACME, { ...query, types: [] })).toEqual([]);
    });

    it("is empty in a workspace where nothing happened", async () => {
      expect(await bench().store.lastSeq("nobody")).toBe(0);
      expect(await bench().store.events("nobody", { after: 0, limit: 9, types: null })).toEqual([]);
    });
  });

  describe(`${name}: relay`, () => {
    const bench = useWorkbench(factory);
    const relay = (limit = 100, workspaceId = ACME) =>
      bench().store.relay(workspaceId, { limit, now: T0 + SECOND });
    const deliveries = async () => {
      const query = { endpointId: null, state: null, cursor: null, limit: 100 };
      return (await bench().store.deliveries(ACME, query)).items;
    };

    it("makes one pending delivery per event and endpoint, due at once", async () => {
      await bench().store.putEndpoint(anEndpoint());
      await publish(bench(), 1);
      expect(await relay()).toEqual({ events: 1, endpoints: ["endpoint-1"], more: false });
      const event = only(await bench().store.events(ACME, { after: 0, limit: 9, types: null }));
      expect(await deliveries()).toEqual([
        {
          workspaceId: ACME,
          id: deliveryIdOf(event.id, "endpoint-1"),
          endpointId: "endpoint-1",
          eventId: event.id,
          eventType: event.type,
          seq: 1,
          state: "pending",
          attempts: 0,
          nextAttemptAt: T0 + SECOND,
          createdAt: T0 + SECOND,
          settledAt: null,
        },
      ]);
    });

    it("relays each event once, in portions", async () => {
      await bench().store.putEndpoint(anEndpoint());
      await publish(bench(), 5);
      expect(await relay(2)).toMatchObject({ events: 2, more: true });
      expect(await relay(2)).toMatchObject({ events: 2, more: true });
      expect(await relay(2)).toMatchObject({ events: 1, more: false });
      expect(await relay(2)).toEqual({ events: 0, endpoints: [], more: false });
      expect((await deliveries()).map(({ seq }) => seq)).toEqual([5, 4, 3, 2, 1]);
    });

    it("says that nothing more waits when the portion was just enough", async () => {
      await bench().store.putEndpoint(anEndpoint());
      await publish(bench(), 2);
      expect(await relay(2)).toEqual({ events: 2, endpoints: ["endpoint-1"], more: false });
    });

    it("reaches only endpoints that are on, subscribe to the type, and began before the event", async () => {
      const { store } = bench();
      await publish(bench(), 1);
      await store.putEndpoint(anEndpoint({ id: "all" }));
      await store.putEndpoint(anEndpoint({ id: "off", enabled: false }));
      await store.putEndpoint(anEndpoint({ id: "typed", events: ["message.received"] }));
      await store.putEndpoint(anEndpoint({ id: "other", events: ["conversation.closed"] }));
      await store.putEndpoint(anEndpoint({ id: "late", startSeq: 1 }));
      await publish(bench(), 1);
      const { endpoints } = await relay();
      expect([...endpoints].sort()).toEqual(["all", "late", "typed"]);
      const made = (await deliveries()).map(({ endpointId, seq }) => `${endpointId} ${seq}`);
      expect(made.sort()).toEqual(["all 1", "all 2", "late 2", "typed 1", "typed 2"]);
    });

    it("passes over events while nobody listens: later endpoints do not get them", async () => {
      await publish(bench(), 5);
      expect(await relay()).toMatchObject({ endpoints: [], more: false });
      expect(await bench().store.unrelayed()).toEqual([]);
      await bench().store.putEndpoint(anEndpoint());
      expect(await relay()).toMatchObject({ events: 0, more: false });
      await publish(bench(), 1);
      await relay();
      expect((await deliveries()).map(({ seq }) => seq)).toEqual([6]);
    });

    it("goes in portions past endpoints that are switched off, so that one switched on gets the rest", async () => {
      const { store } = bench();
      await store.putEndpoint(anEndpoint({ enabled: false }));
      await publish(bench(), 3);
      expect(await relay(1)).toEqual({ events: 1, endpoints: [], more: true });
      await store.putEndpoint(anEndpoint());
      expect(await relay(9)).toEqual({ events: 2, endpoints: ["endpoint-1"], more: false });
      expect((await deliveries()).map(({ seq }) => seq)).toEqual([3, 2]);
    });

    it("names the workspaces with events behind the relay, and how many", async () => {
      const { store } = bench();
      expect(await store.unrelayed()).toEqual([]);
      await store.putEndpoint(anEndpoint());
      await publish(bench(), 3);
      await publish(bench(), 1, GLOBEX_LINE);
      await relay(1);
      const behind = await store.unrelayed();
      expect(behind.sort((a, b) => a.workspaceId.localeCompare(b.workspaceId))).toEqual([
        { workspaceId: ACME, events: 2 },
        { workspaceId: GLOBEX, events: 1 },
      ]);
      await relay();
      await relay(100, GLOBEX);
      expect(await store.unrelayed()).toEqual([]);
    });

    it("does not deliver a workspace's events to another's endpoints", async () => {
      await bench().store.putEndpoint(anEndpoint({ workspaceId: GLOBEX }));
      await publish(bench(), 1);
      expect(await relay()).toMatchObject({ endpoints: [] });
      expect(await relay(100, GLOBEX)).toEqual({ events: 0, endpoints: [], more: false });
      expect(await deliveries()).toEqual([]);
    });
  });
}
