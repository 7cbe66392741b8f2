import { describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { createToken, tokenAtRest } from "../../../src/http/access/tokens.ts";
import { randomIds } from "../../../src/ids.ts";
import { aUser, MINUTE, T0 } from "../../support/builders.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { aPerson } from "../support/person.ts";

const bench = useBench();

const listWith = (headers: Record<string, string>, url = "/v1/users") =>
  bench().app.inject({ url, headers });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe("a request under /v1", () => {
  it("without a token gets 401 and is told how to bring one", async () => {
    const response = await listWith({});
    expect(problemOf(response)).toMatchObject({ status: 401, code: "auth.required" });
    expect(response.headers["www-authenticate"]).toContain("Bearer");
    expect(response.json()).toMatchObject({
      detail: "Send it in the header: `Authorization: Bearer vt_...`.",
    });
  });

  it("with a good token, and without the word Bearer before it, is told how to bring one", async () => {
    const response = await listWith({ authorization: bench().token });
    expect(problemOf(response)).toMatchObject({ status: 401, code: "auth.required" });
    expect(response.json()).toMatchObject({ detail: expect.stringContaining("Bearer vt_...") });
  });

  it.each([
    "Basic YWRtaW46YWRtaW4=",
    "Bearer",
    "Bearer ",
    "Bearer a b",
    `Bearer ${"x".repeat(300)}`,
    'Bearer {"$ne":null}',
    "Bearer ' or 1=1 --",
    "vt_00000000000000000000000000000000",
  ])("with the header %s gets 401", async (authorization) => {
    expect((await listWith({ authorization })).statusCode).toBe(401);
  });

  it("with any of 500 tokens that were never issued gets 401", async () => {
    for (let at = 0; at < 500; at += 1) {
      const response = await listWith(bearer(createToken(randomIds)));
      expect(response.statusCode).toBe(401);
    }
  });

  it("with the right token but for one character gets 401", async () => {
    const { token } = bench();
    for (let at = 0; at < token.length; at += 1) {
      const other = token[at] === "a" ? "b" : "a";
      const response = await listWith(bearer(token.slice(0, at) + other + token.slice(at + 1)));
      expect(response.statusCode).toBe(401);
    }
  });

  it.each(["token", "access_token", "Token", "anything"])(
    "with a token in the query (%s) gets 401, also beside a good header",
    async (name) => {
      const { token } = bench();
      const url = `/v1/users?${name}=${token}`;
      expect(problemOf(await listWith({}, url))).toMatchObject({ code: "auth.token_in_query" });
      expect((await listWith(bearer(token), url)).statusCode).toBe(401);
    },
  );

  it("takes the scheme in any case, as HTTP says", async () => {
    const response = await listWith({ authorization: `bEARER ${bench().token}` });
    expect(response.statusCode).toBe(200);
  });

  it("with a revoked token gets 401 from the next request on", async () => {
    const { ask, token } = bench();
    expect((await listWith(bearer(token))).statusCode).toBe(200);
    expect((await ask("DELETE", "/v1/users/admin/tokens")).statusCode).toBe(204);
    expect(problemOf(await listWith(bearer(token)))).toMatchObject({
      status: 401,
      code: "auth.invalid_token",
    });
  });

  it("with the token of a user who was switched off gets 401", async () => {
    const { store } = bench();
    const user = aUser({ workspaceId: DEFAULT_WORKSPACE, role: "administrator", active: false });
    await store.putUser(user);
    await store.putToken(tokenAtRest("another-token", user, T0));
    expect((await listWith(bearer("another-token"))).statusCode).toBe(401);
  });

  it("with a token that has expired gets 401, to the millisecond", async () => {
    const { store, clock } = bench();
    const user = aUser({ workspaceId: DEFAULT_WORKSPACE });
    await store.putUser(user);
    const expiresAt = clock.now() + MINUTE;
    await store.putToken(tokenAtRest("a-short-token", user, T0, { expiresAt }));
    clock.advance(MINUTE - 1);
    expect((await listWith(bearer("a-short-token"))).statusCode).toBe(200);
    clock.advance(1);
    expect(problemOf(await listWith(bearer("a-short-token")))).toMatchObject({
      status: 401,
      code: "auth.expired_token",
    });
  });

  it("without a token gets 401 on every route", async () => {
    const { app } = bench();
    const document = (await app.inject("/openapi.json")).json<{
      paths: Record<string, Record<string, unknown>>;
    }>();
    for (const [path, methods] of Object.entries(document.paths)) {
      if (!path.startsWith("/v1/")) continue;
      for (const method of Object.keys(methods)) {
        const url = path.replaceAll(/\{\w+\}/g, "1");
        const response = await app.inject({ method: method.toUpperCase() as "GET", url });
        expect([method, path, response.statusCode]).toEqual([method, path, 401]);
      }
    }
  });

  it("sees its own workspace only", async () => {
    const { ask, converse } = bench();
    const id = await converse();
    const boss = { workspaceId: "globex", id: "boss", role: "administrator" };
    const theirs = bearer((await aPerson(bench(), boss)).token);
    expect((await listWith(theirs, `/v1/conversations/${id}`)).statusCode).toBe(404);
    expect((await listWith(theirs, "/v1/conversations")).json()).toMatchObject({ items: [] });
    expect((await listWith(theirs, "/v1/events")).json()).toMatchObject({ events: [], lastSeq: 0 });
    const closing = await bench().app.inject({
      method: "POST",
      url: `/v1/conversations/${id}/close`,
      headers: theirs,
      payload: { description: "not yours" },
    });
    expect(problemOf(closing)).toMatchObject({ status: 404, code: "conversation.unknown" });
    expect((await ask("GET", `/v1/conversations/${id}`)).json()).toMatchObject({ state: "open" });
  });
});
