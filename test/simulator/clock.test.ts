import { describe, expect, it } from "vitest";
import { createClock } from "../../src/simulator/clock.ts";

describe("the virtual clock", () => {
  it("stands still until it is told to move", async () => {
    const clock = createClock({ startAt: 1_000 });
    expect(clock.now()).toBe(1_000);
    await clock.advance(500);
    expect(clock.now()).toBe(1_500);
    await clock.set(9_000);
    expect(clock.now()).toBe(9_000);
  });

  it("fires timers in due order, each at its own instant, equals in arming order", async () => {
    const clock = createClock({ startAt: 0 });
    const fired: string[] = [];
    const note = (name: string) => () => void fired.push(`${name}@${clock.now()}`);
    clock.at(300, note("late"));
    clock.at(100, note("early"));
    clock.at(200, note("first"));
    clock.at(200, note("second"));
    await clock.advance(250);
    expect(fired).toEqual(["early@100", "first@200", "second@200"]);
    expect(clock.nextAt()).toBe(300);
  });

  it("also fires what a timer arms on the way", async () => {
    const clock = createClock({ startAt: 0 });
    const fired: number[] = [];
    clock.at(10, () => {
      clock.at(20, () => void fired.push(clock.now()));
      clock.at(5, () => void fired.push(clock.now()));
    });
    await clock.advance(100);
    expect(fired).toEqual([10, 20]);
  });

  it("does not fire a cancelled timer", async () => {
    const clock = createClock({ startAt: 0 });
    let fired = false;
    clock.at(10, () => (fired = true)).cancel();
    await clock.advance(100);
    expect(fired).toBe(false);
  });

  it("waits at each instant for what that instant caused before time moves on", async () => {
    const clock = createClock({ startAt: 0 });
    const seen: number[] = [];
    clock.onStep(async () => {
      await Promise.resolve();
      seen.push(clock.now());
    });
    clock.at(10, () => {});
    clock.at(20, () => {});
    await clock.advance(1_000_000);
    expect(seen).toEqual([10, 20]);
  });
});

describe("the real clock", () => {
  it("runs ahead by its speed and fires timers by itself", async () => {
    const clock = createClock({ startAt: 0, realTime: true, speed: 1_000_000 });
    const firedAt = await new Promise<number>((resolve) => {
      const alive = setInterval(() => {}, 1_000);
      clock.at(3_600_000, () => {
        clearInterval(alive);
        resolve(clock.now());
      });
    });
    expect(firedAt).toBeGreaterThanOrEqual(3_600_000);
    clock.close();
  });

  it("can be moved forward, which fires what is then due", async () => {
    const clock = createClock({ startAt: 0, realTime: true });
    let fired = false;
    clock.at(86_400_000, () => (fired = true));
    await clock.advance(86_400_000);
    expect(fired).toBe(true);
    clock.close();
  });
});
