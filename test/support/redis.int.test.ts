import { existsSync } from "node:fs";
import { Redis } from "ioredis";
import { afterEach, describe, expect, test } from "vitest";
import { withRedis } from "../../src/redis-process.ts";
import { startRedis, type TestRedis } from "./redis.ts";

const open: TestRedis[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((redis) => redis.stop()));
});

async function start(persist = false): Promise<TestRedis> {
  const redis = await startRedis({ persist });
  open.push(redis);
  return redis;
}

const get = (redis: TestRedis): Promise<string | null> => withRedis(redis.port, (r) => r.get("k"));
const set = (redis: TestRedis): Promise<unknown> => withRedis(redis.port, (r) => r.set("k", "v"));

describe("a throw-away Redis", () => {
  test("six started at once are six separate servers", async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => start()));
    expect(new Set(all.map((redis) => redis.port)).size).toBe(6);
    await set(all[0]!);
    const values = await Promise.all(all.map(get));
    expect(values).toEqual(["v", null, null, null, null, null]);
  });

  test("never evicts, ticks a hundred times a second and listens on the loopback only", async () => {
    const redis = await start();
    const config = await withRedis(redis.port, async (r) => [
      await r.config("GET", "maxmemory-policy"),
      await r.config("GET", "hz"),
      await r.config("GET", "bind"),
    ]);
    expect(config).toEqual([
      ["maxmemory-policy", "noeviction"],
      ["hz", "100"],
      ["bind", "127.0.0.1"],
    ]);
  });

  test("comes back on the same port after SIGKILL, empty unless it persists", async () => {
    const [forgetful, lasting] = [await start(), await start(true)];
    for (const redis of [forgetful, lasting]) {
      await set(redis);
      await redis.kill("SIGKILL");
      await expect(get(redis)).rejects.toThrow();
      await redis.restart();
    }
    expect([await get(forgetful), await get(lasting)]).toEqual([null, "v"]);
  });

  test("restarts while it runs, and a client reconnects by itself", async () => {
    const redis = await start(true);
    const client = new Redis(redis.url, { maxRetriesPerRequest: null });
    client.on("error", () => {});
    await client.set("k", "v");
    await redis.restart();
    expect(await client.get("k")).toBe("v");
    client.disconnect();
  });

  test("is emptied by flush and gone after stop", async () => {
    const redis = await start();
    await set(redis);
    await redis.flush();
    expect(await get(redis)).toBeNull();
    const [, dir] = (await withRedis(redis.port, (r) => r.config("GET", "dir"))) as string[];
    await redis.stop();
    await expect(get(redis)).rejects.toThrow();
    expect(existsSync(dir!)).toBe(false);
  });
});
