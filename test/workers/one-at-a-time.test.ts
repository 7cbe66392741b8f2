import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { oneAtATime } from "../../src/workers/one-at-a-time.ts";

/** Work that ends when told, and keeps a book of what ran. */
function createBook() {
  const overlaps: string[] = [];
  const running = new Set<string>();
  const starts: string[] = [];
  const ends: { key: string; end: (error?: Error) => void }[] = [];
  const work = oneAtATime(
    (key: string) => key,
    (key) => {
      if (running.has(key)) overlaps.push(key);
      running.add(key);
      starts.push(key);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      ends.push({
        key,
        end(error) {
          running.delete(key);
          if (error === undefined) resolve();
          else reject(error);
        },
      });
      return promise;
    },
  );
  return { work, overlaps, running, starts, ends };
}

/** Lets some continuations run, so that calls fall between the end of one run and the start of the next. */
async function microtasks(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await Promise.resolve();
}

describe("one at a time", () => {
  it("runs a key once when it is called once, and others beside it", async () => {
    const { work, starts, ends } = createBook();
    const calls = [work("a"), work("b")];
    expect(starts).toEqual(["a", "b"]);
    for (const { end } of ends) end();
    await Promise.all(calls);
  });

  it("runs once more for any number of calls during a run, and they end with that run", async () => {
    const { work, starts, ends } = createBook();
    const first = work("a");
    const ended: number[] = [];
    const during = [1, 2, 3].map((n) => work("a").then(() => ended.push(n)));
    ends[0]?.end();
    await first;
    await microtasks(5);
    expect(starts).toEqual(["a", "a"]);
    expect(ended).toEqual([]);
    ends[1]?.end();
    await Promise.all(during);
    expect(ended).toEqual([1, 2, 3]);
    expect(starts).toHaveLength(2);
  });

  it("tells a failure to those who called for that run, and goes on", async () => {
    const { work, starts, ends } = createBook();
    const first = work("a");
    const second = work("a");
    ends[0]?.end(new Error("broken"));
    await expect(first).rejects.toThrow("broken");
    await microtasks(5);
    ends[1]?.end();
    await expect(second).resolves.toBeUndefined();
    expect(starts).toHaveLength(2);
  });

  it("never runs a key twice at a time, never overlooks a call, never runs without one, whenever calls come", async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant("call" as const), key: fc.constantFrom("a", "b") }),
      fc.record({ kind: fc.constant("end" as const), fails: fc.boolean() }),
      fc.record({ kind: fc.constant("wait" as const), count: fc.integer({ min: 1, max: 6 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { work, overlaps, running, starts, ends } = createBook();
        const calls: Promise<void>[] = [];
        /** Runs of a key that had begun when it was last called. */
        const startedAtLastCall = new Map<string, number>();
        const startsOf = (key: string) => starts.filter((one) => one === key).length;
        for (const one of steps) {
          if (one.kind === "call") {
            startedAtLastCall.set(one.key, startsOf(one.key));
            calls.push(work(one.key).catch(() => {}));
          } else if (one.kind === "wait") await microtasks(one.count);
          else ends.shift()?.end(one.fails ? new Error("broken") : undefined);
        }
        await microtasks(10);
        while (ends.length > 0) {
          ends.shift()?.end();
          await microtasks(10);
        }
        await Promise.all(calls);
        expect(overlaps).toEqual([]);
        expect(running.size).toBe(0);
        for (const [key, before] of startedAtLastCall)
          expect(startsOf(key)).toBeGreaterThan(before);
        expect(starts.length).toBeLessThanOrEqual(calls.length);
      }),
      { numRuns: 2_000 },
    );
  });
});
