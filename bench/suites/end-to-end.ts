import { startRedis } from "../../test/support/redis.ts";
import {
  atLeast,
  atMost,
  type Benchmark,
  type BenchmarkContext,
  type Figure,
} from "../support/benchmark.ts";
import { monotonicMs } from "../support/clock.ts";
import { registerLine, startEngine, subscribe, type Engine } from "../support/engine.ts";
import { checkOrder, FeedWatch } from "../support/feed-watch.ts";
import { measureLatencies } from "../support/latency.ts";
import { closedLoop } from "../support/load.ts";
import { messagesFor } from "../support/messages.ts";
import { startPipeline } from "../support/pipeline.ts";
import { startReceiver, type ReceiverProgram } from "../support/receiver.ts";
import { medianOfRounds } from "../support/statistics.ts";
import { untilCommitted } from "../support/until-committed.ts";

const CONNECTIONS = 50;
const CONTACTS = 5_000;

/** From the POST to the committed state, and on to a receiver, by one process with all roles. */
export const benchmark: Benchmark = {
  name: "end-to-end",
  title: "POST to commit, and POST to delivery; one process with all roles, 50 connections",
  async run(context: BenchmarkContext): Promise<Figure[]> {
    const { dir, rounds, quick } = context;
    await using redis = await startRedis({ persist: true });
    const receiver = await startReceiver(dir);
    const engine = await startEngine({ dir, redisUrl: redis.url });
    await registerLine(engine.url);
    using watch = new FeedWatch(engine.databaseFile);
    await toCommit({ engine, watch, run: "open", perConnection: CONTACTS / CONNECTIONS });

    const perConnection = quick ? 100 : 400;
    const commit = await medianOfRounds(rounds, async (round) => {
      const figures = await toCommit({ engine, watch, run: `c${round}`, perConnection });
      context.say(`round ${round + 1}: ${Math.round(figures.rate)} committed/s`);
      return figures;
    });
    await subscribe(engine.url, receiver.url, ["message.received"]);
    const delivery = await medianOfRounds(rounds, async (round) => {
      const figures = await toDelivery({
        port: engine.port,
        receiver,
        run: `d${round}`,
        perConnection,
      });
      context.say(`round ${round + 1}: ${Math.round(figures.rate)} delivered/s`);
      return figures;
    });
    const paced = { contacts: CONTACTS, perSecond: 100, count: quick ? 300 : 1_500, receiver };
    const latency = await medianOfRounds(rounds, async (round) => ({
      ...(await measureLatencies({ ...paced, port: engine.port, run: `l${round}`, watch })),
    }));
    await engine.stop();
    const bare = await bareFigures(context, {
      redisUrl: redis.url,
      receiver,
      perConnection,
      paced,
    });
    await receiver.stop();
    return figuresOf({ commit, delivery, latency, bare });
  },
};

/** Sends as fast as it goes and waits until everything can be seen committed. */
async function toCommit(options: {
  engine: Engine;
  watch: FeedWatch;
  run: string;
  perConnection: number;
}): Promise<Record<"rate" | "accepted" | "disorder" | "missing", number>> {
  const { engine, watch, run, perConnection } = options;
  const messages = messagesFor({
    run,
    connections: CONNECTIONS,
    perConnection,
    contacts: CONTACTS,
  });
  const before = watch.lastSeq();
  const startedAt = monotonicMs();
  const load = await closedLoop(engine.port, messages.perConnection);
  const { at, sourceIds } = await untilCommitted(watch, before, { count: messages.count });
  const seconds = (at - startedAt) / 1_000;
  const { disorder, missing, twice } = checkOrder(sourceIds, messages.count);
  if (twice > 0) throw new Error(`${twice} messages were applied twice`);
  return { rate: messages.count / seconds, accepted: load.perSecond, disorder, missing };
}

