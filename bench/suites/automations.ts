import { join } from "node:path";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { statSync } from "node:fs";
import { systemClock } from "../../src/clock.ts";
import { makeFlowBook, type SwitchedOn } from "../../src/domain/automation/make-flow-book.ts";
import { DEFAULT_WORKSPACE } from "../../src/domain/ids.ts";
import { createLog } from "../../src/log.ts";
import { openSqliteStore } from "../../src/store/sqlite/store.ts";
import { runBacktest } from "../../src/workers/automation/backtest/run-backtest.ts";
import { startRedis } from "../../test/support/redis.ts";
import {
  atLeast,
  atMost,
  type Benchmark,
  type BenchmarkContext,
  type Figure,
} from "../support/benchmark.ts";
import { startEngine } from "../support/engine.ts";
import { FeedWatch } from "../support/feed-watch.ts";
import { liveFlow, WELCOME } from "../support/flows.ts";
import { costFigures, costOfOthers } from "../support/flow-costs.ts";
import { latenessUnderLoad } from "../support/lateness.ts";
import { cpuUsSince } from "../support/cpu.ts";
import { commitGroup, GROUP, NOW } from "../support/message-groups.ts";
import { LINE, storedLine } from "../support/line.ts";
import { EPISODES, makePast, PAST_BEGINS, PAST_DAYS } from "../support/past.ts";
import { residentMb } from "../support/processes.ts";
import { REDIS_MB_MAX, redisMemoryMb, redisOfEmptyEngineMb } from "../support/redis-memory.ts";
import { medianOfRounds } from "../support/statistics.ts";
import { timeSweeps } from "../support/sweeps.ts";
import { makeWaitingRuns, moveWaits } from "../support/waiting-runs.ts";

const DAY_MS = 86_400_000;
const WAITS_PER_SECOND = 12;
const START_MS = 10_000;

/** What flows cost: those that do not start, those that do, those that wait, and going through the past with one. */
export const benchmark: Benchmark = {
  name: "automations",
  title: "flows that cannot start, starts, waiting runs, and the past gone through once more",
  async run(context: BenchmarkContext): Promise<Figure[]> {
    const { rounds, say } = context;
    const costs = await medianOfRounds(rounds, (round) => costOfOthers(context, round));
    say(
      `a step beside 1,000 flows: ${costs.thousand.toFixed(1)} us, alone ${costs.none.toFixed(1)}`,
    );
    const starts = await medianOfRounds(rounds, (round) => startRuns(context, round));
    say(`${Math.round(starts.perSecond)} runs started a second`);
    const past = await goThroughPast(context);
    say(`${Math.round(past.perCpuSecond)} entries of history in a second of CPU`);
    const waiting = await waitOut(context);
    return [...costFigures(costs), ...startFigures(starts), ...past.figures, ...waiting];
  },
};

/** First messages of contacts, each of which starts a flow that sends and waits: accepted, advanced, committed durably. */
async function startRuns({ quick, dir }: BenchmarkContext, round: number) {
  const store = await openSqliteStore({ path: join(dir, `starts-${round}.db`) });
  await store.putLine(storedLine(LINE.phoneNumberId, NOW));
  const welcome = liveFlow("welcome", WELCOME, NOW);
  await store.addFlow(welcome.flow, welcome.live);
  const book = makeFlowBook("UTC", [welcome]);
  const groups = quick ? 20 : 100;
  let started = 0;
  const before = process.cpuUsage();
  const from = performance.now();
  for (let group = 0; group < groups; group++) {
    const commits = await commitGroup(store, { run: `r${round}`, group, book });
    started += commits.reduce((sum, { automation: log }) => sum + log.runs.length, 0);
  }
  const seconds = (performance.now() - from) / 1_000;
  const cpuUs = cpuUsSince(before) / started;
  await store.close();
  if (started !== groups * GROUP) throw new Error(`${started} runs were started`);
  return { perSecond: started / seconds, cpuUs };
}

function startFigures({ perSecond, cpuUs }: { perSecond: number; cpuUs: number }): Figure[] {
  return [
    {
      name: "runs started, from webhook item to durable commit",
      value: perSecond,
      unit: "/s",
      target: atLeast(perSecond, 1_000, ">= 1,000/s"),
    },
    { name: "one start, all included", value: cpuUs, unit: "us CPU" },
  ];
}

