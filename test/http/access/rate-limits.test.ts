import { describe, expect, it } from "vitest";
import { SECOND } from "../../support/builders.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { aPerson, type Person } from "../support/person.ts";
import { signed, textMessage, webhook } from "../support/webhooks.ts";

const PER_TOKEN = 40;
const PER_WORKSPACE = 100;
const REFUSED = 30;

const bench = useBench({
  settings: { rateLimits: { perToken: PER_TOKEN, perWorkspace: PER_WORKSPACE, refused: REFUSED } },
});

type Ask = Person["ask"];

/** Asks so many times at once; gives the answers by their status. */
async function burst(count: number, ask: (at: number) => ReturnType<Ask>) {
  const answers = await Promise.all(Array.from({ length: count }, (_, at) => ask(at)));
  const of = (status: number) => answers.filter(({ statusCode }) => statusCode === status).length;
  return { of, answers };
}

describe("the limit of a token", () => {
  it("lets through as many as it says of ten times as many, and tells the rest when to come again", async () => {
    const { ask, id } = await aPerson(bench(), { id: "eva" });
    const { of, answers } = await burst(10 * PER_TOKEN, () => ask("GET", `/v1/users/${id}`));
    expect([of(200), of(429)]).toEqual([PER_TOKEN, 9 * PER_TOKEN]);
    const refused = answers.find(({ statusCode }) => statusCode === 429)!;
    expect(problemOf(refused).code).toBe("request.too_many");
    expect(refused.json()).toMatchObject({ detail: `At most ${PER_TOKEN} a minute.` });
    expect(refused.headers["retry-after"]).toBe("60");
  });

  it("begins anew after a minute, counted from its first request", async () => {
    const { clock } = bench();
    const { ask } = await aPerson(bench(), { id: "eva" });
    const get = () => ask("GET", "/v1/users/me");
    await get();
    clock.advance(59 * SECOND);
    const first = await burst(PER_TOKEN, get);
    expect([first.of(200), first.of(429)]).toEqual([PER_TOKEN - 1, 1]);
    expect((await get()).headers["retry-after"]).toBe("1");
    clock.advance(SECOND);
    const second = await burst(2 * PER_TOKEN, get);
    expect([second.of(200), second.of(429)]).toEqual([PER_TOKEN, PER_TOKEN]);
  });

  it("is each token's own, and counts what is refused for other reasons too", async () => {
    const eva = await aPerson(bench(), { id: "eva" });
    const max = await aPerson(bench(), { id: "max" });
    const shut = await burst(PER_TOKEN, () => eva.ask("POST", "/v1/users", {}));
    expect(shut.of(403)).toBe(PER_TOKEN);
    expect((await eva.ask("GET", "/v1/users/me")).statusCode).toBe(429);
    expect((await max.ask("GET", "/v1/users/me")).statusCode).toBe(200);
  });

  it("is not moved by 1,000 forged addresses", async () => {
    const { ask } = await aPerson(bench(), { id: "eva" });
    const { of } = await burst(1_000, (at) =>
      ask("GET", "/v1/users/me", undefined, {
        "x-forwarded-for": `10.0.${at >> 8}.${at & 255}`,
        "x-real-ip": `10.1.${at >> 8}.${at & 255}`,
        forwarded: `for=10.2.${at >> 8}.${at & 255}`,
      }),
    );
    expect([of(200), of(429)]).toEqual([PER_TOKEN, 1_000 - PER_TOKEN]);
  });
});

describe("the limit of a workspace", () => {
  it("is shared by its tokens, and is no other workspace's", async () => {
    const people = await Promise.all(["eva", "max", "tom"].map((id) => aPerson(bench(), { id })));
    let passed = 0;
    for (const { ask } of people) {
      passed += (await burst(PER_TOKEN, () => ask("GET", "/v1/users/me"))).of(200);
    }
    expect(passed).toBe(PER_WORKSPACE);
    const boss = { workspaceId: "globex", id: "boss", role: "administrator" };
    const { ask } = await aPerson(bench(), boss);
    expect((await ask("GET", "/v1/users/me")).statusCode).toBe(200);
  });
});

describe("requests that are answered 401", () => {
  const bad = (app: ReturnType<typeof bench>["app"], headers = {}, remoteAddress = "192.0.2.7") =>
    app.inject({
      url: "/v1/users",
      remoteAddress,
      headers: { authorization: "Bearer of-bad-news", ...headers },
    });

  it("are told to wait when one address makes too many, whatever it says of itself", async () => {
    const { app } = bench();
    const { of } = await burst(1_000, (at) =>
      bad(app, { "x-forwarded-for": `10.0.${at >> 8}.${at & 255}` }),
    );
    expect([of(401), of(429)]).toEqual([REFUSED, 1_000 - REFUSED]);
    expect((await bad(app, {}, "192.0.2.8")).statusCode).toBe(401);
  });

  it("shut out nobody with a good token from that address", async () => {
    const { app, token } = bench();
    await burst(2 * REFUSED, () => bad(app));
    const headers = { authorization: `Bearer ${token}` };
    const good = await app.inject({ url: "/v1/users", remoteAddress: "192.0.2.7", headers });
    expect(good.statusCode).toBe(200);
  });

  it("do not count against webhooks, probes and figures, which have no limit", async () => {
    const { app } = bench();
    await burst(2 * REFUSED, () => bad(app));
    const hooks = await burst(200, (at) =>
      app.inject({
        ...signed(webhook({ messages: [textMessage(`wamid.${at}`)] })),
        remoteAddress: "192.0.2.7",
      }),
    );
    expect(hooks.of(200)).toBe(200);
    const probes = await burst(200, () =>
      app.inject({ url: "/health/live", remoteAddress: "192.0.2.7" }),
    );
    expect(probes.of(200)).toBe(200);
  });
});

describe("behind a proxy that is trusted", () => {
  const proxied = useBench({
    settings: {
      trustProxy: "192.0.2.1",
      rateLimits: { perToken: 0, perWorkspace: 0, refused: REFUSED },
    },
  });
  const from = (address: string, forwarded: string) =>
    proxied().app.inject({
      url: "/v1/users",
      remoteAddress: address,
      headers: { authorization: "Bearer of-bad-news", "x-forwarded-for": forwarded },
    });

  it("its clients are told apart, and nobody else is believed", async () => {
    const one = await burst(2 * REFUSED, () => from("192.0.2.1", "203.0.113.5"));
    expect(one.of(401)).toBe(REFUSED);
    expect((await from("192.0.2.1", "203.0.113.6")).statusCode).toBe(401);
    // What stands before the address that the proxy added is the client's own word.
    expect((await from("192.0.2.1", "198.51.100.1, 203.0.113.5")).statusCode).toBe(429);
    const other = await burst(2 * REFUSED, () => from("192.0.2.9", "203.0.113.77"));
    expect(other.of(401)).toBe(REFUSED);
  });
});
