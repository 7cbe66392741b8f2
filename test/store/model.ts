import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aMessage } from "../support/builders.ts";
import { createMemoryStore } from "../support/memory-store/memory-store.ts";
import type { StoreFactory } from "./contract/setup.ts";
import { dumpOf } from "./model/dump.ts";
import { operationsArbitrary, type Operation } from "./model/operations.ts";
import { perform } from "./model/perform.ts";
import { createSide } from "./model/side.ts";

/** 10,000 sequences with VENTANA_FULL=1 (reliability.md 3.5). */
const RUNS = process.env["VENTANA_FULL"] === "1" ? 10_000 : 300;
/** Repeats a run that failed: fast-check prints its seed. */
const SEED = process.env["VENTANA_SEED"];
const HOUR_MS = 3_600_000;

/** Every run begins with a conversation each of two people, so that the first operations have something to work on. */
const PRELUDE: Operation[] = [
  {
    do: "accept",
    items: [
      aMessage("m1", { identity: { userId: "BR.1", waId: "5511987654321" } }),
      aMessage("m2", { identity: { userId: "BR.2" } }),
    ],
    work: { timers: {}, fires: false, outcome: null, owner: null, listed: true, automated: true },
  },
];

/**
 * Whatever is asked of the store under test, in whatever order, it answers as the memory store does, and shows the same
 * through every read afterwards. Sequences of up to 50 operations, shrunk to the fewest that show a difference.
 */
export function testAgainstModel(name: string, factory: StoreFactory, runs = RUNS): void {
  describe(`${name}: against the model`, () => {
    it(
      `answers ${runs} random sequences of operations as the memory store does`,
      async () => {
        await fc.assert(
          fc.asyncProperty(operationsArbitrary, (operations) => compare(factory, operations)),
          { numRuns: runs, ...(SEED === undefined ? {} : { seed: Number(SEED) }) },
        );
      },
      HOUR_MS,
    );
  });
}

async function compare(factory: StoreFactory, operations: readonly Operation[]): Promise<void> {
  const open = await factory();
  try {
    const real = await createSide(open.store);
    const model = await createSide(createMemoryStore());
    for (const operation of [...PRELUDE, ...operations]) {
      const told = { operation: operation.do };
      const expected = { ...told, answer: await perform(model, operation) };
      expect({ ...told, answer: await perform(real, operation) }).toEqual(expected);
    }
    expect({ dump: await dumpOf(real) }).toEqual({ dump: await dumpOf(model) });
  } finally {
    await open.close();
  }
}
