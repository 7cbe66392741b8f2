import { existsSync, readFileSync } from "node:fs";
import { Redis } from "ioredis";
import { afterEach, describe, expect, it } from "vitest";
import { createLog } from "../src/log.ts";
import { everythingIn } from "./queues/support/bench.ts";
import { textMessage, signed, webhook } from "./http/support/webhooks.ts";
import { LINE } from "./support/builders.ts";
import { ADMIN_TOKEN, openEngine, type ComposedEngine } from "./support/composed-engine.ts";
import { startRedis } from "./support/redis.ts";

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]();
});

/** Issues tokens and uses them, well and badly; gives every one that was ever valid. */
async function lifeOf({ app, ask, store }: ComposedEngine): Promise<string[]> {
  const tokens = [ADMIN_TOKEN];
  const issue = async (path: string, body: object): Promise<{ id: string; token: string }> => {
    const made = (await ask("POST", path, body)) as { id: string; token: string };
    tokens.push(made.token);
    return made;
  };
  const get = (url: string, token: string) =>
    app.inject({ url, headers: { authorization: `Bearer ${token}` } });
  for (let count = 0; count < 10; count += 1) {
    const user = (await ask("POST", "/v1/users", { name: `User ${count}` })) as { id: string };
    const { id, token } = await issue(`/v1/users/${user.id}/tokens`, { name: "Phone" });
    expect((await get("/v1/conversations", token)).statusCode).toBe(200);
    expect((await get(`/v1/conversations?token=${token}`, token)).statusCode).toBe(401);
    expect((await get(`/v1/conversations/${token}`, token)).statusCode).toBe(404);
    expect((await get(`/${token}`, token)).statusCode).toBe(404);
    await app.inject({ url: "/v1/users", headers: { authorization: token } });
    await app.inject({ url: "/v1/users", headers: { authorization: `Basic ${token}` } });
    const rotated = await issue(`/v1/users/${user.id}/tokens/${id}/rotate`, {});
    expect((await get("/v1/users/me", rotated.token)).statusCode).toBe(200);
    const url = `/v1/users/${user.id}/tokens/${rotated.id}`;
    await app.inject({
      method: "DELETE",
      url,
      headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    });
    expect((await get("/v1/users/me", rotated.token)).statusCode).toBe(401);
  }
  // A store that throws says nothing of them either.
  const { bearer } = store;
  store.bearer = () => Promise.reject(new Error("broken"));
  expect((await get("/v1/users", tokens[1] ?? "")).statusCode).toBe(500);
  store.bearer = bearer;
  return tokens;
}

describe("tokens that were issued", () => {
  it("stand in no database file, no log, no figure and nowhere in Redis", async () => {
    const written: string[] = [];
    const log = createLog({
      level: "debug",
      plain: false,
      write: (line) => void written.push(line),
    });
    const redis = await startRedis();
    const engine = await openEngine({ redisUrl: redis.url, log, env: { SWEEP_MS: "100" } });
    const client = new Redis(redis.url);
    open.push(redis, engine, { [Symbol.asyncDispose]: async () => client.disconnect() });
    const line = { name: "Sales", displayPhoneNumber: "+1", wabaId: "1" };
    await engine.ask("PUT", `/v1/lines/${LINE}`, line);
    await engine.app.inject(signed(webhook({ messages: [textMessage("wamid.1")] })));

    const tokens = await lifeOf(engine);

    expect(tokens).toHaveLength(21);
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
    const figures = await engine.app.inject({ url: "/metrics", headers });
    const files = ["", "-wal", "-shm"].map((end) => `${engine.path}${end}`).filter(existsSync);
    const places = {
      files: Buffer.concat(files.map((file) => readFileSync(file))).toString("latin1"),
      log: written.join(""),
      figures: figures.body,
      redis: await everythingIn(client),
    };
    for (const [place, text] of Object.entries(places)) {
      expect([place, text.length > 100]).toEqual([place, true]);
      // Not even most of one: the hint has eight characters.
      const found = tokens.filter((token) => text.includes(token.slice(0, 20)));
      expect([place, found]).toEqual([place, []]);
    }
  });
});
