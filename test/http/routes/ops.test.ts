import { describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { tokenAtRest } from "../../../src/http/access/tokens.ts";
import { aUser, T0 } from "../../support/builders.ts";
import { expectSoon } from "../../support/expect-soon.ts";
import { createFaultyStore } from "../../support/faulty-store.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { signed, textMessage, webhook } from "../support/webhooks.ts";

const bench = useBench();

describe("the probes", () => {
  it("say live, and ready when store and Redis answer", async () => {
    const { app } = bench();
    expect((await app.inject("/health/live")).json()).toEqual({ status: "live" });
    const ready = await app.inject("/health/ready");
    expect([ready.statusCode, ready.json()]).toEqual([
      200,
      { status: "ready", store: "up", redis: "up" },
    ]);
  });

  describe("without Redis", () => {
    const without = useBench({ probeRedis: () => Promise.reject(new Error("refused")) });
    it("say degraded, and 200 all the same", async () => {
      const ready = await without().app.inject("/health/ready");
      expect([ready.statusCode, ready.json()]).toEqual([
        200,
        { status: "degraded", store: "up", redis: "down" },
      ]);
    });
  });

  describe("with a Redis that never answers", () => {
    const hanging = useBench({ probeRedis: () => new Promise(() => {}), pause: async () => {} });
    it("do not hang with it", async () => {
      const ready = await hanging().app.inject("/health/ready");
      expect(ready.json()).toMatchObject({ redis: "down" });
    });
  });

  describe("of a process that only works", () => {
    const worker = useBench({ settings: { serves: "probes" } });
    it("are all that it answers", async () => {
      const { app, ask } = worker();
      expect((await app.inject("/health/ready")).statusCode).toBe(200);
      for (const path of ["/", "/v1/lines", "/docs", "/webhooks/whatsapp"]) {
        expect((await ask("GET", path)).statusCode).toBe(404);
      }
      const { statusCode } = await app.inject(signed(webhook({ messages: [textMessage("m1")] })));
      expect(statusCode).toBe(404);
    });
  });

  describe("without the store", () => {
    const without = useBench({
      wrap: (store) => createFaultyStore(store, () => ({ kind: "before" })),
    });
    it("say 503, and still live", async () => {
      const { app } = without();
      const ready = await app.inject("/health/ready");
      expect([ready.statusCode, ready.json()]).toEqual([
        503,
        { status: "unavailable", store: "down", redis: "up" },
      ]);
      expect((await app.inject("/health/live")).statusCode).toBe(200);
    });

    it("every read is 503 with Retry-After", async () => {
      const response = await without().ask("GET", "/v1/conversations");
      expect(problemOf(response)).toMatchObject({ status: 503, code: "store.unavailable" });
      expect(response.headers["retry-after"]).toBe("2");
      expect(without().logged).toEqual([]);
    });
  });
});

describe("/metrics", () => {
  it("counts requests by route pattern, never by path", async () => {
    const { app, ask } = bench();
    await ask("GET", "/v1/conversations/secret-id");
    await app.inject("/never/heard/of/this");
    const { body } = await app.inject("/metrics");
    expect(body).toContain(
      'ventana_http_request_seconds_count{method="GET",route="/v1/conversations/:id",status="404"} 1',
    );
    expect(body).not.toContain("secret-id");
    expect(body).not.toContain("never");
  });

  it("from elsewhere needs an administrator's token", async () => {
    const { app, token } = bench();
    const from = { url: "/metrics", remoteAddress: "203.0.113.9" };
    expect((await app.inject(from)).statusCode).toBe(401);
    const headers = { authorization: `Bearer ${token}` };
    expect((await app.inject({ ...from, headers })).statusCode).toBe(200);
  });

  it("from elsewhere is not for sellers", async () => {
    const { app, store } = bench();
    const seller = aUser({ workspaceId: DEFAULT_WORKSPACE, role: "seller" });
    await store.putUser(seller);
    await store.putToken(tokenAtRest("a-sellers-token", seller, T0));
    const headers = { authorization: "Bearer a-sellers-token" };
    const request = { url: "/metrics", remoteAddress: "203.0.113.9", headers };
    expect((await app.inject(request)).statusCode).toBe(403);
  });

  it("is not fooled by a proxy on this machine", async () => {
    const headers = { "x-forwarded-for": "127.0.0.1" };
    expect((await bench().app.inject({ url: "/metrics", headers })).statusCode).toBe(401);
  });

  describe("where a token is always needed", () => {
    const strict = useBench({ settings: { metricsAccess: "token" } });
    it("refuses this machine too", async () => {
      expect((await strict().app.inject("/metrics")).statusCode).toBe(401);
    });
  });
});

describe("under too much load", () => {
  const loaded = useBench({ settings: { overload: { eventLoopDelayMs: 0, rssBytes: 1 } } });

  it("everything is 503 with Retry-After, but for the probes", async () => {
    const { app, ask } = loaded();
    // The plugin takes its first sample after a second.
    await expectSoon(async () => (await ask("GET", "/v1/users")).statusCode).toBe(503);
    const response = await app.inject(signed(webhook({ messages: [textMessage("wamid.1")] })));
    expect(problemOf(response)).toMatchObject({ status: 503, code: "server.busy" });
    expect(response.headers["retry-after"]).toBe("2");
    expect((await app.inject("/health/live")).statusCode).toBe(200);
    expect((await app.inject("/health/ready")).statusCode).toBe(200);
  });
});
