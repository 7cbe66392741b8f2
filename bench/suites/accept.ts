import { join } from "node:path";
import { startRedis } from "../../test/support/redis.ts";
import {
  atLeast,
  atMost,
  type Benchmark,
  type BenchmarkContext,
  type Figure,
} from "../support/benchmark.ts";
import { registerLine, startEngine } from "../support/engine.ts";
import { APP_SECRET } from "../support/line.ts";
import { closedLoop } from "../support/load.ts";
import { startProgram } from "../support/processes.ts";
import { medianOfRounds, quantile } from "../support/statistics.ts";
import { aMessage, requestOf } from "../support/webhooks.ts";

const CONNECTIONS = 50;
const CONTACTS = 5_000;

/** Webhooks per second that are on disk before they are answered. The process has the role `http`: nothing works the mailboxes. */
export const benchmark: Benchmark = {
  name: "accept",
  title: "signed webhooks answered 200, one message each, 50 connections",
  async run({ quick, rounds, dir, say }: BenchmarkContext): Promise<Figure[]> {
    await using redis = await startRedis({ persist: true });
    const engine = await startEngine({ dir, redisUrl: redis.url, role: "http" });
    await registerLine(engine.url);
    const bare = await startProgram({
      module: "bench/baselines/bare-fastify.ts",
      args: [APP_SECRET],
      ready: /ready at (http:\S+)/,
      logFile: join(dir, "bare-fastify.log"),
    });
    const barePort = Number(new URL(bare.address).port);
    const perConnection = quick ? 100 : 600;
    await closedLoop(engine.port, load("warm", 40));
    await closedLoop(barePort, load("warm", 40));
    const figures = await medianOfRounds(rounds, async (round) => {
      const requests = load(`r${round}`, perConnection);
      const baseline = await closedLoop(barePort, requests);
      const ours = await closedLoop(engine.port, requests);
      say(
        `round ${round + 1}: ${Math.round(ours.perSecond)}/s, bare ${Math.round(baseline.perSecond)}/s, ${ours.refused} refused`,
      );
      return {
        rate: ours.perSecond,
        p50: quantile(ours.latenciesMs, 0.5),
        p99: quantile(ours.latenciesMs, 0.99),
        refused: ours.refused,
        bareRate: baseline.perSecond,
        bareP50: quantile(baseline.latenciesMs, 0.5),
        bareP99: quantile(baseline.latenciesMs, 0.99),
      };
    });
    await engine.stop();
    await bare.stop();
    return figuresOf(figures);
  },
};

/** Each connection writes for contacts of its own. */
function load(run: string, perConnection: number): Buffer[][] {
  const at = Date.now();
  return Array.from({ length: CONNECTIONS }, (_, connection) =>
    Array.from({ length: perConnection }, (_, serial) => {
      const contact = connection + ((serial * CONNECTIONS) % CONTACTS);
      return requestOf([aMessage({ run, contact, serial }, at)]);
    }),
  );
}

function figuresOf(
  figures: Record<"rate" | "p50" | "p99" | "refused" | "bareRate" | "bareP50" | "bareP99", number>,
): Figure[] {
  const what = "bare Fastify: signature, JSON.parse, zod; stores nothing";
  return [
    {
      name: "webhooks accepted",
      value: figures.rate,
      unit: "/s",
      baseline: { what, value: figures.bareRate },
      target: atLeast(figures.rate, 5_000, ">= 5,000/s"),
    },
    {
      name: "answer p50",
      value: figures.p50,
      unit: "ms",
      baseline: { what, value: figures.bareP50 },
    },
    {
      name: "answer p99",
      value: figures.p99,
      unit: "ms",
      baseline: { what, value: figures.bareP99 },
      target: atMost(figures.p99, 50, "<= 50 ms"),
    },
    { name: "refused (503), repeated by the sender", value: figures.refused, unit: "" },
  ];
}
