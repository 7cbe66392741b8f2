import { describe, expect, it } from "vitest";
import { ADMIN_TOKEN, openEngine } from "./support/composed-engine.ts";
import { expectSoon } from "./support/expect-soon.ts";
import { startRedis } from "./support/redis.ts";

describe("two processes with a limit", () => {
  it("let through as many requests of a token as one would, together", async () => {
    await using redis = await startRedis();
    const options = { redisUrl: redis.url, env: { RATE_LIMIT: "40" } };
    await using one = await openEngine(options);
    await using other = await openEngine({ ...options, path: one.path });
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
    for (const { app } of [one, other]) {
      await expectSoon(async () => (await app.inject("/health/ready")).json()).toMatchObject({
        redis: "up",
      });
    }
    const answers = await Promise.all(
      Array.from({ length: 400 }, (_, at) =>
        (at % 2 === 0 ? one : other).app.inject({ url: "/v1/users/me", headers }),
      ),
    );
    const passed = answers.filter(({ statusCode }) => statusCode === 200);
    expect(passed).toHaveLength(40);
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200, 429]));
  });
});
