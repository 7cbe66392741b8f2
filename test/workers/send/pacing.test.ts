import { describe, expect, it } from "vitest";
import { ACME, HOUR, LINE, MINUTE, SECOND, SECOND_LINE, T0 } from "../../support/builders.ts";
import { errorAnswer } from "./support/far-side.ts";
import { useDispatchBench } from "./support/dispatch-bench.ts";

const bench = useDispatchBench();

/** A text to each of so many people. */
async function queueCrowd(count: number, from = 0, lineId = LINE): Promise<void> {
  for (let person = from; person < from + count; person++) {
    await bench().queue([`to ${person}`], person, lineId);
  }
}

/** When the posts of a line left, in order. */
const timesOf = (lineId = LINE): number[] =>
  bench()
    .far.posts.filter((post) => post.lineId === lineId)
    .map(({ at }) => at);

/** The most that left within any second. */
function mostInASecond(times: readonly number[]): number {
  return Math.max(
    ...times.map((start) => times.filter((at) => at >= start && at < start + SECOND).length),
  );
}

/** Messages per second, from the end of the first second on: at first a whole second's worth may leave at once. */
function rateOf(times: readonly number[]): number {
  const later = times.filter((at) => at >= times[0]! + SECOND);
  return ((later.length - 1) / (later.at(-1)! - later[0]!)) * SECOND;
}

describe("a line", () => {
  it.each([
    ["80 by default", null, 80],
    ["20 when the phone app uses it too", 20, 20],
    ["1,000 when WhatsApp allows it", 1_000, 1_000],
  ])("sends %s a second, within 2 %, and in no second more", async (_what, told, perSecond) => {
    bench().capacity.told = told === null ? null : { perSecond: told, messagingLimit: null };
    await queueCrowd(1);
    await bench().dispatch();
    await bench().pass(5 * SECOND);
    bench().far.posts.length = 0;
    await queueCrowd(perSecond * 3.5, 1);
    await bench().dispatch();
    expect(bench().far.posts).toHaveLength(perSecond * 3.5);
    expect(mostInASecond(timesOf())).toBeLessThanOrEqual(perSecond);
    expect(rateOf(timesOf())).toBeGreaterThanOrEqual(0.98 * perSecond);
  });

  it("counts what leaves when it leaves, and not when it should have", async () => {
    await queueCrowd(1);
    await bench().dispatch();
    await bench().pass(5 * SECOND);
    bench().far.posts.length = 0;
    await queueCrowd(240, 1);
    bench().far.holdUntil(bench().clock.now() + 1_200);
    await bench().dispatch();
    expect(bench().far.posts).toHaveLength(240);
    expect(mostInASecond(timesOf())).toBeLessThanOrEqual(80);
  });

  it("leaves others as fast as they are", async () => {
    await queueCrowd(100);
    await queueCrowd(100, 1_000, SECOND_LINE);
    bench().far.always(({ lineId }) => (lineId === LINE ? errorAnswer(130_429) : undefined));
    const { far } = bench();
    await bench().live(4 * SECOND);
    expect(far.texts()).toHaveLength(100);
  });

  it("of several processes is sent by one at a time, so that together they do not exceed it", async () => {
    const lines = [bench().process(), bench().process(), bench().process()];
    await queueCrowd(1);
    await bench().dispatch(lines[0]);
    await queueCrowd(320, 1);
    // Each is woken again and again, and each is stopped in the middle now and then.
    for (let round = 0; round < 12; round++) {
      for (const each of lines) await each.sweep();
      await bench().pass(700);
    }
    for (const each of lines) await bench().until(each.idle());
    expect(bench().far.posts).toHaveLength(321);
    expect(mostInASecond(timesOf())).toBeLessThanOrEqual(80);
    expect(new Set(bench().far.acceptances().values())).toEqual(new Set([1]));
  });

  it("is taken over from a process that dies, after its hold, and still sends no faster", async () => {
    const death = new AbortController();
    const dying = bench().process({
      stopping: death.signal,
      store: {
        ...bench().store,
        releaseLine: async (...args) =>
          death.signal.aborted ? undefined : bench().store.releaseLine(...args),
      },
      post: async (post) => (death.signal.aborted ? new Promise(() => {}) : bench().far.post(post)),
    });
    await queueCrowd(1);
    await bench().dispatch(dying);
    await queueCrowd(240, 1);
    await dying.sweep();
    await bench().pass(SECOND);
    death.abort();
    const before = bench().far.posts.length;
    expect(before).toBeGreaterThan(80);
    await bench().live(14 * SECOND);
    expect(bench().far.posts).toHaveLength(before);
    await bench().live(5 * SECOND);
    expect(bench().far.posts.length).toBeGreaterThan(before);
    await bench().live(MINUTE);
    expect(mostInASecond(timesOf())).toBeLessThanOrEqual(80);
    expect(bench().far.acceptances().size).toBeGreaterThanOrEqual(240 - 80);
    expect(await bench().store.sendDepth()).toMatchObject({ queued: 0, inFlight: 0 });
  });

  it("that was too fast slows down, as long as WhatsApp asks, and recovers", async () => {
    await queueCrowd(1);
    await bench().dispatch();
    await queueCrowd(400, 1);
    const since = bench().clock.now();
    let refused = 0;
    bench().far.always(() => {
      const isTooFast = bench().clock.now() < since + SECOND;
      if (isTooFast) refused += 1;
      return isTooFast ? errorAnswer(130_429, { retryAfterMs: 5 * SECOND }) : undefined;
    });
    await bench().live(30 * SECOND);
    expect(refused).toBeGreaterThan(0);
    const times = timesOf().filter((at) => at >= since + SECOND);
    expect(times[0]! - since).toBeGreaterThanOrEqual(5 * SECOND);
    const firstSecond = times.filter((at) => at < times[0]! + SECOND).length;
    expect(firstSecond).toBeLessThanOrEqual(60);
    expect(bench().far.texts()).toHaveLength(401);
  });

  it("that cannot reach WhatsApp holds back, tries one now and then, and loses nothing", async () => {
    await queueCrowd(1);
    await bench().dispatch();
    await queueCrowd(200, 1);
    bench().far.always(() => ({ kind: "not_sent" }));
    await bench().live(5 * MINUTE);
    const tries = bench().far.posts.length;
    expect(tries).toBeLessThan(200 + 20);
    bench().far.always(() => undefined);
    await bench().live(2 * MINUTE);
    expect(bench().far.texts()).toHaveLength(201);
  });

  it("gives a send up that has reached nobody for an hour", async () => {
    const [id] = await bench().queue(["Hola"]);
    bench().far.always(() => ({ kind: "not_sent" }));
    await bench().live(HOUR + 5 * MINUTE);
    expect((await bench().send(id)).result).toMatchObject({ reason: "exhausted" });
  });
});

