import fc from "fast-check";
import type { LightMyRequestResponse } from "fastify";
import { describe, expect, it } from "vitest";
import type { Store } from "../../../src/store/store.ts";
import { problemOf, useBench, type Bench } from "../support/bench.ts";
import { BROKEN_WORDS, leakIn } from "../support/leaks.ts";
import { PAYLOADS } from "../support/payloads.ts";
import { signed, textMessage, webhook } from "../support/webhooks.ts";
import { prepareWrites, WRITES } from "../support/writes.ts";

/** Of reliability.md 4.3, error leaks; a tenth in the normal run. */
const FUZZ = process.env["VENTANA_FULL"] === "1" ? 5_000 : 500;

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Every route of the document but the live stream, which does not end. */
async function routesOf({ app }: Bench): Promise<[Method, string][]> {
  const document = (await app.inject("/openapi.json")).json<{
    paths: Record<string, Record<string, unknown>>;
  }>();
  return Object.entries(document.paths)
    .filter(([path]) => path !== "/v1/stream")
    .flatMap(([path, methods]) =>
      Object.keys(methods).map((method): [Method, string] => [
        method.toUpperCase() as Method,
        path,
      ]),
    );
}

const expectTight = (answer: LightMyRequestResponse): void => {
  expect(leakIn(answer.body + JSON.stringify(answer.headers))).toBeNull();
};

/** Refused or not: what goes wrong is told as a problem. */
const expectProblem = (answer: LightMyRequestResponse): void => {
  expectTight(answer);
  expect(answer.headers["content-type"]).toContain("application/problem+json");
};

describe("what is asked wrongly", () => {
  const bench = useBench();

  it(`gets ${FUZZ} answers over every route, and none tells what is inside`, async () => {
    const { app, token, converse } = bench();
    await converse();
    const routes = await routesOf(bench());
    const odd = fc.oneof(
      fc.constantFrom(...PAYLOADS),
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.constantFrom("admin", "default", "1", "100000000000001"),
    );
    const body = fc.oneof(
      fc.constant(undefined),
      fc.json({ maxDepth: 5 }),
      odd,
      fc.constantFrom(...WRITES.map(([, , given]) => JSON.stringify(given))),
    );
    const headers = fc.record(
      {
        authorization: fc.constantFrom(
          `Bearer ${token}`,
          `Bearer ${token}`,
          "Bearer x",
          "Basic eA==",
        ),
        "content-type": fc.constantFrom("application/json", "application/json", "text/html", "x"),
        "if-match": fc.constantFrom('"v1"', "*", "x"),
        "idempotency-key": fc.constantFrom("k", "x".repeat(300), "é"),
        range: fc.constantFrom("bytes=0-", "bytes=9-1", "x"),
      },
      { requiredKeys: ["authorization"] },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.record({ route: fc.constantFrom(...routes), id: odd, query: odd, body, headers }),
        async ({ route: [method, path], id, query, body: payload, headers: given }) => {
          const filled = path.replaceAll(/\{\w+\}/g, encodeURIComponent(id.toWellFormed()));
          const url = `${filled}?${encodeURIComponent(query.toWellFormed())}=1`;
          const withBody = payload === undefined || method === "GET" ? {} : { payload };
          const answer = await app.inject({ method, url, headers: given, ...withBody });
          expect([method, url, answer.statusCode < 500]).toEqual([method, url, true]);
          if (answer.statusCode >= 400) expectProblem(answer);
          else expectTight(answer);
        },
      ),
      { numRuns: FUZZ },
    );
    expect(bench().logged).toEqual([]);
  }, 120_000);
});

