import { Queue, Worker } from "bullmq";
import { Redis } from "ioredis";
import { monotonicMs } from "../support/clock.ts";
import { redisMemoryMb } from "../support/redis-memory.ts";

const BULK = 1_000;

/**
 * Timers as BullMQ has them: one delayed job each, all due at one instant. Answers what a million of them would cost Redis, and how long the
 * firing of all took after the instant.
 */
export async function fireDelayedJobs(
  redisUrl: string,
  { count, delayMs }: { count: number; delayMs: number },
): Promise<{ millionMb: number; seconds: number }> {
  const producer = new Redis(redisUrl);
  const queue = new Queue("bare-timers", { connection: producer });
  const before = await redisMemoryMb(redisUrl);
  const dueAt = Date.now() + delayMs;
  for (let first = 0; first < count; first += BULK) {
    const jobs = Array.from({ length: Math.min(BULK, count - first) }, (_, index) => ({
      name: "timer",
      data: { conversationId: `900000000000000-ct_${first + index}`, workspaceId: "default" },
      opts: { delay: dueAt - Date.now(), removeOnComplete: true },
    }));
    await queue.addBulk(jobs);
  }
  const millionMb = (((await redisMemoryMb(redisUrl)) - before) / count) * 1_000_000;
  const startedLateMs = Date.now() - dueAt;
  if (startedLateMs > 0)
    throw new Error(`the jobs were ${startedLateMs} ms late before they began`);

  const connection = new Redis(redisUrl, { maxRetriesPerRequest: null });
  let fired = 0;
  let allFired = (): void => {};
  const done = new Promise<void>((resolve) => (allFired = resolve));
  const worker = new Worker(
    "bare-timers",
    async () => {
      fired += 1;
      if (fired === count) allFired();
    },
    { connection, concurrency: 50 },
  );
  const instant = monotonicMs() - startedLateMs;
  await done;
  const seconds = (monotonicMs() - instant) / 1_000;
  await worker.close();
  await queue.obliterate({ force: true });
  await queue.close();
  connection.disconnect();
  producer.disconnect();
  return { millionMb, seconds };
}
