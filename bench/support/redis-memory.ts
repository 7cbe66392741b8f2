import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { withRedis } from "../../src/redis-process.ts";
import { startEngine } from "./engine.ts";

/** As much as nothing: what Redis itself allocates and gives back between two looks. */
export const REDIS_MB_MAX = 0.2;

/** What a Redis server uses for data and itself, in MB, as it says. */
export async function redisMemoryMb(redisUrl: string): Promise<number> {
  const info = await withRedis(Number(new URL(redisUrl).port), (redis) => redis.info("memory"));
  return Number(/^used_memory:(\d+)/m.exec(info)?.[1]) / 2 ** 20;
}

/** The same with an engine that has no conversations: its queues, schedules and scripts. What another engine holds beyond that is its work. */
export async function redisOfEmptyEngineMb(at: {
  dir: string;
  redisUrl: string;
  forMs: number;
}): Promise<number> {
  const place = join(at.dir, "empty");
  mkdirSync(place);
  const engine = await startEngine({ dir: place, redisUrl: at.redisUrl });
  await sleep(at.forMs);
  const megabytes = await redisMemoryMb(at.redisUrl);
  await engine.stop();
  return megabytes;
}
