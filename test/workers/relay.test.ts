import { describe, expect, it } from "vitest";
import { createRelay } from "../../src/workers/relay.ts";
import { ACME, aMessage, anEndpoint, SECOND } from "../support/builders.ts";
import { createFaultyStore } from "../support/faulty-store.ts";
import { useWorkshop } from "./support/workshop.ts";

const workshop = useWorkshop();

/** So many `message.received` events, and nothing rung for yet. */
async function events(count: number): Promise<void> {
  const { accept, settle, doorbell } = workshop();
  const ids = Array.from({ length: count }, (_, at) => `${at}`);
  await settle(await accept(...ids.map((id) => aMessage(id))));
  doorbell.rings.length = 0;
}

describe("the relay", () => {
  it("makes one delivery per event and subscriber, and rings each endpoint that has some", async () => {
    const { store, deps, doorbell } = workshop();
    await store.putEndpoint(anEndpoint({ id: "all" }));
    await store.putEndpoint(
      anEndpoint({ id: "starts", events: ["conversation.started_by_contact"] }),
    );
    await store.putEndpoint(anEndpoint({ id: "closings", events: ["conversation.closed"] }));
    await store.putEndpoint(anEndpoint({ id: "off", enabled: false }));
    await events(2);
    await createRelay(deps)(ACME);
    expect(doorbell.rings.sort()).toEqual(["endpoint all", "endpoint starts"]);
    const last = await store.lastSeq(ACME);
    expect(await store.outboxDepth()).toBe(last + 1);
    expect(await store.unrelayed()).toEqual([]);
  });

  it("goes on past one batch, rings each time, and leaves nothing behind", async () => {
    const { store, deps, doorbell } = workshop();
    await store.putEndpoint(anEndpoint({ events: ["message.received"] }));
    await events(1_100);
    await createRelay(deps)(ACME);
    expect(await store.outboxDepth()).toBe(1_100);
    expect(doorbell.rings).toEqual(Array(3).fill("endpoint endpoint-1"));
  });

  it("run twice, and twice at once, makes nothing twice", async () => {
    const { store, deps } = workshop();
    await store.putEndpoint(anEndpoint({ events: ["message.received"] }));
    await events(5);
    const relay = createRelay(deps);
    await Promise.all([relay(ACME), relay(ACME), createRelay(deps)(ACME)]);
    await relay(ACME);
    expect(await store.outboxDepth()).toBe(5);
  });

  it("repeated after an answer that was lost makes nothing twice", async () => {
    const { store, deps } = workshop();
    await store.putEndpoint(anEndpoint({ events: ["message.received"] }));
    await events(5);
    let calls = 0;
    const faulty = createFaultyStore(store, ({ method }) =>
      method === "relay" && calls++ === 0 ? { kind: "after" } : null,
    );
    const relay = createRelay({ ...deps, store: faulty });
    await expect(relay(ACME)).rejects.toThrow();
    await relay(ACME);
    expect(await store.outboxDepth()).toBe(5);
  });

  it("with a mountain before it gives its place to others after five seconds, and rings for the rest", async () => {
    const { store, deps, clock, doorbell } = workshop();
    await store.putEndpoint(anEndpoint({ events: ["message.received"] }));
    await events(1_100);
    const slow = createFaultyStore(store, ({ method }) => {
      if (method === "relay") clock.advance(3 * SECOND);
      return null;
    });
    await createRelay({ ...deps, store: slow })(ACME);
    expect(doorbell.rings.at(-1)).toBe("relay acme");
    expect(await store.unrelayed()).toHaveLength(1);
  });

  it("ends after the batch under way when the process stops", async () => {
    const { store, deps, doorbell } = workshop();
    await store.putEndpoint(anEndpoint({ events: ["message.received"] }));
    await events(1_100);
    await createRelay({ ...deps, stopping: AbortSignal.abort() })(ACME);
    expect(await store.unrelayed()).toHaveLength(1);
    expect(doorbell.rings).toEqual(["endpoint endpoint-1", "relay acme"]);
  });
});
