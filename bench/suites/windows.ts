import { statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { startRedis, type TestRedis } from "../../test/support/redis.ts";
import { fireDelayedJobs } from "../baselines/delayed-jobs.ts";
import {
  atMost,
  type Benchmark,
  type BenchmarkContext,
  type Figure,
} from "../support/benchmark.ts";
import { monotonicMs } from "../support/clock.ts";
import { moveDeadlines } from "../support/deadlines.ts";
import { startEngine, type Engine } from "../support/engine.ts";
import { FeedWatch } from "../support/feed-watch.ts";
import { latenessUnderLoad } from "../support/lateness.ts";
import { prepareConversations } from "../support/million.ts";
import { cpuMs, residentMb } from "../support/processes.ts";
import { REDIS_MB_MAX, redisMemoryMb, redisOfEmptyEngineMb } from "../support/redis-memory.ts";
import { medianOfRounds } from "../support/statistics.ts";
import { timeSweeps } from "../support/sweeps.ts";
import { untilCommitted } from "../support/until-committed.ts";

interface Sizes {
  conversations: number;
  dueAtOnce: number;
  idleMs: number;
  normalMs: number;
}

const WHOLE: Sizes = {
  conversations: 1_000_000,
  dueAtOnce: 50_000,
  idleMs: 20_000,
  normalMs: 60_000,
};
const QUICK: Sizes = { conversations: 100_000, dueAtOnce: 5_000, idleMs: 5_000, normalMs: 10_000 };
/** What a million windows of a day come to: as many end each second. */
const DEADLINES_PER_SECOND = 12;
const HORIZON_S = 600;
const START_MS = 10_000;

/** A million conversations with pending windows: what they cost while nothing is due, and how they end. */
export const benchmark: Benchmark = {
  name: "windows",
  title: "conversations with pending windows: at rest, at a normal load, and many due at once",
  async run({ quick, rounds, dir, say }: BenchmarkContext): Promise<Figure[]> {
    const sizes = quick ? QUICK : WHOLE;
    const databaseFile = await prepareConversations(sizes.conversations, { dir, say });
    const fileMb = statSync(databaseFile).size / 1e6;
    const sweeps = await timeSweeps(databaseFile, quick ? 100 : 400);
    await using redis = await startRedis({ persist: true });
    const place: Place = { dir, redis, databaseFile, sizes };
    const rest = await atRest(place);
    say(`at rest: ${Math.round(rest.residentMb)} MB, ${rest.cpuPercent.toFixed(1)} % CPU`);
    const normal = await atNormalLoad(place);
    say(`normal load: latest ${Math.round(normal.p99)} ms (p99)`);
    const once = await medianOfRounds(rounds, async (round) => {
      const seconds = await dueAtOnce(place, round);
      say(`round ${round + 1}: ${sizes.dueAtOnce} at once took ${seconds.toFixed(1)} s`);
      return { seconds };
    });
    const bare = await medianOfRounds(rounds, () =>
      fireDelayedJobs(redis.url, { count: sizes.dueAtOnce, delayMs: quick ? 4_000 : 15_000 }),
    );
    return figuresOf({ sizes, fileMb, sweeps, rest, normal, once, bare });
  },
};

interface Place {
  dir: string;
  redis: TestRedis;
  databaseFile: string;
  sizes: Sizes;
}

const run = (place: Place): Promise<Engine> =>
  startEngine({ dir: place.dir, redisUrl: place.redis.url });

/** Nothing is due for years. */
async function atRest(place: Place) {
  const { dir, redis, sizes } = place;
  const forMs = sizes.idleMs;
  const emptyMb = await redisOfEmptyEngineMb({ dir, redisUrl: redis.url, forMs });
  const engine = await run(place);
  await sleep(sizes.idleMs / 2);
  const cpuBefore = cpuMs(engine.pid);
  const startedAt = monotonicMs();
  await sleep(sizes.idleMs);
  const cpuPercent = ((cpuMs(engine.pid) - cpuBefore) / (monotonicMs() - startedAt)) * 100;
  const figures = {
    readyMs: engine.readyMs,
    residentMb: residentMb(engine.pid),
    redisMb: (await redisMemoryMb(redis.url)) - emptyMb,
    cpuPercent,
  };
  await engine.stop();
  return figures;
}

/** As many windows end as a million a day do, those of the next ten minutes stand in Redis, and messages come in besides. */
async function atNormalLoad(place: Place) {
  const { databaseFile, redis, sizes } = place;
  const emptyMb = await redisMemoryMb(redis.url);
  const dueAt = Date.now() + START_MS;
  const count = DEADLINES_PER_SECOND * HORIZON_S;
  moveDeadlines(databaseFile, { first: 0, count, dueAt, stepMs: 1_000 / DEADLINES_PER_SECOND });
  const engine = await run(place);
  using watch = new FeedWatch(databaseFile);
  await sleep(Math.max(0, dueAt - 2_000 - Date.now()));
  const redisMb = (await redisMemoryMb(redis.url)) - emptyMb;
  const expected = (sizes.normalMs / 1_000) * DEADLINES_PER_SECOND;
  const late = await latenessUnderLoad(
    { port: engine.port, watch },
    { type: "window.expired", dueAt, count: expected, durationMs: sizes.normalMs },
  );
  await engine.stop();
  return { ...late, redisMb };
}

/** Seconds from the instant until the last of all windows that end at it stands in the feed. */
async function dueAtOnce(place: Place, round: number): Promise<number> {
  const { databaseFile, sizes } = place;
  const first = 10_000 + round * sizes.dueAtOnce;
  const dueAt = Date.now() + START_MS * 2;
  moveDeadlines(databaseFile, { first, count: sizes.dueAtOnce, dueAt, stepMs: 0 });
  const engine = await run(place);
  using watch = new FeedWatch(databaseFile);
  await sleep(Math.max(0, dueAt - Date.now()));
  const instant = monotonicMs() - (Date.now() - dueAt);
  const { at } = await untilCommitted(watch, watch.lastSeq(), {
    count: sizes.dueAtOnce,
    types: ["window.expired"],
  });
  await engine.stop();
  return (at - instant) / 1_000;
}

interface Measured {
  sizes: Sizes;
  fileMb: number;
  sweeps: { p50: number; p99: number };
  rest: Awaited<ReturnType<typeof atRest>>;
  normal: Awaited<ReturnType<typeof atNormalLoad>>;
  once: { seconds: number };
  bare: { millionMb: number; seconds: number };
}

function figuresOf({ sizes, fileMb, sweeps, rest, normal, once, bare }: Measured): Figure[] {
  const delayed = "BullMQ: one delayed job per window";
  return [
    { name: "conversations with a pending window", value: sizes.conversations, unit: "" },
    { name: "database file", value: fileMb, unit: "MB" },
    { name: "start on that file, ready", value: rest.readyMs, unit: "ms" },
    { name: "resident memory at rest", value: rest.residentMb, unit: "MB" },
    {
      name: "Redis memory beyond an empty engine's, nothing due in ten minutes",
      value: rest.redisMb,
      unit: "MB",
      baseline: { what: `${delayed}, a million of them`, value: bare.millionMb },
      target: atMost(rest.redisMb, REDIS_MB_MAX, "what is due in 10 min"),
    },
    {
      name: `Redis memory, ${DEADLINES_PER_SECOND * HORIZON_S} due in ten minutes`,
      value: normal.redisMb,
      unit: "MB",
    },
    { name: "sweep, p50", value: sweeps.p50, unit: "ms" },
    {
      name: "sweep, p99",
      value: sweeps.p99,
      unit: "ms",
      target: atMost(sweeps.p99, 10, "<= 10 ms"),
    },
    {
      name: "idle CPU",
      value: rest.cpuPercent,
      unit: "%",
      target: { text: "< 3 %", met: rest.cpuPercent < 3 },
    },
    {
      name: `${sizes.dueAtOnce} due at one instant: until all are in the feed`,
      value: once.seconds,
      unit: "s",
      baseline: { what: `${delayed}, a handler that does nothing`, value: bare.seconds },
      target: atMost(once.seconds, 15, "<= 15 s"),
    },
    { name: "lateness at 12 deadlines/s and 100 messages/s, p50", value: normal.p50, unit: "ms" },
    {
      name: "lateness at 12 deadlines/s and 100 messages/s, p99",
      value: normal.p99,
      unit: "ms",
      target: atMost(normal.p99, 1_000, "<= 1 s"),
    },
  ];
}
