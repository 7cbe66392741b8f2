import { Agent } from "undici";
import { createEndpointClient } from "../../src/channels/endpoint/client.ts";
import { createSigner, generateSecret } from "../../src/channels/endpoint/sign.ts";
import type { Benchmark, BenchmarkContext, Figure } from "../support/benchmark.ts";
import { monotonicMs } from "../support/clock.ts";
import { startReceiver } from "../support/receiver.ts";
import { medianOfRounds } from "../support/statistics.ts";

const CONCURRENCY = 50;

/** What the guard against forbidden addresses, the deadline and the signature add to a POST: the engine's client beside a bare pool. */
export const benchmark: Benchmark = {
  name: "post",
  title: "signed posts of the guarded client to a receiver on this machine, 50 at once",
  async run({ quick, rounds, dir }: BenchmarkContext): Promise<Figure[]> {
    const receiver = await startReceiver(dir);
    const body = JSON.stringify({ type: "message.received", data: "x".repeat(900) });
    const guarded = createGuarded(receiver.url, body);
    const bare = createBare(receiver.url, body);
    const durationMs = quick ? 1_000 : 4_000;
    await measure(guarded.once, durationMs / 2);
    await measure(bare.once, durationMs / 2);
    const figures = await medianOfRounds(rounds, async () => {
      const ours = await measure(guarded.once, durationMs);
      const baseline = await measure(bare.once, durationMs);
      await receiver.take();
      return {
        rate: ours.perSecond,
        cpu: ours.cpuMicros,
        bareRate: baseline.perSecond,
        bareCpu: baseline.cpuMicros,
      };
    });
    await guarded.close();
    await bare.close();
    await receiver.stop();
    const what = "bare undici pool, unsigned, no deadline, any address";
    return [
      {
        name: "posts",
        value: figures.rate,
        unit: "/s",
        baseline: { what, value: figures.bareRate },
      },
      {
        name: "CPU of the sender per post",
        value: figures.cpu,
        unit: "us",
        baseline: { what, value: figures.bareCpu },
      },
    ];
  },
};

interface Contestant {
  once(): Promise<void>;
  close(): Promise<void>;
}

function createGuarded(url: string, body: string): Contestant {
  const client = createEndpointClient({
    allow: ["127.0.0.0/8"],
    connectionsPerOrigin: CONCURRENCY,
  });
  const secrets = [generateSecret(new Uint8Array(32))];
  const sign = createSigner();
  let sent = 0;
  return {
    async once() {
      const headers = sign({ id: `evt_${++sent}`, sentAt: Date.now(), body, secrets });
      const request = { url, headers: { ...headers, "content-type": "application/json" }, body };
      const outcome = await client.post(request);
      if (outcome.kind !== "delivered") throw new Error(`a post was ${outcome.kind}`);
    },
    close: () => client.close(),
  };
}

function createBare(url: string, body: string): Contestant {
  const agent = new Agent({ connections: CONCURRENCY, pipelining: 1 });
  const { origin, pathname: path } = new URL(url);
  let sent = 0;
  return {
    async once() {
      // The receiver tells requests apart by this header.
      const headers = { "content-type": "application/json", "webhook-id": `bare_${++sent}` };
      const answer = await agent.request({ origin, path, method: "POST", headers, body });
      await answer.body.dump();
    },
    close: () => agent.close(),
  };
}

async function measure(once: () => Promise<void>, durationMs: number) {
  const startedAt = monotonicMs();
  const cpu = process.threadCpuUsage();
  let count = 0;
  const run = async (): Promise<void> => {
    while (monotonicMs() - startedAt < durationMs) {
      await once();
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, run));
  const { user, system } = process.threadCpuUsage(cpu);
  const seconds = (monotonicMs() - startedAt) / 1_000;
  return { perSecond: count / seconds, cpuMicros: (user + system) / count };
}
