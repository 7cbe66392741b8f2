import { afterAll, describe, expect, it } from "vitest";
import type { Identity } from "../../../src/domain/contact/contact.ts";
import { conversationIdOf } from "../../../src/domain/ids.ts";
import type { Store } from "../../../src/store/store.ts";
import { ACME, aMessage, ANA, aStatus, LINE, MINUTE, T0 } from "../../support/builders.ts";
import { startMongo } from "../../support/mongo-server.ts";
import { dyingAt, sleepingAt } from "./intercepted-db.ts";
import { undisturbed, usePlaygrounds } from "./playground.ts";
import { everythingOf, fillMailbox, step, take, turnOf } from "./scenes.ts";

const servers = await startMongo();
afterAll(() => Promise.all(servers.map((server) => server.stop())));

const ANAS = { workspaceId: ACME, conversationId: conversationIdOf(LINE, "made-0-1") };
const ALL = [ANAS.conversationId];
const CALLS_MAX = 60;

const fill = (store: Store) => fillMailbox(store, ANAS);
const advance = (store: Store) => step(store, ANAS);

/** The message of the turn before gets a new status, twice, and deadlines fire again. */
async function goOn(store: Store): Promise<void> {
  await take(store, [aStatus("m2", "read"), aMessage("m3")], T0 + MINUTE);
  await advance(store);
  await take(store, [aStatus("m2", "played")], T0 + MINUTE);
  await advance(store);
}

describe.each(servers)("$server: a process that sleeps while others go on", ({ url }) => {
  const open = usePlaygrounds(url);

  it("changes nothing any more when it wakes up in the middle of a commit, wherever that is", async () => {
    const expected = await undisturbed(ALL, fill, advance, goOn);
    let slept = 0;
    for (let number = 1; number <= CALLS_MAX; number++) {
      const { store, another, drop } = await open();
      await fill(store);
      const commit = await turnOf(store, ANAS);
      const sleep = sleepingAt(number);
      const sleeper = another(sleep.intercept).commit(commit);
      const isOver = await Promise.race([sleep.asleep.then(() => false), sleeper.then(() => true)]);
      if (isOver) break;
      slept += 1;
      // Before the write that decides, the turn is still to be taken; after it, loading alone moves it out.
      const mailbox = await store.load(ACME, ANAS.conversationId, { maxEntries: 10 });
      if (mailbox?.entries.length !== 0) await advance(store);
      await goOn(store);
      sleep.wake();
      expect(await sleeper).toBe(number === 1 ? "conflict" : "committed");
      expect(await everythingOf(store, ALL)).toEqual(expected);
      expect(await store.repair({ limit: 10 })).toBe(0);
      await drop();
    }
    expect(slept).toBeGreaterThan(5);
  });

  it("takes only its own work off the conversation, not that of a later commit which died", async () => {
    const expected = await undisturbed(ALL, fill, advance, goOn);
    for (let number = 2; number <= CALLS_MAX; number++) {
      const { store, another, drop } = await open();
      await fill(store);
      const commit = await turnOf(store, ANAS);
      const sleep = sleepingAt(number);
      const sleeper = another(sleep.intercept).commit(commit);
      const isOver = await Promise.race([sleep.asleep.then(() => false), sleeper.then(() => true)]);
      if (isOver) break;
      await take(store, [aStatus("m2", "read"), aMessage("m3")], T0 + MINUTE);
      const next = await turnOf(store, ANAS);
      await another(dyingAt(1, "after").intercept)
        .commit(next)
        .catch(() => {});
      sleep.wake();
      await sleeper;
      expect(await store.repair({ limit: 10 })).toBe(1);
      await take(store, [aStatus("m2", "played")], T0 + MINUTE);
      await advance(store);
      expect(await everythingOf(store, ALL)).toEqual(expected);
      await drop();
    }
  });

  it("does not bring the relay back to where it slept", async () => {
    for (let number = 1; number <= CALLS_MAX; number++) {
      const { store, another, drop } = await open();
      const relay = (on: Store) => on.relay(ACME, { limit: 1, now: T0 });
      const sleep = sleepingAt(number);
      const sleeper = relay(another(sleep.intercept));
      const isOver = await Promise.race([sleep.asleep.then(() => false), sleeper.then(() => true)]);
      if (isOver) break;
      await fill(store);
      await advance(store);
      while ((await relay(store)).more);
      const before = await everythingOf(store, ALL);
      sleep.wake();
      await sleeper;
      expect(await everythingOf(store, ALL)).toEqual(before);
      expect(before.unrelayed).toEqual([]);
      await drop();
    }
  });

  it("takes nothing away that others learned of a contact meanwhile", async () => {
    const { waId } = ANA;
    const told = (store: Store, id: string, news: Partial<Identity>) =>
      take(store, [aMessage(id, { identity: { waId, ...news } })]);
    for (let number = 1; number <= CALLS_MAX; number++) {
      const { store, another, drop } = await open();
      const sleep = sleepingAt(number);
      const sleeper = told(another(sleep.intercept), "n1", { username: "ana" });
      const isOver = await Promise.race([sleep.asleep.then(() => false), sleeper.then(() => true)]);
      if (isOver) break;
      await told(store, "n2", { parentUserId: "BR.ENT.1" });
      sleep.wake();
      await sleeper;
      const contact = await store.contact(ACME, "made-0-1");
      expect(contact?.username).toBe("ana");
      const values = contact?.aliases.map(({ value }) => value);
      expect(values).toEqual(["BR.1001", waId, "BR.ENT.1"]);
      await drop();
    }
  });
});
