import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/clock.ts";
import type { EventType } from "../../src/domain/events.ts";
import { DEFAULT_WORKSPACE } from "../../src/domain/ids.ts";
import type { EffectiveSettings } from "../../src/domain/line.ts";
import { connectQueues } from "../../src/queues/connect-queues.ts";
import { signed, textMessage, webhook } from "../http/support/webhooks.ts";
import { aLine, aUser, LINE, SECOND_LINE } from "../support/builders.ts";
import { openEngine, type ComposedEngine } from "../support/composed-engine.ts";
import { expectSoon } from "../support/expect-soon.ts";
import { createRecordingLog } from "../support/recording-log.ts";
import { startRedis, type TestRedis } from "../support/redis.ts";

let redis: TestRedis;
beforeAll(async () => void (redis = await startRedis()));
beforeEach(() => redis.flush());
afterAll(() => redis.stop());

/** So rarely that no sweep falls into a test: what fires was rung for by BullMQ. */
const NO_SWEEP = { SWEEP_MS: "60000" };
const OFTEN = { SWEEP_MS: "100" };

/** A deadline is so far away at least, and so many times as long as a message takes on this machine: it must be heard before. */
const AWAY_MS_MIN = 3_000;
const AWAY_TIMES = 10;

/** The settings of a line, by how far deadlines are to be away. */
type Settings = (awayMs: number) => Partial<EffectiveSettings>;

/** In this order: auto-close, closing, expired. */
const SHORT: Settings = (awayMs) => ({
  windowMs: 2 * awayMs,
  closingLeadMs: Math.floor(awayMs / 2),
  autoCloseActivatedAt: 0,
  autoClose: { enabled: true, afterMs: awayMs, description: "silence", reasonCode: null },
});
const ALL: EventType[] = ["conversation.closed", "window.closing", "window.expired"];

/** Lets somebody write on the line, and waits for the conversation: its id. */
async function writes(engine: ComposedEngine, lineId: string, from: string): Promise<string> {
  // Whole seconds travel: a second ahead at most, and never behind.
  const at = Math.ceil(Date.now() / 1_000) * 1_000;
  const body = webhook({ messages: [textMessage(`wamid.${from}`, { from, at })] }, lineId);
  expect((await engine.app.inject(signed(body))).statusCode).toBe(200);
  const find = async () => {
    const page = await engine.ask("GET", `/v1/conversations?status=all&line=${lineId}`);
    return (page as { items: { id: string }[] }).items[0]?.id;
  };
  await expectSoon(find).toBeDefined();
  return (await find())!;
}

/** Registers a line and lets a contact write. Returns the id of the conversation. */
async function hear(engine: ComposedEngine, settings: Settings = SHORT): Promise<string> {
  const began = performance.now();
  const quiet = aLine({ id: SECOND_LINE, workspaceId: DEFAULT_WORKSPACE });
  await engine.store.putLine(quiet);
  await writes(engine, SECOND_LINE, "5511900000002");
  const awayMs = Math.ceil(Math.max(AWAY_MS_MIN, AWAY_TIMES * (performance.now() - began)));
  const line = aLine({ workspaceId: DEFAULT_WORKSPACE });
  await engine.store.putLine({ ...line, settings: { ...line.settings, ...settings(awayMs) } });
  return await writes(engine, LINE, "5511900000001");
}

/** Types of the events that deadlines brought about, in order. */
async function fired({ store }: ComposedEngine): Promise<EventType[]> {
  const events = await store.events(DEFAULT_WORKSPACE, { after: 0, limit: 1_000, types: null });
  return events.filter(({ cause }) => cause.kind === "timer").map(({ type }) => type);
}

async function ready({ app }: ComposedEngine): Promise<void> {
  await expectSoon(async () => (await app.inject("/health/ready")).body).toContain('"redis":"up"');
}

describe("deadlines", () => {
  it("fire through BullMQ in their order, each once, without any sweep", async () => {
    await using engine = await openEngine({ redisUrl: redis.url, env: NO_SWEEP });
    await ready(engine);
    await hear(engine);
    await expectSoon(() => fired(engine)).toEqual(ALL);
  });

  it("of a hand-over that nobody picks up fire through BullMQ too", async () => {
    await using engine = await openEngine({ redisUrl: redis.url, env: NO_SWEEP });
    await ready(engine);
    const { store, ask } = engine;
    for (const id of ["usr_1", "usr_2"])
      await store.putUser(aUser({ id, workspaceId: DEFAULT_WORKSPACE }));
    const conversation = await hear(engine, (pickupMs) => ({ pickupMs }));
    for (const userId of ["usr_1", "usr_2"]) {
      const target = { kind: "user", userId };
      await ask("POST", `/v1/conversations/${conversation}/assign`, { target });
    }
    await expectSoon(() => fired(engine)).toEqual(["conversation.not_picked_up"]);
  });

  it("that Redis lost to FLUSHALL fire through the sweep", async () => {
    await using engine = await openEngine({ redisUrl: redis.url, env: OFTEN });
    await ready(engine);
    await hear(engine);
    await redis.flush();
    await expectSoon(() => fired(engine)).toEqual(ALL);
  });

  it("fire through the sweep where there is no Redis at all", async () => {
    await using engine = await openEngine({ redisUrl: null, env: OFTEN });
    await hear(engine);
    await expectSoon(() => fired(engine)).toEqual(ALL);
  });

  it("of a store that a process finds at its start are mirrored, though Redis never heard of them", async () => {
    await using first = await openEngine({ redisUrl: null, env: OFTEN });
    await hear(first, (awayMs) => ({ windowMs: 2 * awayMs, closingLeadMs: 0 }));
    await using second = await openEngine({
      redisUrl: redis.url,
      env: NO_SWEEP,
      path: first.path,
    });
    await first.close();
    await expectSoon(() => fired(second)).toEqual(["window.expired"]);
  });
});

describe("a job for a deadline", () => {
  it("that moved, or never was, does nothing", async () => {
    await using engine = await openEngine({ redisUrl: redis.url, env: NO_SWEEP });
    await ready(engine);
    const conversationId = await hear(engine, () => ({ windowMs: 600_000, closingLeadMs: 0 }));
    const versionOf = async () =>
      (await engine.store.conversation(DEFAULT_WORKSPACE, conversationId))?.conversation.version;
    const before = await versionOf();
    const queues = connectQueues({
      url: redis.url,
      prefix: engine.config.REDIS_PREFIX,
      clock: systemClock,
      log: createRecordingLog(),
      onLost: () => {},
    });
    await expectSoon(() => queues.isReady()).toBe(true);
    const lag = engine.metrics.jobLagSeconds;
    const timerJobs = async () =>
      (await lag.get()).values.find(
        ({ metricName, labels }) =>
          metricName === "ventana_job_lag_seconds_count" && labels.queue === "timer",
      )?.value ?? 0;
    queues.doorbell.schedule({ workspaceId: DEFAULT_WORKSPACE, conversationId }, Date.now() - 1);
    queues.doorbell.schedule({ workspaceId: DEFAULT_WORKSPACE, conversationId: "1-nobody" }, 5);
    await expectSoon(timerJobs).toBe(2);
    await queues.close();
    expect(await versionOf()).toBe(before);
    expect(await fired(engine)).toEqual([]);
  });
});
