import { describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { problemOf, useBench } from "../support/bench.ts";

const bench = useBench();

async function add(body: Record<string, unknown>): Promise<string> {
  const response = await bench().ask("POST", "/v1/users", body);
  expect(response.statusCode).toBe(201);
  return response.json<{ id: string }>().id;
}

const listWith = async (token: string) =>
  (await bench().app.inject({ url: "/v1/users", headers: { authorization: `Bearer ${token}` } }))
    .statusCode;

describe("users", () => {
  it("are added as sellers unless said otherwise, and listed", async () => {
    const id = await add({ name: "  Ursula " });
    const boss = await add({ name: "Boss", role: "administrator" });
    const { items } = (await bench().ask("GET", "/v1/users")).json<{ items: { id: string }[] }>();
    expect(items.map((user) => user.id).sort()).toEqual(["admin", id, boss].sort());
    const one = await bench().ask("GET", `/v1/users/${id}`);
    expect(one.json()).toMatchObject({ name: "Ursula", role: "seller", active: true });
    expect(one.json()).not.toHaveProperty("workspaceId");
  });

  it("can be renamed, and switched off: then their tokens are void", async () => {
    const { ask } = bench();
    const id = await add({ name: "Boss", role: "administrator" });
    const { token } = (await ask("POST", `/v1/users/${id}/tokens`)).json<{ token: string }>();
    expect(await listWith(token)).toBe(200);
    await ask("PATCH", `/v1/users/${id}`, { name: "Chief" });
    const response = await ask("PATCH", `/v1/users/${id}`, { active: false });
    expect(response.json()).toMatchObject({ name: "Chief", active: false });
    expect(await listWith(token)).toBe(401);
    await ask("PATCH", `/v1/users/${id}`, { active: true });
    expect(await listWith(token)).toBe(401);
  });

  it("cannot switch themselves off, nor give up being administrator", async () => {
    for (const change of [{ active: false }, { role: "seller" }]) {
      const response = await bench().ask("PATCH", "/v1/users/me", change);
      expect(problemOf(response)).toMatchObject({ status: 409, code: "user.is_yourself" });
    }
    const admin = await bench().store.user(DEFAULT_WORKSPACE, "admin");
    expect(admin).toMatchObject({ active: true, role: "administrator" });
  });

  it("have a role that there is", async () => {
    const { ask } = bench();
    const id = await add({ name: "Ursula" });
    const answers = [
      await ask("POST", "/v1/users", { name: "X", role: "king" }),
      await ask("PATCH", `/v1/users/${id}`, { role: "king" }),
    ];
    expect(answers.map(problemOf)).toEqual(
      answers.map(() => ({ status: 422, code: "user.unknown_role", fields: ["body.role"] })),
    );
    const rule = "must be the id of a role: administrator, editor, seller, or one of your own";
    expect(answers[0]?.json()).toMatchObject({ errors: [{ rule }] });
    const changed = await ask("PATCH", `/v1/users/${id}`, { role: "editor" });
    expect(changed.json()).toMatchObject({ role: "editor" });
  });

  it("are asked for as `me` by whoever asks", async () => {
    expect((await bench().ask("GET", "/v1/users/me")).json()).toMatchObject({ id: "admin" });
  });

  it("who lose their inbox have their conversations given back, and may keep them again before that", async () => {
    const { ask, store } = bench();
    const id = await add({ name: "Ursula" });
    const releaseAt = async () => (await store.user(DEFAULT_WORKSPACE, id))?.releaseAt;
    await ask("PATCH", `/v1/users/${id}`, { name: "Uma" });
    expect(await releaseAt()).toBeNull();
    await ask("PATCH", `/v1/users/${id}`, { role: "editor" });
    expect(await releaseAt()).toBe(bench().clock.now());
    await ask("PATCH", `/v1/users/${id}`, { role: "seller" });
    expect(await releaseAt()).toBeNull();
    await ask("PATCH", `/v1/users/${id}`, { active: false });
    expect(await releaseAt()).toBe(bench().clock.now());
  });

  it("that are not there are 404 on every route", async () => {
    const { ask } = bench();
    const answers = [
      await ask("GET", "/v1/users/nobody"),
      await ask("PATCH", "/v1/users/nobody", { name: "X" }),
      await ask("POST", "/v1/users/nobody/tokens"),
      await ask("DELETE", "/v1/users/nobody/tokens"),
    ];
    expect(answers.map((answer) => problemOf(answer).code)).toEqual(Array(4).fill("user.unknown"));
  });
});

describe("tokens", () => {
  it("are shown once, and work", async () => {
    const { ask } = bench();
    const id = await add({ name: "Boss", role: "administrator" });
    const response = await ask("POST", `/v1/users/${id}/tokens`);
    expect(response.statusCode).toBe(201);
    const { token, hint } = response.json<{ token: string; hint: string }>();
    expect(token.startsWith(hint)).toBe(true);
    expect(await listWith(token)).toBe(200);
  });

  it("can be two at a time, and are all revoked together", async () => {
    const { ask } = bench();
    const id = await add({ name: "Boss", role: "administrator" });
    const issue = async () =>
      (await ask("POST", `/v1/users/${id}/tokens`, {})).json<{ token: string }>().token;
    const tokens = [await issue(), await issue()];
    expect(await Promise.all(tokens.map(listWith))).toEqual([200, 200]);
    const response = await ask("DELETE", `/v1/users/${id}/tokens`);
    expect([response.statusCode, response.body]).toEqual([204, ""]);
    expect(await Promise.all(tokens.map(listWith))).toEqual([401, 401]);
    expect(await listWith(bench().token)).toBe(200);
  });

  it("are for everybody who is active", async () => {
    const { ask } = bench();
    const seller = await add({ name: "Ursula" });
    expect((await ask("POST", `/v1/users/${seller}/tokens`)).statusCode).toBe(201);
    await ask("PATCH", `/v1/users/${seller}`, { active: false });
    const response = await ask("POST", `/v1/users/${seller}/tokens`);
    expect(problemOf(response)).toMatchObject({ status: 409, code: "user.holds_no_tokens" });
  });
});
