import { describe, expect, it } from "vitest";
import { ADMIN_TOKEN, openEngine, type ComposedEngine } from "./support/composed-engine.ts";
import { expectSoon } from "./support/expect-soon.ts";
import { startRedis } from "./support/redis.ts";

const knowsThatRedisIs = (app: ComposedEngine["app"], redis: "up" | "down") =>
  expectSoon(async () => (await app.inject("/health/ready")).json()).toMatchObject({ redis });

describe("two processes with a limit", () => {
  it("let through as many requests of a token as one would, together", async () => {
    await using redis = await startRedis();
    const options = { redisUrl: redis.url, env: { RATE_LIMIT: "40" } };
    await using one = await openEngine(options);
    await using other = await openEngine({ ...options, path: one.path });
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
    for (const { app } of [one, other]) await knowsThatRedisIs(app, "up");
    const answers = await Promise.all(
      Array.from({ length: 400 }, (_, at) =>
        (at % 2 === 0 ? one : other).app.inject({ url: "/v1/users/me", headers }),
      ),
    );
    const passed = answers.filter(({ statusCode }) => statusCode === 200);
    expect(passed).toHaveLength(40);
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200, 429]));
  });

  it("let an automation be called as often as one would, together; each by itself while Redis is away", async () => {
    await using redis = await startRedis();
    const options = { redisUrl: redis.url, env: { RATE_LIMIT: "40" } };
    await using one = await openEngine(options);
    await using other = await openEngine({ ...options, path: one.path });
    const apps = [one.app, other.app];
    for (const app of apps) await knowsThatRedisIs(app, "up");
    const ask = async (url: string, payload?: object) =>
      one.app.inject({
        method: "POST",
        url,
        headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
        ...(payload !== undefined && { payload }),
      });
    const steps = [{ id: "a", do: "note", text: "Pedido" }];
    const flow = { name: "Pedido", start: { on: "http" }, first: "a", steps };
    const { id } = (await ask("/v1/automations", flow)).json<{ id: string }>();
    await ask(`/v1/automations/${id}/enable`);
    const { path } = (await ask(`/v1/automations/${id}/hook`)).json<{ path: string }>();
    let from = 0;
    /** Nobody by that id is there, which is found out behind the limit. */
    const called = async (at: typeof apps, count: number) => {
      const answers = await Promise.all(
        Array.from({ length: count }, (_, nth) =>
          at[nth % at.length]!.inject({
            method: "POST",
            url: path,
            payload: { conversationId: "nothing" },
            remoteAddress: `10.0.${++from >> 8}.${from & 255}`,
          }),
        ),
      );
      const of = (status: number) => answers.filter((one) => one.statusCode === status).length;
      return { passed: of(404), refused: of(429) };
    };
    expect(await called(apps, 100)).toEqual({ passed: 40, refused: 60 });
    await redis.stop();
    for (const app of apps) {
      await knowsThatRedisIs(app, "down");
      expect(await called([app], 100)).toEqual({ passed: 40, refused: 60 });
    }
  });
});