describe("a store that is broken", () => {
  let isBroken = false;
  const bench = useBench({
    wrap: (store) =>
      new Proxy(store, {
        get(target, name, receiver): unknown {
          const real: unknown = Reflect.get(target, name, receiver);
          if (!isBroken || typeof real !== "function" || name === "bearer") return real;
          return () => Promise.reject(new TypeError(BROKEN_WORDS));
        },
      }),
  });

  it("is not seen through, at any route", async () => {
    const { app, token } = bench();
    const routes = await routesOf(bench());
    const writes = await prepareWrites(bench());
    const bodies = new Map(writes.map(({ method, url, body }) => [`${method} ${url}`, body]));
    const requests = [
      ...writes.map(({ method, url }): [Method, string] => [method, url]),
      ...routes.map(([method, path]): [Method, string] => [
        method,
        path.replaceAll(/\{\w+\}/g, "x"),
      ]),
    ];
    isBroken = true;
    const codes: Record<string, number> = {};
    for (const [method, url] of requests) {
      const payload = bodies.get(`${method} ${url}`);
      const headers = { authorization: `Bearer ${token}` };
      const answer = await app.inject({ method, url, headers, ...(payload && { payload }) });
      // A probe says in words of its own that the store is down.
      if (answer.statusCode >= 400 && !url.startsWith("/health/")) expectProblem(answer);
      else expectTight(answer);
      const code = answer.statusCode === 500 ? problemOf(answer).code : "other";
      codes[code] = (codes[code] ?? 0) + 1;
    }
    const answer = await app.inject(signed(webhook({ messages: [textMessage("wamid.1")] })));
    isBroken = false;
    expect(problemOf(answer)).toMatchObject({ status: 500, code: "server.error" });
    expectProblem(answer);
    expect(codes["server.error"]).toBeGreaterThan(80);
  });
});

describe("a part that throws", () => {
  const bench = useBench();
  const thrower = (): never => {
    throw new RangeError(BROKEN_WORDS);
  };

  /** Breaks one part for as long as a request takes, and gives back the answer. */
  async function broken<T extends object>(
    part: T,
    name: keyof T & string,
    request: () => Promise<LightMyRequestResponse>,
  ): Promise<LightMyRequestResponse> {
    const real = part[name];
    Object.assign(part, { [name]: thrower });
    try {
      return await request();
    } finally {
      Object.assign(part, { [name]: real });
    }
  }
  const list = () => bench().ask("GET", "/v1/conversations");
  const hear = () => bench().app.inject(signed(webhook({ messages: [textMessage("wamid.1")] })));
  const make = () => bench().ask("POST", "/v1/users", { name: "Ursula" });
  const close = () =>
    bench().ask("POST", "/v1/conversations/nothing/close", { description: "done" });

  it.each<[string, (it: Bench) => Promise<LightMyRequestResponse>]>([
    ["the look-up of a token", ({ store }) => broken<Store>(store, "bearer", list)],
    ["the clock under a list", ({ deps }) => broken(deps.clock, "now", list)],
    ["the clock under a webhook", ({ deps }) => broken(deps.clock, "now", hear)],
    ["the store under a webhook", ({ store }) => broken<Store>(store, "accept", hear)],
    ["the doorbell", ({ deps }) => broken(deps.doorbell, "ringConversations", hear)],
    ["the store under a command", ({ store }) => broken<Store>(store, "conversation", close)],
    ["the store under a change", ({ store }) => broken<Store>(store, "putUser", make)],
    [
      "the log of an error",
      ({ deps, store }) =>
        broken(deps.log, "error", () => broken<Store>(store, "conversations", list)),
    ],
    [
      "the probe of Redis",
      ({ deps }) => broken(deps, "probeRedis", () => bench().app.inject("/health/ready")),
    ],
    [
      "the figures",
      ({ deps }) => broken(deps.metrics, "metrics", () => bench().app.inject("/metrics")),
    ],
  ])("(%s) leaves no trace in the answer", async (_what, ask) => {
    const answer = await ask(bench());
    expectTight(answer);
    if (answer.statusCode >= 400) expectProblem(answer);
  });

  it.each(["onRequest", "preParsing", "preValidation", "preHandler", "preSerialization", "onSend"])(
    "in the hook %s leaves no trace in the answer",
    async (hook) => {
      const { deps } = bench();
      const { buildApp } = await import("../../../src/http/app.ts");
      const { Registry } = await import("prom-client");
      const app = buildApp({ ...deps, metrics: new Registry() });
      let calls = 0;
      app.addHook(hook as "onRequest", async () => {
        // The answer to the error goes through `onSend` too.
        if (calls++ === 0) thrower();
      });
      await app.ready();
      const headers = { authorization: `Bearer ${bench().token}` };
      const answer = await app.inject({ url: "/v1/conversations", headers });
      await app.close();
      expect(answer.statusCode).toBe(500);
      expectProblem(answer);
    },
  );
});
