import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../src/domain/ids.ts";
import { signed, textMessage, webhook } from "../http/support/webhooks.ts";
import { aLine } from "../support/builders.ts";
import { openEngine, type ComposedEngine } from "../support/composed-engine.ts";
import { expectSoon } from "../support/expect-soon.ts";
import { createReceiver } from "../support/receiver.ts";
import { createRecordingLog } from "../support/recording-log.ts";
import { startRedis, type TestRedis } from "../support/redis.ts";

let redis: TestRedis;
beforeAll(async () => void (redis = await startRedis()));
beforeEach(() => redis.flush());
afterAll(() => redis.stop());

/** An endpoint for every message, and a contact who writes so many. */
async function busy(engine: ComposedEngine, url: string, messages: number): Promise<void> {
  await engine.store.putLine(aLine({ workspaceId: DEFAULT_WORKSPACE }));
  await engine.ask("POST", "/v1/endpoints", { url, events: ["message.received"] });
  const items = Array.from({ length: messages }, (_, index) => textMessage(`wamid.${index}`));
  await engine.app.inject(signed(webhook({ messages: items })));
}

const pending = ({ store }: ComposedEngine) => store.outboxDepth();

describe("a process that works the store", () => {
  it("makes the sweep's schedule stand as soon as Redis is there, however early that was", async () => {
    await using engine = await openEngine({ redisUrl: redis.url, env: { SWEEP_MS: "60000" } });
    const client = new Redis(redis.url, { maxRetriesPerRequest: null });
    const queue = new Queue("sweep", { connection: client, prefix: engine.config.REDIS_PREFIX });
    await expectSoon(async () => (await queue.getJobSchedulers()).length).toBe(1);
    client.disconnect();
  });

  it("works on while Redis is away, and says nothing but that", async () => {
    await using own = await startRedis();
    const log = createRecordingLog();
    await using receiver = await createReceiver();
    await using engine = await openEngine({ redisUrl: own.url, log, env: { SWEEP_MS: "100" } });
    await own.kill("SIGKILL");
    await busy(engine, `${receiver.origin}/`, 3);
    await receiver.received(3);
    await expectSoon(() => pending(engine)).toBe(0);
    expect(log.complaints()).toEqual([
      "Redis is away; work goes on through the store, a little later",
    ]);
  });
});

describe("the stop of a process", () => {
  it("does not begin what is still to be delivered, and loses none of it", async () => {
    const held: (() => void)[] = [];
    await using receiver = await createReceiver({
      answer: () => new Promise<number>((resolve) => void held.push(() => resolve(200))),
    });
    const log = createRecordingLog();
    const env = { SHUTDOWN_MS: "60000" };
    await using engine = await openEngine({ redisUrl: redis.url, log, env });
    await busy(engine, `${receiver.origin}/`, 100);
    await receiver.received(8);
    const closed = engine.close();
    // One by one: until the stop has come to the workers, each answer makes room for another request.
    const answering = setInterval(() => held.shift()?.(), 100);
    await closed;
    clearInterval(answering);
    await using next = await openEngine({ redisUrl: redis.url, path: engine.path });
    // Every request that was answered is settled, and no other was begun.
    expect(receiver.requestCount).toBeLessThan(100);
    await expectSoon(() => pending(next)).toBeLessThan(100);
    receiver.setAnswer(200);
    held.splice(0).forEach((answer) => answer());
    await expectSoon(() => pending(next)).toBe(0);
    expect(new Set(receiver.requests.map(({ headers }) => headers["webhook-id"])).size).toBe(100);
    expect(log.complaints()).toEqual([]);
  });

  it("says once what it waits for", async () => {
    let answer = (): void => {};
    await using receiver = await createReceiver({
      answer: () => new Promise<number>((resolve) => void (answer = () => resolve(200))),
    });
    const log = createRecordingLog();
    await using engine = await openEngine({ redisUrl: redis.url, log });
    await busy(engine, `${receiver.origin}/`, 1);
    await receiver.received(1, 20_000);
    const closed = engine.close();
    const said = () => log.lines.filter(({ sentence }) => sentence.startsWith("The stop waits"));
    await expectSoon(async () => said().length).toBe(1);
    answer();
    await closed;
    expect(said()).toEqual([
      {
        level: "info",
        fields: { count: 1 },
        sentence: "The stop waits for endpoints that have not answered yet",
      },
    ]);
    expect(log.complaints()).toEqual([]);
  });

  it("does not wait for an endpoint that hangs beyond its limit", async () => {
    await using receiver = await createReceiver({ answer: { kind: "hang" } });
    const log = createRecordingLog();
    const env = { SHUTDOWN_MS: "1000" };
    await using engine = await openEngine({ redisUrl: redis.url, log, env });
    await busy(engine, `${receiver.origin}/`, 1);
    await receiver.received(1);
    await engine.close();
    // The request was given up, not waited for: its own limit is 15 s.
    expect(receiver.openConnections).toBe(1);
    expect(log.complaints()).toContain(
      "Jobs were still running when their time to finish was over",
    );
  });

  it.each([
    ["without any Redis", false],
    ["with a Redis that died", true],
  ])("ends %s as soon as nothing runs", async (_name, hadRedis) => {
    await using own = await startRedis();
    const log = createRecordingLog();
    const env = { SHUTDOWN_MS: "300000" };
    await using engine = await openEngine({ redisUrl: hadRedis ? own.url : null, log, env });
    await own.kill("SIGKILL");
    await engine.close();
    expect(log.complaints().filter((sentence) => sentence.startsWith("Jobs"))).toEqual([]);
  });
});
