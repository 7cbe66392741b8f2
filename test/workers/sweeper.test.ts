import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { StoreUnavailableError } from "../../src/store/store.ts";
import { startSweeper, type Sweeper, type SweeperOptions } from "../../src/workers/sweeper.ts";
import { createTurningClock } from "../http/support/turning-clock.ts";
import { createRecordingLog } from "../support/recording-log.ts";

/** A sweep that ends when told, and a sweeper around it; its timers are turned by hand. */
function setUp(changes: Partial<SweeperOptions> = {}) {
  const sweeps: { graceMs: number; end: (leftBehind?: boolean) => void; fail: () => void }[] = [];
  const mirrored: boolean[] = [];
  const rebuilds: number[] = [];
  const clock = createTurningClock();
  const log = createRecordingLog();
  const redis = { isReady: true, schedule: "stood" as "stood" | "made" };
  const idle = Promise.withResolvers<void>();
  const startedAt = clock.now();
  const sweeper = startSweeper({
    sweep: {
      run({ graceMs }) {
        const { promise, resolve, reject } = Promise.withResolvers<{ leftBehind: boolean }>();
        const end = (leftBehind = false) => resolve({ leftBehind });
        sweeps.push({ graceMs, end, fail: () => reject(new StoreUnavailableError("away")) });
        return promise;
      },
      mirror: async (options = { afresh: false }) => void mirrored.push(options.afresh),
      idle: () => idle.promise,
    },
    queueWorkers: {
      lastJobAt: () => startedAt,
      rebuild: async () => void rebuilds.push(clock.now() - startedAt),
    },
    redisIsReady: () => redis.isReady,
    scheduleSweep: async () => redis.schedule,
    clock,
    log,
    everyMs: 1_000,
    ...changes,
  });
  return { sweeper, sweeps, mirrored, rebuilds, clock, log, redis, idle };
}

/** Lets continuations run. */
const breathe = () => vi.advanceTimersByTimeAsync(0);
const graces = (sweeps: { graceMs: number }[]) => sweeps.map(({ graceMs }) => graceMs);

let open: Sweeper[] = [];
function start(changes: Partial<SweeperOptions> = {}) {
  const made = setUp(changes);
  open.push(made.sweeper);
  made.idle.resolve();
  return made;
}

beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "setTimeout"] }));
afterEach(() => {
  for (const sweeper of open) void sweeper.close();
  open = [];
  vi.useRealTimers();
});

describe("the sweeper", () => {
  it("sweeps on its timer, with a grace for entries that are on their way through the queue", async () => {
    const { sweeps } = start();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(graces(sweeps)).toEqual([2_000]);
    sweeps[0]?.end();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(graces(sweeps)).toEqual([2_000, 2_000]);
  });

  it("gives no grace while Redis is away: nothing is on its way then", async () => {
    const { sweeps, redis } = start();
    redis.isReady = false;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(graces(sweeps)).toEqual([0]);
  });

  it("sweeps at once when a ring was lost, and once more when others are lost meanwhile", async () => {
    const { sweeper, sweeps } = start();
    sweeper.soon();
    expect(graces(sweeps)).toEqual([0]);
    for (let i = 0; i < 5; i++) sweeper.soon();
    sweeps[0]?.end();
    await breathe();
    expect(graces(sweeps)).toEqual([0, 0]);
    sweeps[1]?.end();
    await breathe();
    expect(sweeps).toHaveLength(2);
  });

  it("never sweeps twice at a time, however long a sweep takes", async () => {
    const { sweeps } = start();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sweeps).toHaveLength(1);
  });

  it("goes on after a sweep that failed, and says so without rebuilding anything", async () => {
    const { sweeps, log, rebuilds, clock } = start();
    await vi.advanceTimersByTimeAsync(1_000);
    clock.advance(60_000);
    sweeps[0]?.fail();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sweeps).toHaveLength(2);
    expect(log.complaints()).toHaveLength(1);
    expect(rebuilds).toEqual([]);
  });

  it("ends its timers at its close, and waits for the sweep under way and the deliveries it began", async () => {
    const { sweeper, sweeps, idle } = setUp();
    await vi.advanceTimersByTimeAsync(1_000);
    let isClosed = false;
    const closed = sweeper.close().then(() => (isClosed = true));
    await vi.advanceTimersByTimeAsync(5_000);
    sweeps[0]?.end();
    await breathe();
    expect(isClosed).toBe(false);
    idle.resolve();
    await closed;
    sweeper.soon();
    await sweeper.refresh();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(sweeps).toHaveLength(1);
  });
});

describe("the watchdog", () => {
  /** A sweep that found something left behind, so long after the last job. */
  async function afterIdle(idleMs: number, options: { lost?: boolean; isReady?: boolean } = {}) {
    const made = start();
    made.clock.advance(idleMs);
    if (options.lost === true) made.sweeper.soon();
    else await vi.advanceTimersByTimeAsync(1_000);
    made.redis.isReady = options.isReady ?? true;
    made.sweeps[0]?.end(true);
    await breathe();
    return made;
  }

  it("builds the workers anew when work was left behind and no job ran for 30 seconds", async () => {
    const { rebuilds, log } = await afterIdle(30_000);
    expect(rebuilds).toEqual([30_000]);
    expect(log.complaints()).toHaveLength(1);
  });

  it("leaves them alone before that, while Redis is away, and when nothing was left behind", async () => {
    expect((await afterIdle(29_999)).rebuilds).toEqual([]);
    expect((await afterIdle(60_000, { isReady: false })).rebuilds).toEqual([]);
    const { sweeps, clock, rebuilds } = start();
    clock.advance(60_000);
    await vi.advanceTimersByTimeAsync(1_000);
    sweeps[0]?.end(false);
    await breathe();
    expect(rebuilds).toEqual([]);
  });

  it("does not take a lost ring after a quiet hour for dead workers", async () => {
    expect((await afterIdle(3_600_000, { lost: true })).rebuilds).toEqual([]);
  });
});

describe("what should stand in Redis", () => {
  it("is brought back each minute: the schedule, and what became near", async () => {
    const { mirrored } = start();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(mirrored).toEqual([false, false]);
  });

  it("is mirrored from the start when the schedule had vanished, because then everything had", async () => {
    const { sweeper, mirrored, redis } = start();
    redis.schedule = "made";
    await sweeper.refresh();
    redis.schedule = "stood";
    await sweeper.refresh();
    expect(mirrored).toEqual([true, false]);
  });

  it("waits while Redis is away, and a failure is no more than a debug line", async () => {
    const { sweeper, mirrored, redis } = start();
    redis.isReady = false;
    await sweeper.refresh();
    expect(mirrored).toEqual([]);
    const failing = start({ scheduleSweep: () => Promise.reject(new Error("reset")) });
    await failing.sweeper.refresh();
    expect(failing.log.lines.map(({ level }) => level)).toEqual(["debug"]);
  });
});
