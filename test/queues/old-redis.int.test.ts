import { createServer, connect, type AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { openEngine } from "../support/composed-engine.ts";
import { expectSoon } from "../support/expect-soon.ts";
import { createRecordingLog } from "../support/recording-log.ts";
import { startRedis, type TestRedis } from "../support/redis.ts";

let redis: TestRedis;
beforeAll(async () => void (redis = await startRedis()));
afterAll(() => redis.stop());

/** The same Redis, which says that it is one of version 5: what Ubuntu 20.04 brings. */
async function aged(url: string): Promise<{ url: string } & AsyncDisposable> {
  const port = Number(new URL(url).port);
  const server = createServer((client) => {
    const upstream = connect(port, "127.0.0.1");
    client.on("error", () => upstream.destroy()).pipe(upstream);
    upstream.on("error", () => client.destroy());
    upstream.on("close", () => client.destroy());
    upstream.on("data", (bytes) => {
      const text = bytes.toString("latin1").replace(/redis_version:\d/, "redis_version:5");
      client.write(Buffer.from(text, "latin1"));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

it("works with the Redis of an older system, and says nothing beside the log", async () => {
  const said = vi.spyOn(console, "warn").mockImplementation(() => {});
  await using old = await aged(redis.url);
  const log = createRecordingLog();
  {
    await using engine = await openEngine({ redisUrl: old.url, log });
    const lag = () => engine.metrics.registry.getSingleMetricAsString("ventana_job_lag_seconds");
    // The scheduled sweep is a job like all others.
    await expectSoon(lag).toMatch(/count\{queue="sweep"\} [1-9]/);
  }
  expect(said.mock.calls).toEqual([]);
  said.mockRestore();
  expect(log.complaints()).toEqual([]);
});
