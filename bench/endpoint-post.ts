/**
 * Signed posts per second to a receiver on this machine, by the guarded client and, as baseline of the same run, by a bare undici pool.
 * The receiver runs in a thread of its own. Usage: `node bench/endpoint-post.ts [seconds] [concurrency]`.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { Agent } from "undici";
import { createEndpointClient } from "../src/channels/endpoint/client.ts";
import { createSigner, generateSecret } from "../src/channels/endpoint/sign.ts";

if (isMainThread) await main();
else serve();

function serve(): void {
  const server = createServer((request, response) => {
    request.resume().on("end", () => response.writeHead(200).end());
  });
  server.listen(0, "127.0.0.1", () => {
    parentPort?.postMessage((server.address() as AddressInfo).port);
  });
}

async function main(): Promise<void> {
  const [seconds = 4, concurrency = 50] = process.argv.slice(2).map(Number);
  const receiver = new Worker(new URL(import.meta.url));
  const port = await new Promise<number>((resolve) => receiver.once("message", resolve));
  const origin = `http://127.0.0.1:${port}`;
  const body = JSON.stringify({ type: "conversation.started_by_contact", data: "x".repeat(900) });
  const secrets = [generateSecret(new Uint8Array(32))];
  const sign = createSigner();
  let sent = 0;
  const headers = (): Record<string, string> => ({
    ...sign({ id: `evt_${++sent}`, sentAt: Date.now(), body, secrets }),
    "content-type": "application/json",
  });

  const bare = new Agent({ connections: concurrency, pipelining: 1 });
  const client = createEndpointClient({
    allow: ["127.0.0.0/8"],
    connectionsPerOrigin: concurrency,
  });
  const contestants = {
    "bare undici, unsigned": async () => {
      const plain = { "content-type": "application/json" };
      const answer = await bare.request({
        origin,
        path: "/",
        method: "POST",
        headers: plain,
        body,
      });
      await answer.body.dump();
    },
    "guarded client, signed": async () => {
      const outcome = await client.post({ url: `${origin}/`, headers: headers(), body });
      if (outcome.kind !== "delivered")
        throw new Error(`the receiver did not get it: ${outcome.kind}`);
    },
  };
  for (let round = 0; round < 2; round++) {
    for (const [name, once] of Object.entries(contestants)) {
      await measure(once, concurrency, 500);
      const rate = await measure(once, concurrency, seconds * 1_000);
      console.log(
        `${name}: ${Math.round(rate.perSecond)} posts/s, ${rate.cpuMicros} µs of CPU each`,
      );
    }
  }
  await client.close();
  await bare.close();
  await receiver.terminate();
}

async function measure(once: () => Promise<void>, concurrency: number, durationMs: number) {
  const startedAt = performance.now();
  const cpu = process.threadCpuUsage();
  let count = 0;
  const run = async () => {
    while (performance.now() - startedAt < durationMs) {
      await once();
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, run));
  const { user, system } = process.threadCpuUsage(cpu);
  const elapsed = (performance.now() - startedAt) / 1_000;
  return { perSecond: count / elapsed, cpuMicros: Math.round((user + system) / count) };
}
