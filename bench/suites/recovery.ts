import { setTimeout as sleep } from "node:timers/promises";
import { startRedis, type TestRedis } from "../../test/support/redis.ts";
import { findFreePort } from "../../src/redis-process.ts";
import {
  atMost,
  type Benchmark,
  type BenchmarkContext,
  type Figure,
} from "../support/benchmark.ts";
import { monotonicMs } from "../support/clock.ts";
import { registerLine, startEngine, subscribe, type Engine } from "../support/engine.ts";
import { checkCausalOrder, FeedWatch, sourceIdOf } from "../support/feed-watch.ts";
import { openLoop } from "../support/load.ts";
import { messageStream } from "../support/messages.ts";
import { startPipeline } from "../support/pipeline.ts";
import { startReceiver, type ReceiverProgram } from "../support/receiver.ts";

const PER_SECOND = 200;
const CONTACTS = 500;
const BEFORE_MS = 4_000;
const AFTER_MS = 8_000;
/** Deliveries under way to the one endpoint: `ENDPOINT_IN_FLIGHT`. */
const IN_FLIGHT = 8;
/** Slow enough that several deliveries are under way at any moment, those of whoever is killed among them. */
const ANSWER_AFTER_MS = 25;
/** A delivery whose holder died is due again when its lease ends. */
const LEASE_MS = 20_000;
const QUIET_MS = 90_000;
/** BullMQ's own lock and check for stalled jobs, 30 s each, and a little. */
const STALLED_MS = 70_000;

type Disaster = "a worker" | "everything" | "FLUSHALL";

/** What a disaster costs: how long messages waited, what was lost, what came twice. The worst of all rounds counts. */
export const benchmark: Benchmark = {
  name: "recovery",
  title: "disasters at 200 messages/s, each delivered; one http process and two workers",
  async run({ dir, rounds, quick, say }: BenchmarkContext): Promise<Figure[]> {
    await using redis = await startRedis({ persist: true });
    const receiver = await startReceiver(dir, { answerAfterMs: ANSWER_AFTER_MS });
    const cast = await startCast(dir, redis);
    await registerLine(cast.http.url);
    await subscribe(cast.http.url, receiver.url, ["message.received"]);
    using watch = new FeedWatch(cast.http.databaseFile);
    const figures: Figure[] = [];
    for (const disaster of ["a worker", "everything", "FLUSHALL"] as const) {
      const found: Found[] = [];
      for (let round = 0; round < (quick ? 1 : rounds); round++) {
        const run = `${RUNS[disaster]}${round}`;
        found.push(
          await survive(
            { port: cast.port, receiver, watch, run, repeatedWithinMs: LEASE_MS + 5_000 },
            () => strike(disaster, cast),
          ),
        );
        say(`${disaster}: ${sentenceOf(found.at(-1)!)}`);
      }
      figures.push(...figuresOf(disaster, worstOf(found)));
    }
    for (const engine of [cast.http, ...cast.workers]) await engine.stop();
    const bare = await bareRecovery(dir, redis, receiver);
    say(`bare pipeline: ${sentenceOf(bare)}`);
    await receiver.stop();
    return withBaseline(figures, bare);
  },
};

const RUNS: Record<Disaster, string> = { "a worker": "w", everything: "e", FLUSHALL: "f" };

interface Cast {
  dir: string;
  redis: TestRedis;
  port: number;
  http: Engine;
  workers: Engine[];
}

async function startCast(dir: string, redis: TestRedis): Promise<Cast> {
  const port = await findFreePort();
  const http = await startEngine({ dir, redisUrl: redis.url, role: "http", port });
  const workers = [await startWorker(dir, redis), await startWorker(dir, redis)];
  return { dir, redis, port, http, workers };
}

function startWorker(dir: string, redis: TestRedis): Promise<Engine> {
  return startEngine({ dir, redisUrl: redis.url, role: "worker" });
}

/** Kills by SIGKILL; what died is started again at once, as a supervisor would. */
async function strike(disaster: Disaster, cast: Cast): Promise<void> {
  const { dir, redis, port } = cast;
  switch (disaster) {
    case "a worker":
      await cast.workers[0]?.stop("SIGKILL");
      cast.workers[0] = await startWorker(dir, redis);
      return;
    case "everything":
      await Promise.all([cast.http, ...cast.workers].map((engine) => engine.stop("SIGKILL")));
      await redis.kill("SIGKILL");
      await redis.restart();
      cast.http = await startEngine({ dir, redisUrl: redis.url, role: "http", port });
      cast.workers = [await startWorker(dir, redis), await startWorker(dir, redis)];
      return;
    case "FLUSHALL":
      await redis.flush();
  }
}

interface Found {
  /**
   * From a message's planned POST to its delivery, the longest of all that were sent from the disaster on: until work goes on. While
   * nobody listens, the sender tries again all the time.
   */
  afterMs: number;
  /** The same of those that were sent before, and were on their way when it struck. */
  underWayMs: number;
  lost: number;
  repeated: number;
  /** Messages out of their conversation's order in the feed; -1 where there is no feed. */
  disorder: number;
}

