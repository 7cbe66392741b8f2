import { describe, expect, it } from "vitest";
import { createBatches } from "../../../src/store/mongo/batches.ts";
import { createSerial } from "../../../src/store/mongo/serial.ts";

describe("batches", () => {
  it("collect what comes while one is on its way, in order, and no more than goes into one", async () => {
    const done: string[] = [];
    const inBatches = createBatches<number>(async (key, items) => {
      await new Promise(setImmediate);
      done.push(`${key}: ${items.join(" ")}`);
    }, 3);
    await Promise.all([[1], [2], [3, 4], [5, 6, 7, 8], [9]].map((items) => inBatches("a", items)));
    expect(done).toEqual(["a: 1", "a: 2 3 4", "a: 5 6 7 8", "a: 9"]);
  });

  it("let keys go side by side", async () => {
    const gate = Promise.withResolvers<void>();
    const done: string[] = [];
    const inBatches = createBatches<number>(async (key) => {
      if (key === "a") await gate.promise;
      done.push(key);
    }, 3);
    const held = inBatches("a", [1]);
    await inBatches("b", [1]);
    expect(done).toEqual(["b"]);
    gate.resolve();
    await held;
    await inBatches("a", [2]);
    expect(done).toEqual(["b", "a", "a"]);
  });

  it("fail for those whose items were in them, and go on for the others", async () => {
    const inBatches = createBatches<number>(async (_, [first]) => {
      if (first === 1) throw new Error("no");
    }, 1);
    const results = await Promise.allSettled([1, 2].map((item) => inBatches("a", [item])));
    expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
  });
});

describe("work that has to go one after another", () => {
  it("does so for a key, also behind work that fails, and side by side for others", async () => {
    const inTurn = createSerial();
    const told: string[] = [];
    const work = (key: string, name: string) =>
      inTurn(key, async () => {
        told.push(`${name} begins`);
        await new Promise(setImmediate);
        told.push(`${name} ends`);
        if (name === "a1") throw new Error("no");
      });
    await Promise.allSettled([work("a", "a1"), work("a", "a2"), work("b", "b1")]);
    expect(told.indexOf("a2 begins")).toBeGreaterThan(told.indexOf("a1 ends"));
    expect(told.indexOf("b1 begins")).toBeLessThan(told.indexOf("a1 ends"));
  });
});
