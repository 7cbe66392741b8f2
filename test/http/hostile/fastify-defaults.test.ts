import { fastify, type RouteOptions } from "fastify";
import { Registry } from "prom-client";
import { describe, expect, it, vi } from "vitest";
import { buildApp } from "../../../src/http/app.ts";
import { serverOptions } from "../../../src/http/server/server-options.ts";
import { randomIds } from "../../../src/ids.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { leavesOf, withAt } from "../support/bodies.ts";
import { signed, textMessage, webhook } from "../support/webhooks.ts";
import { prepareWrites } from "../support/writes.ts";

/** What Fastify does when nobody tells it otherwise, and this app does not (reliability.md 4.5). */

const bench = useBench();

describe("a body's values", () => {
  it("are not made to fit: no number is read as text, no text as a number or a yes", async () => {
    for (const { method, url, body, refusal } of await prepareWrites(bench())) {
      for (const { at, value } of leavesOf(body)) {
        const others = typeof value === "string" ? [5511, true] : [String(value), [value]];
        for (const other of others) {
          const answer = await bench().ask(method, url, withAt(body, at, other));
          expect({ method, url, at, other, ...problemOf(answer) }).toMatchObject({
            status: 400,
            code: refusal,
          });
        }
      }
    }
  });
});

describe("a member that stands twice", () => {
  it("is taken from Meta, whose bytes are signed as they are", async () => {
    const text = JSON.stringify(webhook({ messages: [textMessage("wamid.1")] }));
    const twice = text.replace('{"object"', '{"object":"x","object"');
    expect((await bench().app.inject(signed(Buffer.from(twice)))).statusCode).toBe(200);
    await bench().engine.idle();
    const list = (await bench().ask("GET", "/v1/conversations")).json<{ items: unknown[] }>();
    expect(list.items).toHaveLength(1);
  });
});

describe("a content type", () => {
  /** Spellings by which a body once reached handlers of Fastify unseen by its schema, and their relatives. */
  const SPELLINGS = [
    // CVE-2025-32442
    "application/json ; charset=utf-8",
    "ApPlIcAtIoN/JsOn",
    "application/JSON;",
    "application/json\u00a0;",
    // CVE-2026-25223
    "application/json\t; charset=utf-8",
    "application/json\t;",
    "application/json;\tcharset=utf-8",
    // CVE-2026-33806
    " application/json",
    "  application/json; x=y",
    "\tapplication/json",
    // CVE-2026-3419
    "application/json garbage",
    "application/json/x",
    "application/json,text/html",
    "application/json+x",
    "application/vnd.api+json",
    "text/html, application/json",
    "application/json; charset",
    ";application/json",
    "*/*",
    "",
  ];

  it.each(SPELLINGS)("spelt %j lets nothing past the schema", async (type) => {
    const answer = await bench().app.inject({
      method: "POST",
      url: "/v1/users",
      headers: { authorization: `Bearer ${bench().token}`, "content-type": type },
      payload: '{"name":7,"role":"administrator","id":"x"}',
    });
    expect([400, 415]).toContain(answer.statusCode);
    expect(problemOf(answer).code).toMatch(/^(request\.invalid|body\.unsupported_type)$/);
    expect((await bench().store.users("default")).map(({ id }) => id)).toEqual(["admin"]);
  });
});

describe("headers of a proxy", () => {
  const headers = { "x-forwarded-host": "evil.example", "x-forwarded-proto": "gopher" };

  /** What a request of this address says about where it came from. */
  async function told(trustProxy: string | null, remoteAddress: string) {
    const app = fastify({
      ...serverOptions({ ids: randomIds, trustProxy }),
      forceCloseConnections: false,
    });
    app.get("/", ({ ip, host, protocol }) => ({ ip, host, protocol }));
    const given = { ...headers, "x-forwarded-for": "203.0.113.9", host: "ventana.example" };
    const answer = await app.inject({ url: "/", remoteAddress, headers: given });
    await app.close();
    return answer.json<{ ip: string; host: string; protocol: string }>();
  }

  it("are believed to nobody, unless a proxy is named", async () => {
    expect(await told(null, "198.51.100.7")).toEqual({
      ip: "198.51.100.7",
      host: "ventana.example",
      protocol: "http",
    });
  });

  it("are believed to that proxy alone (CVE-2026-3635)", async () => {
    expect(await told("10.0.0.1", "198.51.100.7")).toEqual({
      ip: "198.51.100.7",
      host: "ventana.example",
      protocol: "http",
    });
    expect(await told("10.0.0.1", "10.0.0.1")).toMatchObject({ ip: "203.0.113.9" });
  });
});

describe("the time of a handler", () => {
  it("is limited at every route but that of webhooks, which has no time to spare for it", async () => {
    const routes: RouteOptions[] = [];
    const app = buildApp({ ...bench().deps, metrics: new Registry() });
    app.addHook("onRoute", (route: RouteOptions) => void routes.push(route));
    await app.ready();
    await app.close();
    const unlimited = routes.filter(({ handlerTimeout }) => !handlerTimeout).map(({ url }) => url);
    const longer = routes.filter(({ handlerTimeout = 0 }) => handlerTimeout > 20_000);
    expect([...new Set(unlimited)].filter((url) => !url.startsWith("/openapi"))).toEqual([
      "/webhooks/whatsapp",
    ]);
    // Files take their time; the API never does.
    expect(longer.every(({ url }) => url.includes("/media"))).toBe(true);
  });

  it("ends with 503, when the store never answers", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      bench().store.conversations = () => new Promise(() => {});
      const asked = bench().ask("GET", "/v1/conversations");
      // The look-up of the token comes first.
      await new Promise((resolve) => setImmediate(resolve));
      await vi.advanceTimersByTimeAsync(20_000);
      expect(problemOf(await asked)).toMatchObject({ status: 503, code: "server.timeout" });
    } finally {
      vi.useRealTimers();
    }
  });
});
