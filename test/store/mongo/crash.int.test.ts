import { afterAll, describe, expect, it } from "vitest";
import { conversationIdOf } from "../../../src/domain/ids.ts";
import type { Store } from "../../../src/store/store.ts";
import {
  ACME,
  aMessage,
  aReaction,
  LINE,
  MINUTE,
  SECOND_LINE,
  T0,
} from "../../support/builders.ts";
import { startMongo } from "../../support/mongo-server.ts";
import { dyingAt, ProcessDied } from "./intercepted-db.ts";
import { undisturbed, usePlaygrounds } from "./playground.ts";
import { everythingOf, fillMailbox, step, take, turnOf, WEBHOOK } from "./scenes.ts";

const servers = await startMongo();
afterAll(() => Promise.all(servers.map((server) => server.stop())));

const ANAS = { workspaceId: ACME, conversationId: conversationIdOf(LINE, "made-0-1") };
const BENS = [LINE, SECOND_LINE].map((line) => conversationIdOf(line, "made-60000-1"));
const ALL = [ANAS.conversationId, ...BENS];

/** More calls than any one of the store's makes of the driver. */
const CALLS_MAX = 60;

const fill = (store: Store) => fillMailbox(store, ANAS);
const advance = (store: Store) => step(store, ANAS);
const webhook = (store: Store) => take(store, WEBHOOK, T0 + MINUTE);

async function publish(store: Store): Promise<void> {
  for (const id of ["e1", "e2", "e3"]) {
    await take(store, [aMessage(id)]);
    await advance(store);
  }
}

async function relay(store: Store): Promise<void> {
  while ((await store.relay(ACME, { limit: 2, now: T0 })).more);
}

describe.each(servers)("$server: a process that dies", ({ url }) => {
  const open = usePlaygrounds(url);

  /**
   * Lets a process die at each call of the driver that it makes for `act`, in a database of its own each time, and then lets
   * another one look at what became of it. Returns how many calls there were.
   */
  async function atEveryCall(
    when: "before" | "after",
    acts: {
      prepare?: (store: Store) => Promise<unknown>;
      act: (store: Store) => Promise<unknown>;
      look: (store: Store) => Promise<void>;
    },
  ): Promise<number> {
    for (let number = 1; number <= CALLS_MAX; number++) {
      const { store, another, drop } = await open();
      await acts.prepare?.(store);
      const death = dyingAt(number, when);
      await acts.act(another(death.intercept)).catch(() => {});
      const hasDied = death.hasDied();
      if (hasDied) await acts.look(store);
      await drop();
      if (!hasDied) return number - 1;
    }
    throw new Error("a call without end");
  }

  it.each(["before", "after"] as const)(
    "leaves a commit whole or not at all, when it dies %s a call of the driver, whichever",
    async (when) => {
      const untouched = await undisturbed(ALL, fill);
      const committed = await undisturbed(ALL, fill, advance);
      let whole = 0;
      const calls = await atEveryCall(when, {
        prepare: fill,
        act: advance,
        async look(store) {
          const half = await store.repair({ limit: 10 });
          const found = await everythingOf(store, ALL);
          const stands = found.conversations[0]?.mailbox?.conversation?.version !== 1;
          whole += stands ? 1 : 0;
          expect(found).toEqual(stands ? committed : untouched);
          expect(half).toBeLessThanOrEqual(stands ? 1 : 0);
          expect(await store.repair({ limit: 10 })).toBe(0);
          await advance(store);
          expect(await everythingOf(store, ALL)).toEqual(committed);
        },
      });
      expect(calls).toBeGreaterThan(8);
      expect(whole).toBeGreaterThan(3);
    },
  );

  it("is made good by the next who loads the conversation, without a repair", async () => {
    const committed = await undisturbed(ALL, fill, advance);
    const calls = await atEveryCall("before", {
      prepare: fill,
      act: advance,
      async look(store) {
        await advance(store);
        expect(await everythingOf(store, ALL)).toEqual(committed);
      },
    });
    expect(calls).toBeGreaterThan(8);
  });

  it("does not take its outcomes along, when a commit of nothing else comes after it", async () => {
    const { store, another, drop } = await open();
    await take(store, [aReaction("m1", "👍"), aReaction("m1", "🎉")]);
    const [both, first] = [await turnOf(store, ANAS), await turnOf(store, ANAS)];
    // Nothing of either is a step, so the second finds the version that it expects.
    const death = dyingAt(2, "before");
    await expect(another(death.intercept).commit(both)).rejects.toThrow(ProcessDied);
    const late = first.applied.slice(0, 1).map((applied) => ({ ...applied, at: T0 + MINUTE }));
    expect(await store.commit({ ...first, applied: late })).toBe("committed");
    const history = await store.history(ACME, ANAS.conversationId);
    expect(history.slice(-2).map(({ applied }) => applied)).toEqual(both.applied);
    await drop();
  });

  it.each(["before", "after"] as const)(
    "loses nothing of a webhook that is repeated after it died %s a call of the driver, whichever",
    async (when) => {
      const accepted = await undisturbed(ALL, webhook);
      const calls = await atEveryCall(when, {
        act: webhook,
        async look(store) {
          await webhook(store);
          expect(await everythingOf(store, ALL)).toEqual(accepted);
        },
      });
      expect(calls).toBeGreaterThan(12);
    },
  );

  it.each(["before", "after"] as const)(
    "makes each delivery once when a relay that died %s a call of the driver is repeated",
    async (when) => {
      const relayed = await undisturbed(ALL, publish, relay);
      const calls = await atEveryCall(when, {
        prepare: publish,
        act: relay,
        async look(store) {
          await relay(store);
          expect(await everythingOf(store, ALL)).toEqual(relayed);
        },
      });
      expect(calls).toBeGreaterThan(6);
    },
  );
});