/** A draft, alone and against the live version, over generated history. */
async function goThroughPast({ quick, dir, say }: BenchmarkContext) {
  const episodes = quick ? 10_000 : 100_000;
  const path = join(dir, "past.db");
  const { entries } = await makePast(path, episodes / EPISODES);
  say(`${episodes} episodes of history, ${(entries * episodes) / EPISODES} entries`);
  const store = await openSqliteStore({ path });
  const { definition } = liveFlow("welcome", WELCOME, NOW).live;
  const until = PAST_BEGINS + PAST_DAYS * DAY_MS;
  const clock = { ...systemClock, now: () => until };
  const log = createLog({ level: "warn", plain: true });
  const deps = { store, clock, log, breathe: () => setImmediate() };
  const go = async (start: SwitchedOn["live"]["definition"], against: boolean) => {
    const before = process.cpuUsage();
    const from = performance.now();
    const report = await runBacktest(
      {
        workspaceId: DEFAULT_WORKSPACE,
        flowId: "welcome",
        version: 2,
        definition: start,
        against: against ? { version: 1, definition } : null,
        since: PAST_BEGINS,
        until,
        lineIds: null,
        limit: 100,
      },
      deps,
      { signal: new AbortController().signal, onProgress: () => {} },
    );
    const seconds = (performance.now() - from) / 1_000;
    const cpuSeconds = cpuUsSince(before) / 1e6;
    if (report.conversations.failed > 0) throw new Error("a rehearsal broke off");
    return { report, seconds, cpuSeconds };
  };
  const alone = await go(definition, false);
  const compared = await go(definition, true);
  const never = {
    ...definition,
    start: { on: "message.received", match: { kind: "keyword", words: ["zzz"] } },
  } as const;
  const passed = await go(never as unknown as typeof definition, false);
  await store.close();
  if (alone.report.draft.runs.started !== episodes) throw new Error("episodes were left out");
  const perCpuSecond = alone.report.events / alone.cpuSeconds;
  const rate = (name: string, { report, seconds, cpuSeconds }: typeof alone): Figure[] => [
    { name: `${name}: entries of history per second`, value: report.events / seconds, unit: "/s" },
    { name: `${name}: per second of CPU`, value: report.events / cpuSeconds, unit: "/s CPU" },
  ];
  const [wall, cpu] = rate("backtest of a draft", alone);
  const figures: Figure[] = [
    { ...wall!, target: atLeast(alone.report.events / alone.seconds, 20_000, ">= 20,000/s") },
    cpu!,
    ...rate("backtest against the live version", compared),
    ...rate("backtest of a flow that nothing starts", passed),
    {
      name: `virtual hours of a workspace of ${episodes / EPISODES} conversations, per second`,
      value: (PAST_DAYS * 24) / alone.seconds,
      unit: "h/s",
    },
  ];
  return { perCpuSecond, figures };
}

/** Runs that wait: at rest, and as they end beside messages that come in. */
async function waitOut({ quick, dir, say }: BenchmarkContext): Promise<Figure[]> {
  const count = quick ? 100_000 : 1_000_000;
  const normalMs = quick ? 10_000 : 60_000;
  const path = join(dir, "ventana.db");
  say(`preparing ${count} waiting runs`);
  await makeWaitingRuns(path, count);
  const fileMb = statSync(path).size / 1e6;
  const sweeps = await timeSweeps(path, quick ? 100 : 400);
  await using redis = await startRedis({ persist: true });
  const forMs = quick ? 5_000 : 20_000;
  const emptyMb = await redisOfEmptyEngineMb({ dir, redisUrl: redis.url, forMs });
  const resting = await startEngine({ dir, redisUrl: redis.url });
  await sleep(forMs);
  const restMb = residentMb(resting.pid);
  const redisMb = (await redisMemoryMb(redis.url)) - emptyMb;
  await resting.stop();
  const late = await endWaits({ dir, path, redisUrl: redis.url, normalMs });
  return [
    { name: "conversations with a waiting run", value: count, unit: "" },
    { name: "database file", value: fileMb, unit: "MB" },
    { name: "resident memory at rest", value: restMb, unit: "MB" },
    {
      name: "Redis memory beyond an empty engine's, nothing due in ten minutes",
      value: redisMb,
      unit: "MB",
      target: atMost(redisMb, REDIS_MB_MAX, "what is due in 10 min"),
    },
    {
      name: "sweep, p99",
      value: sweeps.p99,
      unit: "ms",
      target: atMost(sweeps.p99, 10, "<= 10 ms"),
    },
    { name: "lateness at 12 waits/s and 100 messages/s, p50", value: late.p50, unit: "ms" },
    {
      name: "lateness at 12 waits/s and 100 messages/s, p99",
      value: late.p99,
      unit: "ms",
      target: atMost(late.p99, 1_000, "<= 1 s"),
    },
  ];
}

async function endWaits(place: { dir: string; path: string; redisUrl: string; normalMs: number }) {
  const { dir, path, redisUrl, normalMs } = place;
  const expected = (normalMs / 1_000) * WAITS_PER_SECOND;
  const dueAt = Date.now() + START_MS;
  moveWaits(path, { first: 0, count: expected, dueAt, stepMs: 1_000 / WAITS_PER_SECOND });
  const engine = await startEngine({ dir, redisUrl });
  using watch = new FeedWatch(path);
  const late = await latenessUnderLoad(
    { port: engine.port, watch },
    { type: "automation.run.ended", dueAt, count: expected, durationMs: normalMs },
  );
  await engine.stop();
  return late;
}
