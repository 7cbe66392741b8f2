import { setTimeout as sleep } from "node:timers/promises";
import { startRedis } from "../../test/support/redis.ts";
import {
  atMost,
  type Benchmark,
  type BenchmarkContext,
  type Figure,
} from "../support/benchmark.ts";
import { monotonicMs } from "../support/clock.ts";
import { issueTokens, registerLine, startEngine, type Engine } from "../support/engine.ts";
import { FeedWatch } from "../support/feed-watch.ts";
import { openLoop } from "../support/load.ts";
import { messageStream } from "../support/messages.ts";
import { cpuMs, residentMb, startProgram } from "../support/processes.ts";
import { startStreamReaders, type StreamReaders } from "../support/stream-readers.ts";
import { medianOfRounds, quantile } from "../support/statistics.ts";

const READERS = 500;
const CONTACTS = 1_000;
const RATES = [20, 100];
const TYPE = "message.received";
/** About as long as an event with its row. */
const BARE_BYTES = 2_400;
const QUIET_MS = 3_000;

/** Agents at their inboxes: how long an event takes from its commit to every one of them. */
export const benchmark: Benchmark = {
  name: "stream",
  title: `${READERS} live streams of as many tokens, one process with all roles: commit to each of them`,
  async run({ dir, rounds, quick, say }: BenchmarkContext): Promise<Figure[]> {
    await using redis = await startRedis({ persist: true });
    const engine = await startEngine({ dir, redisUrl: redis.url });
    await registerLine(engine.url);
    const tokens = await issueTokens(engine.url, READERS);
    const before = residentMb(engine.pid);
    const readers = await startStreamReaders(dir, { port: engine.port, tokens, type: TYPE });
    const perStreamKb = ((residentMb(engine.pid) - before) / READERS) * 1_024;
    const idle = await idleCpu(engine);
    const figures: Figure[] = [];
    const seconds = quick ? 5 : 20;
    for (const perSecond of RATES) {
      const told = await medianOfRounds(rounds, async (round) => {
        const run = `r${perSecond}-${round}`;
        const taken = await committedToTold({ engine, readers, run, perSecond, seconds });
        say(`${perSecond}/s, round ${round + 1}: p99 ${taken.p99.toFixed(0)} ms`);
        return taken;
      });
      const bare = await bareFigures(dir, { tokens, perSecond, seconds });
      figures.push(...figuresOf(perSecond, told, bare));
    }
    await engine.stop();
    return [
      ...figures,
      { name: "memory of one open stream", value: perStreamKb, unit: "kB" },
      { name: `CPU of ${READERS} streams while nothing happens`, value: idle, unit: "%" },
    ];
  },
};

type Told = Record<"p50" | "p99" | "missing" | "repeated" | "cpu", number>;

async function committedToTold(options: {
  engine: Engine;
  readers: StreamReaders;
  run: string;
  perSecond: number;
  seconds: number;
}): Promise<Told> {
  const { engine, readers, run, perSecond, seconds } = options;
  using watch = new FeedWatch(engine.databaseFile);
  const count = perSecond * seconds;
  const { requests } = messageStream({ run, count, contacts: CONTACTS });
  await readers.take();
  const first = watch.lastSeq();
  const commits = watchPlaces(watch);
  const cpuBefore = cpuMs(engine.pid);
  await openLoop(engine.port, requests, { perSecond });
  await sleep(QUIET_MS);
  const cpu = (cpuMs(engine.pid) - cpuBefore) / count;
  const committedAt = await commits.stop();
  const heard = await readers.take();
  const events = new Set(heard.map(([seq]) => seq)).size;
  if (events !== count) throw new Error(`${events} of ${count} events were told, behind ${first}`);
  const latencies = heard.map(([seq, at]) => at - (committedAt.get(seq) ?? Number.NaN));
  return { ...spread(latencies), ...completeness(heard, count), cpu };
}

/** Notes when each place of the feed could first be seen from outside, looking every millisecond. */
function watchPlaces(watch: FeedWatch): { stop(): Promise<Map<number, number>> } {
  const seenAt = new Map<number, number>();
  let last = watch.lastSeq();
  let isOn = true;
  const watching = (async () => {
    while (isOn) {
      const seq = watch.lastSeq();
      const at = monotonicMs();
      for (; last < seq; last += 1) seenAt.set(last + 1, at);
      await sleep(1);
    }
  })();
  return {
    async stop() {
      isOn = false;
      await watching;
      return seenAt;
    },
  };
}

async function bareFigures(
  dir: string,
  options: { tokens: readonly string[]; perSecond: number; seconds: number },
): Promise<Told> {
  const { tokens, perSecond, seconds } = options;
  const bare = await startProgram({
    module: "bench/baselines/bare-broadcast.ts",
    ready: /ready at (http:\S+)/,
    logFile: `${dir}/bare-broadcast.log`,
  });
  const port = Number(new URL(bare.address).port);
  const readers = await startStreamReaders(dir, { port, tokens, type: TYPE });
  const writtenAt = new Map<number, number>();
  bare.child.on("message", ([seq, at]: [number, number]) => void writtenAt.set(seq, at));
  const data = JSON.stringify("x".repeat(BARE_BYTES));
  const count = perSecond * seconds;
  const startedAt = monotonicMs();
  for (let seq = 1; seq <= count; seq += 1) {
    const waitMs = startedAt + (seq * 1_000) / perSecond - monotonicMs();
    if (waitMs > 0) await sleep(waitMs);
    bare.child.send({ seq, data });
  }
  await sleep(QUIET_MS);
  const heard = await readers.take();
  await readers.stop();
  await bare.stop();
  const latencies = heard.map(([seq, at]) => at - (writtenAt.get(seq) ?? Number.NaN));
  return { ...spread(latencies), ...completeness(heard, count), cpu: Number.NaN };
}

function spread(latencies: readonly number[]): Pick<Told, "p50" | "p99"> {
  return { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
}

function completeness(
  heard: readonly [number, number][],
  count: number,
): Pick<Told, "missing" | "repeated"> {
  const surplus = heard.length - count * READERS;
  return { missing: Math.max(0, -surplus), repeated: Math.max(0, surplus) };
}

/** Per cent of one core that open streams take when nothing is told: signs of life, and looking whether tokens hold. */
async function idleCpu({ pid }: Engine): Promise<number> {
  const before = cpuMs(pid);
  await sleep(5_000);
  return ((cpuMs(pid) - before) / 5_000) * 100;
}

function figuresOf(perSecond: number, told: Told, bare: Told): Figure[] {
  const what = "bare Node server, the same bytes to all";
  const name = `at ${perSecond} messages/s, commit seen to event received`;
  return [
    { name: `${name}, p50`, value: told.p50, unit: "ms", baseline: { what, value: bare.p50 } },
    {
      name: `${name}, p99`,
      value: told.p99,
      unit: "ms",
      baseline: { what, value: bare.p99 },
      target: atMost(told.p99, 250, "<= 250 ms"),
    },
    {
      name: `at ${perSecond} messages/s, missing or told twice`,
      value: told.missing + told.repeated,
      unit: "",
      target: atMost(told.missing + told.repeated, 0, "0"),
    },
    {
      name: `at ${perSecond} messages/s, CPU of the engine per message`,
      value: told.cpu * 1_000,
      unit: "us",
    },
  ];
}
