import { setTimeout as sleep } from "node:timers/promises";
import { startRedis, type TestRedis } from "../../test/support/redis.ts";
import { findFreePort } from "../../src/redis-process.ts";
import {
  atMost,
  type Benchmark,
  type BenchmarkContext,
  type Figure,
} from "../support/benchmark.ts";
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
/** A delivery whose holder died is due again when its lease ends. */
const QUIET_MS = 90_000;

type Disaster = "a worker" | "everything" | "FLUSHALL";

/** What a disaster costs: how long the message waited that waited longest, what was lost, what came twice. */
export const benchmark: Benchmark = {
  name: "recovery",
  title: "disasters at 200 messages/s, each delivered; one http process and two workers",
  async run({ dir, say }: BenchmarkContext): Promise<Figure[]> {
    await using redis = await startRedis({ persist: true });
    const receiver = await startReceiver(dir);
    const cast = await startCast(dir, redis);
    await registerLine(cast.http.url);
    await subscribe(cast.http.url, receiver.url, ["message.received"]);
    using watch = new FeedWatch(cast.http.databaseFile);
    const figures: Figure[] = [];
    for (const disaster of ["a worker", "everything", "FLUSHALL"] as const) {
      const found = await survive({ port: cast.port, receiver, watch, run: RUNS[disaster] }, () =>
        strike(disaster, cast),
      );
      say(
        `${disaster}: ${found.worstMs.toFixed(0)} ms, ${found.lost} lost, ${found.repeated} twice`,
      );
      figures.push(...figuresOf(disaster, found));
    }
    for (const engine of [cast.http, ...cast.workers]) await engine.stop();
    const bare = await bareRecovery(dir, redis, receiver);
    say(`bare pipeline: ${bare.worstMs.toFixed(0)} ms, ${bare.lost} lost`);
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
  /** From a message's POST to its delivery, or from its planned POST while nobody listened: the longest of all. */
  worstMs: number;
  lost: number;
  repeated: number;
  /** Messages out of their conversation's order in the feed; -1 where there is no feed. */
  disorder: number;
}

async function survive(
  options: { port: number; receiver: ReceiverProgram; watch: FeedWatch | null; run: string },
  disaster: () => Promise<void>,
): Promise<Found> {
  const { port, receiver, watch, run } = options;
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
  await disaster();
  await load;
  const { arrivals, repeated } = await receiver.collect(count, QUIET_MS);
  // Repeated ones may follow the last first arrival.
  await sleep(2_000);
  const late = await receiver.take();
  const worstMs = Math.max(...arrivals.map(([id, at]) => at - (sent.get(id)?.sentAt ?? at)));
  const order = watch === null ? null : orderOf(watch, before, sent);
  return {
    worstMs,
    lost: count - arrivals.length + (order?.missing ?? 0),
    repeated: repeated + late.repeated,
    disorder: order === null ? -1 : order.disorder,
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
  const found = await survive({ port, receiver, watch: null, run: "b" }, async () => {
    await pipeline.stop("SIGKILL");
    pipeline = await start();
  });
  await pipeline.stop();
  return found;
}

function figuresOf(disaster: Disaster, { worstMs, lost, repeated, disorder }: Found): Figure[] {
  const name = disaster === "FLUSHALL" ? "FLUSHALL" : `kill -9 of ${disaster}`;
  const seconds = worstMs / 1_000;
  return [
    {
      name: `${name}: longest wait of a message`,
      value: seconds,
      unit: "s",
      target: atMost(seconds, 12, "<= 12 s"),
    },
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

function withBaseline(figures: readonly Figure[], bare: Found): Figure[] {
  const what = "bare pipeline (BullMQ's own settings), its one process killed and started again";
  return figures.map((figure) => {
    if (!figure.name.startsWith("kill -9")) return figure;
    if (figure.name.endsWith("wait of a message")) {
      return { ...figure, baseline: { what, value: bare.worstMs / 1_000 } };
    }
    if (figure.name.endsWith("lost")) return { ...figure, baseline: { what, value: bare.lost } };
    return figure;
  });
}
