import { afterAll, describe, expect, it } from "vitest";
import { conversationIdOf } from "../../../src/domain/ids.ts";
import type { Store } from "../../../src/store/store.ts";
import { aFlow, aFlowVersion } from "../../support/automation-builders.ts";
import { ACME, LINE, MINUTE, T0 } from "../../support/builders.ts";
import { startMongo } from "../../support/mongo-server.ts";
import { dyingAt, sleepingAt } from "./intercepted-db.ts";
import { undisturbed, usePlaygrounds } from "./playground.ts";
import { everythingOf, fillMailbox, step, turnOf } from "./scenes.ts";

const servers = await startMongo();
afterAll(() => Promise.all(servers.map((server) => server.stop())));

const ANAS = { workspaceId: ACME, conversationId: conversationIdOf(LINE, "made-0-1") };
const ALL = [ANAS.conversationId];
const CALLS_MAX = 40;
const NOW = T0 + MINUTE;

const claim = (store: Store) =>
  store.claimEffects({ lane: "inside", now: NOW, leaseMs: MINUTE, limit: 1 });

/** Settles what a claim took, which is known from the outbox of before. */
async function end(store: Store): Promise<string> {
  const [effect] = await store.claimEffects({
    lane: "inside",
    now: NOW + MINUTE,
    leaseMs: MINUTE,
    limit: 1,
  });
  if (effect === undefined) return "nothing";
  const { workspaceId, id, attempts } = effect;
  const ends = { kind: "result", result: { kind: "nobody" } } as const;
  return store.settleEffect({ workspaceId, id, attempts, at: NOW, ends });
}

async function changeFlow(store: Store): Promise<boolean> {
  const flow = aFlow({ revision: 2, newestVersion: 2, liveVersion: 2 });
  return store.changeFlow(flow, aFlowVersion({ version: 2, createdBy: "user-2" }));
}

describe.each(servers)("$server: automations", ({ url }) => {
  const open = usePlaygrounds(url);

  it.each(["before", "after"] as const)(
    "have one result of an effect when its worker dies %s a call of the driver, whichever",
    async (when) => {
      const expected = await undisturbed(ALL, end, (store) => step(store, ANAS));
      for (let number = 1; number <= CALLS_MAX; number++) {
        const { store, another, drop } = await open();
        const death = dyingAt(number, when);
        await end(another(death.intercept)).catch(() => {});
        if (!death.hasDied()) {
          expect(number).toBeGreaterThan(4);
          return;
        }
        await store.repair({ limit: 10 });
        // Whoever has it next: it waits still, or its result stands.
        const [again] = await store.claimEffects({
          lane: "inside",
          now: NOW + 3 * MINUTE,
          leaseMs: MINUTE,
          limit: 9,
        });
        if (again !== undefined) {
          const ends = { kind: "result", result: { kind: "nobody" } } as const;
          const { workspaceId, id, attempts } = again;
          await store.settleEffect({ workspaceId, id, attempts, at: NOW, ends });
        }
        await step(store, ANAS);
        expect(await everythingOf(store, ALL)).toEqual(expected);
        expect(await store.repair({ limit: 10 })).toBe(0);
        await drop();
      }
      throw new Error("a call without end");
    },
  );

  it.each(["before", "after"] as const)(
    "have a change of a flow whole or not at all when it dies %s a call of the driver, whichever",
    async (when) => {
      const add = (store: Store) => store.addFlow(aFlow(), aFlowVersion());
      const expected = await undisturbed(ALL, add, changeFlow);
      for (let number = 1; number <= CALLS_MAX; number++) {
        const { store, another, drop } = await open();
        await add(store);
        const death = dyingAt(number, when);
        await changeFlow(another(death.intercept)).catch(() => {});
        if (!death.hasDied()) {
          expect(number).toBeGreaterThan(3);
          return;
        }
        const stands = (await store.flowsVersion(ACME)) === 2;
        expect(await store.flowVersions(ACME, "flow-1")).toHaveLength(stands ? 2 : 1);
        expect(await changeFlow(store)).toBe(!stands);
        expect(await everythingOf(store, ALL)).toEqual(expected);
        await drop();
      }
      throw new Error("a call without end");
    },
  );

  it("bring no effect back that has ended while somebody slept in the middle of its commit", async () => {
    let slept = 0;
    for (let number = 2; number <= CALLS_MAX; number++) {
      const { store, another, drop } = await open();
      await end(store);
      await fillMailbox(store, ANAS);
      const commit = await turnOf(store, ANAS);
      const sleep = sleepingAt(number);
      const sleeper = another(sleep.intercept).commit(commit);
      const isOver = await Promise.race([sleep.asleep.then(() => false), sleeper.then(() => true)]);
      if (isOver) break;
      slept += 1;
      await store.load(ACME, ANAS.conversationId, { maxEntries: 10 });
      expect(await claim(store)).toHaveLength(1);
      expect(await end(store)).toBe("settled");
      await step(store, ANAS);
      await store.repair({ limit: 10 });
      while ((await end(store)) === "settled");
      sleep.wake();
      await sleeper;
      expect(await store.effectDepth()).toEqual({ waiting: 0, oldestCreatedAt: null });
      await drop();
    }
    expect(slept).toBeGreaterThan(5);
  });
});
