import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startRedis } from "../../test/support/redis.ts";
import {
  atMost,
  type Benchmark,
  type BenchmarkContext,
  type Figure,
} from "../support/benchmark.ts";
import { registerLine, startEngine, subscribe } from "../support/engine.ts";
import { openLoop } from "../support/load.ts";
import { aMessage, requestOf } from "../support/webhooks.ts";
import { startPipeline } from "../support/pipeline.ts";
import { residentMb } from "../support/processes.ts";
import { startReceiver } from "../support/receiver.ts";
import { median, quantile } from "../support/statistics.ts";

const PER_SECOND = 300;
const CONTACTS = 5_000;
const SAMPLE_MS = 500;
const IDLE_MS = 10_000;
const STARTS = 5;

/** Time to ready, and memory of one process that does everything: idle, and over minutes of steady load. */
export const benchmark: Benchmark = {
  name: "memory-start",
  title: "start, and memory of one process with all roles; 300 messages/s, each delivered",
  async run({ quick, dir, say }: BenchmarkContext): Promise<Figure[]> {
    const seconds = quick ? 60 : 600;
    await using redis = await startRedis({ persist: true });
    const receiver = await startReceiver(dir);
    const starts = await timeStarts(dir, redis.url);
    say(`ready after ${Math.round(median(starts))} ms`);

    const engine = await startEngine({ dir, redisUrl: redis.url });
    await sleep(IDLE_MS);
    const idleMb = residentMb(engine.pid);
    await registerLine(engine.url);
    await subscribe(engine.url, receiver.url, ["message.received"]);
    say(`${seconds} s of load`);
    const samples = await loadAndWatch({ port: engine.port, pid: engine.pid, seconds, run: "m" });
    await receiver.collect(PER_SECOND * seconds);
    await engine.stop();

    const pipeline = await startPipeline({
      dir,
      redisUrl: redis.url,
      receiverUrl: receiver.url,
      concurrency: 50,
    });
    await sleep(IDLE_MS);
    const bare = { readyMs: pipeline.readyMs, idleMb: residentMb(pipeline.pid) };
    const bareSamples = await loadAndWatch({
      port: pipeline.port,
      pid: pipeline.pid,
      seconds: Math.min(60, seconds),
      run: "b",
    });
    await pipeline.stop();
    await receiver.stop();
    return figuresOf({ starts, idleMb, samples, bare: { ...bare, samples: bareSamples }, seconds });
  },
};

/** Starts on an empty directory each, until the line that says it is ready; Redis runs already. */
async function timeStarts(dir: string, redisUrl: string): Promise<number[]> {
  const times: number[] = [];
  for (let number = 0; number < STARTS; number++) {
    const own = join(dir, `start-${number}`);
    mkdirSync(own);
    const engine = await startEngine({ dir: own, redisUrl });
    times.push(engine.readyMs);
    await engine.stop();
  }
  return times;
}

/** Resident memory every half second of the load, in MB. Messages are made as they are sent: prepared ones would fill this process. */
async function loadAndWatch(options: {
  port: number;
  pid: number;
  seconds: number;
  run: string;
}): Promise<number[]> {
  const { port, pid, seconds, run } = options;
  const samples: number[] = [];
  const timer = setInterval(() => samples.push(residentMb(pid)), SAMPLE_MS);
  for (let slice = 0; slice < seconds; slice += 10) {
    const length = Math.min(10, seconds - slice);
    const requests = Array.from({ length: PER_SECOND * length }, (_, index) => {
      const serial = slice * PER_SECOND + index;
      return requestOf([aMessage({ run, contact: serial % CONTACTS, serial }, Date.now())]);
    });
    await openLoop(port, requests, { perSecond: PER_SECOND });
  }
  clearInterval(timer);
  return samples;
}

function quarterMean(samples: readonly number[], quarter: 0 | 1 | 2 | 3): number {
  const size = Math.floor(samples.length / 4);
  const part = samples.slice(quarter * size, (quarter + 1) * size);
  return part.reduce((sum, mb) => sum + mb, 0) / part.length;
}

function figuresOf(measured: {
  starts: number[];
  idleMb: number;
  samples: number[];
  seconds: number;
  bare: { readyMs: number; idleMb: number; samples: number[] };
}): Figure[] {
  const { starts, idleMb, samples, seconds, bare } = measured;
  const what = "bare Fastify and BullMQ pipeline";
  const readyMs = median(starts);
  const mostMb = quantile(samples, 1);
  const growth = (quarterMean(samples, 3) / quarterMean(samples, 0) - 1) * 100;
  return [
    {
      name: "start to ready, packages there",
      value: readyMs,
      unit: "ms",
      baseline: { what, value: bare.readyMs },
      target: atMost(readyMs, 1_500, "<= 1.5 s"),
    },
    {
      name: "resident memory, idle",
      value: idleMb,
      unit: "MB",
      baseline: { what, value: bare.idleMb },
      target: atMost(idleMb, 130, "<= 130 MB"),
    },
    {
      name: `resident memory, most in ${seconds} s at 300/s`,
      value: mostMb,
      unit: "MB",
      baseline: { what, value: quantile(bare.samples, 1) },
      target: atMost(mostMb, 300, "<= 300 MB"),
    },
    {
      name: "last quarter of the load against the first",
      value: growth,
      unit: "%",
      target: atMost(growth, 10, "flat (<= 10 %)"),
    },
  ];
}