describe("what WhatsApp allows a line", () => {
  it("is asked once an hour at most, written down, and known to the next process", async () => {
    bench().capacity.told = { perSecond: 20, messagingLimit: 250 };
    let asked = 0;
    const askCapacity = async () => {
      asked += 1;
      return bench().capacity.told;
    };
    const lines = bench().process({ askCapacity });
    for (let person = 0; person < 3; person++) {
      await queueCrowd(1, person);
      await bench().dispatch(lines);
      await bench().pass(10 * MINUTE);
    }
    expect(asked).toBe(1);
    expect(await bench().store.lineSending(ACME, LINE)).toMatchObject({
      capacity: { perSecond: 20, messagingLimit: 250, learnedAt: T0 },
    });
    await bench().pass(HOUR);
    await queueCrowd(1, 4);
    await bench().dispatch(bench().process({ askCapacity }));
    expect(asked).toBe(2);
  });

  it("is taken for the usual when WhatsApp does not say, and asked again later", async () => {
    bench().capacity.told = null;
    let asked = 0;
    const askCapacity = async () => {
      asked += 1;
      return null;
    };
    const lines = bench().process({ askCapacity });
    for (let minute = 0; minute < 20; minute += 4) {
      await queueCrowd(1, minute);
      await bench().dispatch(lines);
      await bench().pass(4 * MINUTE);
    }
    expect(asked).toBe(2);
    expect((await bench().store.lineSending(ACME, LINE)).capacity).toBeNull();
  });
});
