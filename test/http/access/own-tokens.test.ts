import { describe, expect, it } from "vitest";
import { MINUTE } from "../../support/builders.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { aPerson, withToken } from "../support/person.ts";
import { expectSoon } from "../../support/expect-soon.ts";

const bench = useBench();
const DAY = 86_400_000;

interface Issued {
  id: string;
  token: string;
  scopes: string[] | null;
  expiresAt: string | null;
}

const issue = async (ask: ReturnType<typeof withToken>, body: object = {}) => {
  const response = await ask("POST", "/v1/users/me/tokens", body);
  expect(response.statusCode).toBe(201);
  return response.json<Issued>();
};

describe("one's own tokens", () => {
  it("are listed by name, hint, scopes, expiry and last use, and never by value", async () => {
    const { app, clock } = bench();
    const { ask } = await aPerson(bench(), { id: "eva" });
    const expiresAt = new Date(clock.now() + DAY).toISOString();
    const made = await issue(ask, { name: "Reports", scopes: ["inbox:read"], expiresAt });
    await withToken(app, made.token)("GET", "/v1/conversations");
    const list = async () => (await ask("GET", "/v1/users/me/tokens")).json<{ items: Issued[] }>();
    await expectSoon(async () =>
      (await list()).items.find(({ id }) => id === made.id),
    ).toMatchObject({
      name: "Reports",
      hint: made.token.slice(0, 8),
      scopes: ["inbox:read"],
      expiresAt,
      lastUsedAt: new Date(clock.now()).toISOString(),
    });
    expect(JSON.stringify(await list())).not.toContain(made.token.slice(10));
  });

  it("are nobody else's business but an administrator's", async () => {
    const { ask: admin } = bench();
    const eva = await aPerson(bench(), { id: "eva" });
    const max = await aPerson(bench(), { id: "max" });
    const { id } = await issue(max.ask);
    const tries = [
      await eva.ask("GET", "/v1/users/max/tokens"),
      await eva.ask("POST", "/v1/users/max/tokens"),
      await eva.ask("POST", `/v1/users/max/tokens/${id}/rotate`),
      await eva.ask("DELETE", `/v1/users/max/tokens/${id}`),
      await eva.ask("DELETE", "/v1/users/max/tokens"),
      await eva.ask("GET", "/v1/users/nobody/tokens"),
    ];
    expect(tries.map((answer) => problemOf(answer).code)).toEqual(
      tries.map(() => "auth.administrators_only"),
    );
    expect((await eva.ask("DELETE", `/v1/users/me/tokens/${id}`)).statusCode).toBe(404);
    expect((await admin("DELETE", `/v1/users/max/tokens/${id}`)).statusCode).toBe(204);
  });

  it("are revoked one by one, at once", async () => {
    const { app } = bench();
    const { ask } = await aPerson(bench(), { id: "eva" });
    const [one, other] = [await issue(ask), await issue(ask)];
    expect((await ask("DELETE", `/v1/users/me/tokens/${one.id}`)).statusCode).toBe(204);
    const asks = [one, other].map(({ token }) => withToken(app, token)("GET", "/v1/users/me"));
    expect((await Promise.all(asks)).map(({ statusCode }) => statusCode)).toEqual([401, 200]);
    const again = await ask("DELETE", `/v1/users/me/tokens/${one.id}`);
    expect(problemOf(again)).toMatchObject({ status: 404, code: "token.unknown" });
  });

  it("are rotated without a gap: two are live until the old one expires", async () => {
    const { app, clock } = bench();
    const { ask } = await aPerson(bench(), { id: "eva" });
    const expiresAt = new Date(clock.now() + 30 * DAY).toISOString();
    const old = await issue(ask, { name: "Bot", scopes: ["inbox:read", "events"], expiresAt });
    clock.advance(10 * DAY);
    const url = `/v1/users/me/tokens/${old.id}/rotate`;
    const next = (await ask("POST", url, { overlapMs: MINUTE })).json<Issued>();
    expect(next).toMatchObject({ name: "Bot", scopes: ["inbox:read", "events"] });
    expect(next.expiresAt).toBe(new Date(clock.now() + 30 * DAY).toISOString());
    expect(problemOf(await ask("POST", url))).toMatchObject({ status: 409, code: "token.rotated" });
    const both = () =>
      Promise.all([old, next].map(({ token }) => withToken(app, token)("GET", "/v1/events")));
    expect((await both()).map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    clock.advance(MINUTE);
    expect((await both()).map(({ statusCode }) => statusCode)).toEqual([401, 200]);
    expect(problemOf(await ask("POST", url))).toMatchObject({ status: 404, code: "token.unknown" });
  });

  it("cannot issue one that is good for more than themselves", async () => {
    const { app, ask: admin } = bench();
    const limited = await issue(admin, { scopes: ["settings", "inbox:read"] });
    const ask = withToken(app, limited.token);
    const codes = [
      await ask("POST", "/v1/users/me/tokens", { scopes: ["settings"] }),
      await ask("POST", "/v1/users/me/tokens", { scopes: ["inbox:write"] }),
      await ask("POST", "/v1/users/me/tokens", {}),
      await ask("POST", "/v1/users/me/tokens"),
    ].map(({ statusCode }) => statusCode);
    expect(codes).toEqual([201, 403, 403, 403]);
    const whole = await issue(admin);
    const rotated = await ask("POST", `/v1/users/me/tokens/${whole.id}/rotate`);
    expect(problemOf(rotated)).toMatchObject({ status: 403, code: "auth.scope_missing" });
  });

  it("are bounded in number, and expire in the future", async () => {
    const { ask } = await aPerson(bench(), { id: "eva" });
    const past = { expiresAt: "2020-01-01T00:00:00Z" };
    expect(problemOf(await ask("POST", "/v1/users/me/tokens", past))).toEqual({
      status: 400,
      code: "request.invalid",
      fields: ["body.expiresAt"],
    });
    for (let made = 1; made < 50; made += 1) await issue(ask);
    const more = await ask("POST", "/v1/users/me/tokens");
    expect(problemOf(more)).toMatchObject({ status: 409, code: "token.limit_reached" });
  });
});

describe("a token with scopes", () => {
  it.each([
    ["inbox:read", "GET", "/v1/conversations"],
    ["inbox:write", "PUT", "/v1/users/me/status"],
    ["events", "GET", "/v1/events"],
    ["contacts:read", "GET", "/v1/contacts"],
    ["contacts:write", "POST", "/v1/contacts"],
    ["settings", "GET", "/v1/endpoints"],
    ["settings", "GET", "/v1/users/me/tokens"],
  ] as const)("needs %s for %s %s", async (scope, method, url) => {
    const { app, ask: admin } = bench();
    const all = [
      "inbox:read",
      "inbox:write",
      "contacts:read",
      "contacts:write",
      "events",
      "settings",
    ];
    const without = await issue(admin, { scopes: all.filter((one) => one !== scope) });
    const refused = await withToken(app, without.token)(method, url);
    expect(problemOf(refused)).toMatchObject({ status: 403, code: "auth.scope_missing" });
    expect(refused.json()).toMatchObject({ detail: `It needs the scope ${scope}.` });
    const only = await issue(admin, { scopes: [scope] });
    expect((await withToken(app, only.token)(method, url)).statusCode).not.toBe(403);
    expect((await withToken(app, only.token)("GET", "/v1/users")).statusCode).toBe(200);
  });
});