async function survive(
  options: {
    port: number;
    receiver: ReceiverProgram;
    watch: FeedWatch | null;
    run: string;
    /** How long after the disaster deliveries may come a second time. */
    repeatedWithinMs: number;
  },
  disaster: () => Promise<void>,
): Promise<Found> {
  const { port, receiver, watch, run, repeatedWithinMs } = options;
  const count = ((BEFORE_MS + AFTER_MS) / 1_000) * PER_SECOND;
  const { requests, sourceIds } = messageStream({ run, count, contacts: CONTACTS });
  const sent = new Map<string, { sentAt: number; answeredAt: number }>();
  const before = watch?.lastSeq() ?? 0;
  await receiver.take();
  const load = openLoop(port, requests, {
    perSecond: PER_SECOND,
    onSent: (index, sentAt) => {
      sent.set(sourceIds[index] ?? "", { sentAt, answeredAt: Number.POSITIVE_INFINITY });
    },
    onAnswered: (index, answeredAt) => {
      const times = sent.get(sourceIds[index] ?? "");
      if (times !== undefined) times.answeredAt = answeredAt;
    },
  });
  await sleep(BEFORE_MS);
  const struckAt = monotonicMs();
  await disaster();
  await load;
  const { arrivals, repeated } = await receiver.collect(count, QUIET_MS);
  // What was under way comes again when its lease, or BullMQ's lock, has ended.
  await sleep(Math.max(0, struckAt + repeatedWithinMs - monotonicMs()));
  const late = await receiver.take();
  const longest = (isMeant: (sentAt: number) => boolean): number =>
    arrivals.reduce((most, [id, at]) => {
      const sentAt = sent.get(id)?.sentAt ?? at;
      return isMeant(sentAt) ? Math.max(most, at - sentAt) : most;
    }, 0);
  const order = watch === null ? null : orderOf(watch, before, sent);
  return {
    afterMs: longest((sentAt) => sentAt >= struckAt),
    underWayMs: longest((sentAt) => sentAt < struckAt),
    lost: count - arrivals.length + (order?.missing ?? 0),
    repeated: repeated + late.repeated,
    disorder: order === null ? -1 : order.disorder,
  };
}

function sentenceOf({ afterMs, underWayMs, lost, repeated }: Found): string {
  const waits = `waited ${Math.round(afterMs)} ms, under way ${Math.round(underWayMs)} ms`;
  return `${waits}; ${lost} lost, ${repeated} twice`;
}

/** What the worst of several rounds came to. */
function worstOf(found: readonly Found[]): Found {
  const most = (name: keyof Found): number => Math.max(...found.map((one) => one[name]));
  return {
    afterMs: most("afterMs"),
    underWayMs: most("underWayMs"),
    lost: most("lost"),
    repeated: most("repeated"),
    disorder: most("disorder"),
  };
}

function orderOf(
  watch: FeedWatch,
  before: number,
  sent: ReadonlyMap<string, { sentAt: number; answeredAt: number }>,
) {
  const { bodies } = watch.eventsAfter(before, ["message.received"]);
  return checkCausalOrder(bodies.map(sourceIdOf), sent);
}

/** The bare pipeline, killed and started again at once, with BullMQ's own settings. */
async function bareRecovery(
  dir: string,
  redis: TestRedis,
  receiver: ReceiverProgram,
): Promise<Found> {
  const port = await findFreePort();
  const start = () =>
    startPipeline({ dir, redisUrl: redis.url, receiverUrl: receiver.url, concurrency: 50, port });
  let pipeline = await start();
  const found = await survive(
    { port, receiver, watch: null, run: "b", repeatedWithinMs: STALLED_MS },
    async () => {
      await pipeline.stop("SIGKILL");
      pipeline = await start();
    },
  );
  await pipeline.stop();
  return found;
}

function figuresOf(disaster: Disaster, found: Found): Figure[] {
  const name = disaster === "FLUSHALL" ? "FLUSHALL" : `kill -9 of ${disaster}`;
  const afterSeconds = found.afterMs / 1_000;
  const { lost, repeated, disorder } = found;
  return [
    {
      name: `${name}: ${LONGEST_AFTER}`,
      value: afterSeconds,
      unit: "s",
      target: atMost(afterSeconds, 12, "<= 12 s"),
    },
    { name: `${name}: ${LONGEST_UNDER_WAY}`, value: found.underWayMs / 1_000, unit: "s" },
    { name: `${name}: lost`, value: lost, unit: "", target: atMost(lost, 0, "0") },
    {
      name: `${name}: delivered twice`,
      value: repeated,
      unit: "",
      target: atMost(repeated, IN_FLIGHT, `<= ${IN_FLIGHT} in flight`),
    },
    { name: `${name}: out of order`, value: disorder, unit: "", target: atMost(disorder, 0, "0") },
  ];
}

const LONGEST_AFTER = "longest wait of what came after it";
const LONGEST_UNDER_WAY = `longest wait of what was under way (a lease is ${LEASE_MS / 1_000} s)`;

function withBaseline(figures: readonly Figure[], bare: Found): Figure[] {
  const what = "bare pipeline (BullMQ's own settings), its one process killed and started again";
  const measured: Record<string, number> = {
    [LONGEST_AFTER]: bare.afterMs / 1_000,
    [LONGEST_UNDER_WAY]: bare.underWayMs / 1_000,
    lost: bare.lost,
    "delivered twice": bare.repeated,
  };
  return figures.map((figure) => {
    const value = measured[figure.name.slice(figure.name.indexOf(": ") + 2)];
    return value === undefined || figure.name.startsWith("FLUSHALL")
      ? figure
      : { ...figure, baseline: { what, value } };
  });
}
