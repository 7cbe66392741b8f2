import { join } from "node:path";
import { APP_SECRET } from "./line.ts";
import { startProgram, type Program } from "./processes.ts";

/** The bare Fastify and BullMQ pipeline that the engine is compared with, in a process of its own like the engine. */
export async function startPipeline(options: {
  dir: string;
  redisUrl: string;
  receiverUrl: string;
  /** Jobs at once: 1 keeps the order, more is faster. */
  concurrency: number;
  /** Default 0: a free one. */
  port?: number;
}): Promise<Program & { port: number }> {
  const { dir, redisUrl, receiverUrl, concurrency, port = 0 } = options;
  const program = await startProgram({
    module: "bench/baselines/bullmq-pipeline.ts",
    args: [APP_SECRET, redisUrl, receiverUrl, String(concurrency), String(port)],
    ready: /ready at (http:\S+)/,
    logFile: join(dir, "pipeline.log"),
  });
  return { ...program, port: Number(new URL(program.address).port) };
}