/** Sends as fast as it goes and waits until the receiver has everything. */
async function toDelivery(options: {
  port: number;
  receiver: ReceiverProgram;
  run: string;
  perConnection: number;
}): Promise<Record<"rate" | "repeated", number>> {
  const { port, receiver, run, perConnection } = options;
  const messages = messagesFor({
    run,
    connections: CONNECTIONS,
    perConnection,
    contacts: CONTACTS,
  });
  await receiver.take();
  const startedAt = monotonicMs();
  await closedLoop(port, messages.perConnection);
  const { arrivals, repeated } = await receiver.collect(messages.count);
  if (arrivals.length < messages.count) {
    throw new Error(`${messages.count - arrivals.length} messages were not delivered`);
  }
  const lastAt = arrivals.reduce((last, [, at]) => Math.max(last, at), 0);
  return { rate: messages.count / ((lastAt - startedAt) / 1_000), repeated };
}

type BareOptions = {
  redisUrl: string;
  receiver: ReceiverProgram;
  perConnection: number;
  paced: { contacts: number; perSecond: number; count: number; receiver: ReceiverProgram };
};

async function bareFigures(context: BenchmarkContext, options: BareOptions) {
  const { dir, rounds } = context;
  const { redisUrl, receiver, perConnection, paced } = options;
  const pipeline = await startPipeline({
    dir,
    redisUrl,
    receiverUrl: receiver.url,
    concurrency: 50,
  });
  const { port } = pipeline;
  await toDelivery({ port, receiver, run: "bw", perConnection: 100 });
  const rate = await medianOfRounds(rounds, async (round) => {
    const figures = await toDelivery({ port, receiver, run: `bd${round}`, perConnection });
    context.say(`round ${round + 1}: bare pipeline ${Math.round(figures.rate)} delivered/s`);
    return figures;
  });
  const latency = await medianOfRounds(rounds, async (round) => ({
    ...(await measureLatencies({ ...paced, port, run: `bl${round}`, watch: null })),
  }));
  await pipeline.stop();
  return { rate: rate.rate, latency };
}

type Measured = {
  commit: Awaited<ReturnType<typeof toCommit>>;
  delivery: Awaited<ReturnType<typeof toDelivery>>;
  latency: Awaited<ReturnType<typeof measureLatencies>>;
  bare: Awaited<ReturnType<typeof bareFigures>>;
};

function figuresOf({ commit, delivery, latency, bare }: Measured): Figure[] {
  const what = "bare Fastify, BullMQ (AOF everysec), handler, POST: no state, no order, no record";
  const against = (value: number) => ({ baseline: { what, value } });
  return [
    {
      name: "POST to committed, sustained",
      value: commit.rate,
      unit: "/s",
      target: atLeast(commit.rate, 2_000, ">= 2,000/s"),
    },
    {
      name: "messages out of their conversation's order",
      value: commit.disorder,
      unit: "",
      target: atMost(commit.disorder, 0, "0"),
    },
    {
      name: "messages lost",
      value: commit.missing,
      unit: "",
      target: atMost(commit.missing, 0, "0"),
    },
    {
      name: "POST to delivered, one delivery each",
      value: delivery.rate,
      unit: "/s",
      ...against(bare.rate),
      target: atLeast(delivery.rate, 1_200, ">= 1,200/s"),
    },
    {
      name: "deliveries repeated",
      value: delivery.repeated,
      unit: "",
      target: atMost(delivery.repeated, 0, "0"),
    },
    {
      name: "at 100/s, POST to commit seen, p50",
      value: latency.commitP50,
      unit: "ms",
      target: atMost(latency.commitP50, 8, "<= 8 ms"),
    },
    {
      name: "at 100/s, POST to commit seen, p99",
      value: latency.commitP99,
      unit: "ms",
      target: atMost(latency.commitP99, 30, "<= 30 ms"),
    },
    {
      name: "at 100/s, POST to delivery received, p50",
      value: latency.deliveryP50,
      unit: "ms",
      ...against(bare.latency.deliveryP50),
    },
    {
      name: "at 100/s, POST to delivery received, p99",
      value: latency.deliveryP99,
      unit: "ms",
      ...against(bare.latency.deliveryP99),
    },
  ];
}
