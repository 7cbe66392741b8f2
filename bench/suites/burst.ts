import { startRedis } from "../../test/support/redis.ts";
import {
  atMost,
  type Benchmark,
  type BenchmarkContext,
  type Figure,
} from "../support/benchmark.ts";
import { monotonicMs } from "../support/clock.ts";
import { metric, registerLine, startEngine, type Engine } from "../support/engine.ts";
import { checkOrder, FeedWatch } from "../support/feed-watch.ts";
import { closedLoop } from "../support/load.ts";
import { startPipeline } from "../support/pipeline.ts";
import { startReceiver } from "../support/receiver.ts";
import { medianOfRounds } from "../support/statistics.ts";
import { untilCommitted } from "../support/until-committed.ts";
import { aMessage, requestOf } from "../support/webhooks.ts";

const MESSAGES = 1_000;
const CONNECTIONS = 50;

/** A thousand messages of one contact at once: many entries become few commits, and stay in order. */
export const benchmark: Benchmark = {
  name: "burst",
  title: "1,000 messages of one contact, as 1,000 webhooks on 50 connections and as one webhook",
  async run({ dir, rounds }: BenchmarkContext): Promise<Figure[]> {
    await using redis = await startRedis({ persist: true });
    const engine = await startEngine({ dir, redisUrl: redis.url });
    await registerLine(engine.url);
    using watch = new FeedWatch(engine.databaseFile);
    await burst({ engine, watch, requests: manyWebhooks("warm") });
    const many = await medianOfRounds(rounds, (round) =>
      burst({ engine, watch, requests: manyWebhooks(`m${round}`) }),
    );
    const one = await medianOfRounds(rounds, (round) =>
      burst({ engine, watch, requests: [[requestOf(updates(`o${round}`, 0))]] }),
    );
    await engine.stop();

    const receiver = await startReceiver(dir);
    const pipeline = await startPipeline({
      dir,
      redisUrl: redis.url,
      receiverUrl: receiver.url,
      concurrency: 1,
    });
    const bare = await medianOfRounds(rounds, async (round) => {
      await receiver.take();
      const startedAt = monotonicMs();
      await closedLoop(pipeline.port, manyWebhooks(`b${round}`));
      const { arrivals } = await receiver.collect(MESSAGES);
      return { seconds: (Math.max(...arrivals.map(([, at]) => at)) - startedAt) / 1_000 };
    });
    await pipeline.stop();
    await receiver.stop();
    return figuresOf({ many, one, bareSeconds: bare.seconds });
  },
};

/** Contact `0`'s messages with the serials `first`, `first + step`, ... */
function updates(run: string, first: number, step = 1) {
  const count = Math.ceil((MESSAGES - first) / step);
  return Array.from({ length: count }, (_, index) =>
    aMessage({ run, contact: 0, serial: first + index * step }, Date.now()),
  );
}

function manyWebhooks(run: string): Buffer[][] {
  return Array.from({ length: CONNECTIONS }, (_, connection) =>
    updates(run, connection, CONNECTIONS).map((update) => requestOf([update])),
  );
}

async function burst(options: { engine: Engine; watch: FeedWatch; requests: Buffer[][] }) {
  const { engine, watch, requests } = options;
  const before = watch.lastSeq();
  const commitsBefore = await metric(engine.url, "ventana_commits_total", "committed");
  const startedAt = monotonicMs();
  await closedLoop(engine.port, requests);
  const { at, sourceIds } = await untilCommitted(watch, before, { count: MESSAGES });
  const commits = (await metric(engine.url, "ventana_commits_total", "committed")) - commitsBefore;
  return {
    seconds: (at - startedAt) / 1_000,
    commits,
    disorder: disorderOf(sourceIds, requests.length),
  };
}

/** Among webhooks that are under way at once no order is right; each connection's own and that within one webhook are. */
function disorderOf(sourceIds: readonly string[], connections: number): number {
  const serialOf = (sourceId: string): number => Number(sourceId.split("-").at(-1));
  let disorder = MESSAGES - new Set(sourceIds).size;
  for (let connection = 0; connection < connections; connection++) {
    const own = sourceIds.filter((id) => serialOf(id) % connections === connection);
    disorder += checkOrder(own, own.length).disorder;
  }
  return disorder;
}

type Burst = Record<"seconds" | "commits" | "disorder", number>;

function figuresOf(measured: { many: Burst; one: Burst; bareSeconds: number }): Figure[] {
  const { many, one, bareSeconds } = measured;
  const disorder = many.disorder + one.disorder;
  return [
    {
      name: "1,000 webhooks: first POST to last commit",
      value: many.seconds,
      unit: "s",
      baseline: {
        what: "bare Fastify, BullMQ one job at a time (as order demands), POST",
        value: bareSeconds,
      },
      target: atMost(many.seconds, 2, "<= 2 s"),
    },
    {
      name: "1,000 webhooks: commits of the conversation",
      value: many.commits,
      unit: "",
      target: { text: "< 60", met: many.commits < 60 },
    },
    {
      name: "one webhook with 1,000: POST to last commit",
      value: one.seconds,
      unit: "s",
      target: atMost(one.seconds, 2, "<= 2 s"),
    },
    {
      name: "one webhook with 1,000: commits",
      value: one.commits,
      unit: "",
      target: { text: "< 60", met: one.commits < 60 },
    },
    {
      name: "messages lost or out of order",
      value: disorder,
      unit: "",
      target: atMost(disorder, 0, "0"),
    },
  ];
}
