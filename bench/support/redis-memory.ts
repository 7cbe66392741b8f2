import { withRedis } from "../../src/redis-process.ts";

/** What a Redis server uses for data and itself, in MB, as it says. */
export async function redisMemoryMb(redisUrl: string): Promise<number> {
  const info = await withRedis(Number(new URL(redisUrl).port), (redis) => redis.info("memory"));
  return Number(/^used_memory:(\d+)/m.exec(info)?.[1]) / 2 ** 20;
}
