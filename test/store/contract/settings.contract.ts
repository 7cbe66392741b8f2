import { describe, expect, it } from "vitest";
import { changeSettings, DEFAULT_LINE_SETTINGS } from "../../../src/domain/line.ts";
import {
  ACME,
  aLine,
  anEndpoint,
  GLOBEX,
  HOUR,
  LINE,
  MINUTE,
  SECOND_LINE,
  T0,
} from "../../support/builders.ts";
import { publishTo } from "./publish.ts";
import { useWorkbench, type StoreFactory } from "./setup.ts";

/** Lines, users, tokens and endpoints, as people set them. */
export function testSettings(name: string, factory: StoreFactory): void {
  describe(`${name}: lines`, () => {
    const bench = useWorkbench(factory);

    it("keeps a line as it was put", async () => {
      const line = aLine({ id: "555", accessToken: "token", name: "Línea" });
      expect(await bench().store.putLine(line)).toBe("saved");
      expect(await bench().store.line(ACME, "555")).toEqual(line);
      expect(await bench().store.line(ACME, "556")).toBeNull();
    });

    it("lists the lines of a workspace", async () => {
      const lines = await bench().store.lines(ACME);
      expect(lines.map(({ id }) => id).sort()).toEqual([LINE, SECOND_LINE]);
      expect(await bench().store.lines("nobody")).toEqual([]);
    });

    it("replaces a line and keeps its earlier settings readable by version", async () => {
      const { store } = bench();
      const autoClose = { enabled: true, afterMs: HOUR, description: "silence", reasonCode: null };
      const changed = changeSettings(
        DEFAULT_LINE_SETTINGS,
        { ...DEFAULT_LINE_SETTINGS, autoClose },
        T0,
      );
      const line = aLine({ settings: changed, updatedAt: T0 + MINUTE });
      expect(await store.putLine(line)).toBe("saved");
      expect(await store.line(ACME, LINE)).toEqual(line);
      expect(await store.settingsOf(ACME, LINE, 1)).toEqual(DEFAULT_LINE_SETTINGS);
      expect(await store.settingsOf(ACME, LINE, 2)).toEqual(changed);
      expect(await store.settingsOf(ACME, LINE, 3)).toBeNull();
      expect(await store.settingsOf(ACME, "unknown", 1)).toBeNull();
    });

    it("does not let a workspace take another's line, and writes nothing of the attempt", async () => {
      const { store } = bench();
      const settings = { ...DEFAULT_LINE_SETTINGS, version: 2 };
      const stolen = aLine({ workspaceId: GLOBEX, name: "Mine", settings });
      expect(await store.putLine(stolen)).toBe("taken");
      expect(await store.line(GLOBEX, LINE)).toBeNull();
      expect(await store.settingsOf(GLOBEX, LINE, 2)).toBeNull();
      expect(await store.line(ACME, LINE)).toEqual(aLine());
    });
  });

  describe(`${name}: endpoints`, () => {
    const bench = useWorkbench(factory);
    const health = { failingSince: T0, failures: 3 };
    /** An endpoint that was switched off because it failed. */
    const fail = async () => {
      const [event] = await publishTo(bench(), "endpoint-1", 1);
      const lease = { now: T0, leaseMs: MINUTE, limit: 1 };
      await bench().store.claim(ACME, "endpoint-1", lease);
      await bench().store.settle({
        workspaceId: ACME,
        endpointId: "endpoint-1",
        deliveryId: `${event?.id}.endpoint-1`,
        attempt: {
          number: 1,
          startedAt: T0,
          durationMs: 1,
          result: "failed",
          status: 500,
          reason: null,
        },
        next: { state: "pending", nextAttemptAt: T0 },
        health,
        disable: "failing",
      });
    };

    it("keeps an endpoint as it was put", async () => {
      const { store } = bench();
      const endpoint = anEndpoint({ events: ["window.closing"], startSeq: 7, health });
      await store.putEndpoint(endpoint);
      expect(await store.endpoint(ACME, "endpoint-1")).toEqual(endpoint);
      expect(await store.endpoint(ACME, "unknown")).toBeNull();
      await store.putEndpoint(anEndpoint({ id: "endpoint-2" }));
      const endpoints = await store.endpoints(ACME);
      expect(endpoints.map(({ id }) => id).sort()).toEqual(["endpoint-1", "endpoint-2"]);
    });

    it("keeps the health of an endpoint that is replaced", async () => {
      await fail();
      const changed = anEndpoint({
        enabled: false,
        disabledReason: "failing",
        url: "https://b.example",
      });
      await bench().store.putEndpoint(changed);
      expect(await bench().store.endpoint(ACME, "endpoint-1")).toEqual({ ...changed, health });
    });

    it("starts with good health and no reason when it is switched on again", async () => {
      await fail();
      await bench().store.putEndpoint(anEndpoint({ disabledReason: "failing", health }));
      expect(await bench().store.endpoint(ACME, "endpoint-1")).toEqual(anEndpoint());
    });

    it("takes its pending deliveries along when it is removed, and leaves settled ones", async () => {
      const { store } = bench();
      await publishTo(bench(), "endpoint-1", 2);
      const lease = { now: T0, leaseMs: MINUTE, limit: 1 };
      const [claimed] = await store.claim(ACME, "endpoint-1", lease);
      await store.settle({
        workspaceId: ACME,
        endpointId: "endpoint-1",
        deliveryId: claimed?.delivery.id ?? "",
        attempt: {
          number: 1,
          startedAt: T0,
          durationMs: 1,
          result: "delivered",
          status: 200,
          reason: null,
        },
        next: { state: "delivered", at: T0 },
        health: null,
        disable: null,
      });
      expect(await store.deleteEndpoint(GLOBEX, "endpoint-1")).toBe(false);
      expect(await store.deleteEndpoint(ACME, "endpoint-1")).toBe(true);
      expect(await store.deleteEndpoint(ACME, "endpoint-1")).toBe(false);
      expect(await store.endpoint(ACME, "endpoint-1")).toBeNull();
      const query = { endpointId: null, state: null, cursor: null, limit: 10 };
      const { items } = await store.deliveries(ACME, query);
      expect(items.map(({ seq, state }) => [seq, state])).toEqual([[1, "delivered"]]);
      expect(await store.outboxDepth()).toBe(0);
    });

    it("does not settle what was removed in the meantime", async () => {
      const { store } = bench();
      await publishTo(bench(), "endpoint-1", 1);
      const lease = { now: T0, leaseMs: MINUTE, limit: 1 };
      const [claimed] = await store.claim(ACME, "endpoint-1", lease);
      await store.deleteEndpoint(ACME, "endpoint-1");
      const deliveryId = claimed?.delivery.id ?? "";
      await store.settle({
        workspaceId: ACME,
        endpointId: "endpoint-1",
        deliveryId,
        attempt: {
          number: 1,
          startedAt: T0,
          durationMs: 1,
          result: "failed",
          status: 500,
          reason: null,
        },
        next: { state: "pending", nextAttemptAt: T0 },
        health,
        disable: null,
      });
      expect(await store.delivery(ACME, deliveryId)).toBeNull();
      expect(await store.endpoint(ACME, "endpoint-1")).toBeNull();
    });
  });

  describe(`${name}: the store itself`, () => {
    const bench = useWorkbench(factory);

    it("answers that it can write, and has a name", async () => {
      await expect(bench().store.ping()).resolves.toBeUndefined();
      expect(bench().store.name).not.toBe("");
    });
  });
}
