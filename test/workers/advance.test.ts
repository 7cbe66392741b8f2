import { NOTHING_AUTOMATED } from "../../src/domain/commit.ts";
import { describe, expect, it } from "vitest";
import { createAdvance } from "../../src/workers/advance.ts";
import { StoreUnavailableError } from "../../src/store/store.ts";
import { ACME, aMessage, BEN, CLOSE, HOUR, incoming, MINUTE, T0 } from "../support/builders.ts";
import { createFaultyStore, type Fault } from "../support/faulty-store.ts";
import { outcomesOf, useWorkshop } from "./support/workshop.ts";

const workshop = useWorkshop();

describe("a turn of a conversation", () => {
  it("applies all that waits in one commit, tells the outcomes, and rings for the relay", async () => {
    const { store, accept, ask, advance, doorbell, told } = workshop();
    const address = await accept(aMessage("1"), aMessage("2"));
    await ask(address, CLOSE);
    await ask(address, CLOSE);
    expect(await advance(address)).toBe("committed");
    expect(told.map(({ outcome }) => outcome.kind)).toEqual([
      "applied",
      "applied",
      "applied",
      "refused",
    ]);
    expect(doorbell.rings).toContain("relay acme");
    expect(await store.depth()).toEqual({
      waitingEntries: 0,
      oldestReceivedAt: null,
      deadEntries: 0,
    });
    expect(await advance(address)).toBe("nothing");
  });

  it("of which nobody has heard finds nothing", async () => {
    const { advance } = workshop();
    expect(await advance({ workspaceId: ACME, conversationId: "1-nobody" })).toBe("nothing");
  });

  it("fires a deadline that is due, and not one that is not", async () => {
    const { accept, advance, clock, store } = workshop();
    const address = await accept(aMessage("1"));
    await advance(address);
    clock.advance(23 * HOUR - 1);
    expect(await advance(address)).toBe("nothing");
    clock.advance(1);
    expect(await advance(address)).toBe("committed");
    const events = await store.events(ACME, { after: 0, limit: 100, types: ["window.closing"] });
    expect(events).toHaveLength(1);
    expect(await advance(address)).toBe("nothing");
  });

  it("leaves a deadline that is hours away to the mirror", async () => {
    const { accept, advance, doorbell } = workshop();
    await advance(await accept(aMessage("1")));
    expect(doorbell.rings).toEqual(["relay acme"]);
  });

  it("of more than 200 entries takes 200, rings again on its own lane, and keeps the order", async () => {
    const { store, accept, advance, doorbell } = workshop();
    const ids = Array.from({ length: 450 }, (_, index) => `${index}`);
    const address = await accept(...ids.map((id) => aMessage(id)));
    const lanes = ["bulk", "live", "bulk"] as const;
    for (const lane of lanes) {
      expect(await advance(address, lane)).toBe("committed");
    }
    const rings = doorbell.rings.filter((ring) => ring.endsWith(address.conversationId));
    expect(rings).toEqual([`bulk ${address.conversationId}`, `live ${address.conversationId}`]);
    expect(await outcomesOf(store, address)).toEqual(ids.map((id) => `${id}: applied`));
  });

  it("takes an entry no more than once, however many take turns at once", async () => {
    const { store, accept, advance, told } = workshop();
    const address = await accept(...["1", "2", "3"].map((id) => aMessage(id)));
    const turns = await Promise.all(Array.from({ length: 10 }, () => advance(address)));
    expect(turns.filter((turn) => turn === "committed")).toHaveLength(1);
    expect(turns.filter((turn) => turn === "nothing")).toHaveLength(9);
    expect(told).toHaveLength(3);
    expect(await outcomesOf(store, address)).toEqual(["1: applied", "2: applied", "3: applied"]);
  });
});

describe("turns that one process is asked for at once", () => {
  it("run one after another: two loads and one commit, and nobody has to try again", async () => {
    const { store, deps, accept, pauses } = workshop();
    const address = await accept(aMessage("1"));
    const calls: string[] = [];
    const watched = createFaultyStore(store, ({ method }) => {
      calls.push(method);
      return null;
    });
    const advance = createAdvance({ ...deps, store: watched });
    const turns = await Promise.all(
      (["live", "bulk", "live"] as const).map((lane) => advance(address, lane)),
    );
    expect(turns).toEqual(["committed", "nothing", "nothing"]);
    expect(calls).toEqual(["load", "commit", "load"]);
    expect(pauses).toEqual([]);
  });

  it("do not wait for those of other conversations", async () => {
    const { store, deps, accept } = workshop();
    const slow = await accept(aMessage("1"));
    const quick = await accept(aMessage("2", { identity: BEN }));
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const held = createFaultyStore(store, ({ method, args }) =>
      method === "load" && args[1] === slow.conversationId
        ? { kind: "delay", until: () => gate, next: null }
        : null,
    );
    const advance = createAdvance({ ...deps, store: held });
    const waiting = advance(slow, "live");
    expect(await advance(quick, "live")).toBe("committed");
    open();
    expect(await waiting).toBe("committed");
  });
});

describe("a turn that sets a deadline within ten minutes", () => {
  const shortWindow = useWorkshop({ windowMs: 9 * MINUTE, closingLeadMs: 0 });

  it("mirrors it once, and again when it moves", async () => {
    const { accept, ask, advance, doorbell } = shortWindow();
    const timers = () => doorbell.rings.filter((ring) => ring.startsWith("timer"));
    const address = await accept(aMessage("1"));
    await advance(address);
    const first = `timer ${address.conversationId} ${T0 + 9 * MINUTE}`;
    expect(timers()).toEqual([first]);
    await ask(address, CLOSE);
    await advance(address);
    expect(timers()).toEqual([first]);
    await accept(aMessage("2", { occurredAt: T0 + 1_000 }));
    await advance(address);
    expect(timers()).toEqual([first, `timer ${address.conversationId} ${T0 + 9 * MINUTE + 1_000}`]);
  });
});

describe("a turn that somebody else was faster than", () => {
  /** Advances on a store whose commits go wrong in this order. */
  async function advanceWith(faults: Fault[]) {
    const { store, deps, accept } = workshop();
    const address = await accept(aMessage("1"));
    let commits = 0;
    const faulty = createFaultyStore(store, ({ method }) =>
      method === "commit" ? (faults[commits++] ?? null) : null,
    );
    const turn = createAdvance({ ...deps, store: faulty })(address, "bulk");
    return { address, turn, commits: () => commits };
  }
  const conflicts = (count: number): Fault[] =>
    Array.from({ length: count }, () => ({ kind: "conflict" }));

  it("loads and tries again, after pauses that grow", async () => {
    const { turn, commits } = await advanceWith(conflicts(3));
    expect(await turn).toBe("committed");
    expect(commits()).toBe(4);
    expect(workshop().pauses).toEqual([3, 6, 12]);
  });

  it("gives up after six tries, and rings again on its own lane", async () => {
    const { address, turn, commits } = await advanceWith(conflicts(100));
    expect(await turn).toBe("contended");
    expect(commits()).toBe(6);
    expect(workshop().doorbell.rings).toEqual([`bulk ${address.conversationId}`]);
    expect((await workshop().store.depth()).waitingEntries).toBe(1);
  });

  it("rejects when the store is away, and the entry waits on", async () => {
    const { turn } = await advanceWith([{ kind: "before" }]);
    await expect(turn).rejects.toThrow(StoreUnavailableError);
    expect((await workshop().store.depth()).waitingEntries).toBe(1);
  });

  it("rejects when the answer to its commit was lost, and the next turn finds nothing to repeat", async () => {
    const { address, turn } = await advanceWith([{ kind: "after" }]);
    await expect(turn).rejects.toThrow(StoreUnavailableError);
    const { advance, store } = workshop();
    expect(await advance(address)).toBe("nothing");
    expect(await outcomesOf(store, address)).toEqual(["1: applied"]);
    expect(await store.unrelayed()).toHaveLength(1);
  });
});

describe("an entry that breaks the machine", () => {
  const poison = (id: string) => ({
    ...aMessage(id),
    kind: "message" as const,
    message: incoming(id, { type: "text", text: null as unknown as string }),
  });

  it("is set aside as dead and told so, and its neighbours go on", async () => {
    const { store, accept, settle, told } = workshop();
    const address = await accept(aMessage("1"), poison("2"), aMessage("3"));
    await settle(address);
    expect(told.map(({ key, outcome }) => `${key.at(-1)}: ${outcome.kind}`)).toEqual([
      "1: applied",
      "2: dead",
      "3: applied",
    ]);
    expect(told[1]?.outcome).toEqual({ kind: "dead", reason: "TypeError" });
    const history = await store.history(ACME, address.conversationId);
    expect(history.map(({ applied }) => applied.version)).toEqual([1, 1, 2]);
  });

  it("rings again for what was left behind it, so that nothing waits for a sweep", async () => {
    const { accept, advance, doorbell } = workshop();
    const address = await accept(aMessage("1"), poison("2"), aMessage("3"));
    const again = `live ${address.conversationId}`;
    for (const left of [1, 1, 0]) {
      doorbell.rings.length = 0;
      expect(await advance(address)).toBe("committed");
      expect(doorbell.rings.filter((ring) => ring === again)).toHaveLength(left);
    }
  });

  it("may be the first thing that ever happened to a conversation", async () => {
    const { store, accept, settle } = workshop();
    const address = await accept(poison("1"), poison("2"), aMessage("3"));
    await settle(address);
    expect((await store.history(ACME, address.conversationId)).map((e) => e.applied)).toMatchObject(
      [
        { version: 0, outcome: { kind: "dead" } },
        { version: 0, outcome: { kind: "dead" } },
        { version: 1, outcome: { kind: "applied" } },
      ],
    );
  });

  it("is logged once, by ids alone", async () => {
    const { accept, settle, log } = workshop();
    const address = await accept(aMessage("1"), poison("2"), aMessage("3"));
    await settle(address);
    expect(log.lines).toHaveLength(1);
    const { level, fields } = log.lines[0]!;
    expect(level).toBe("error");
    expect(Object.keys(fields).sort()).toEqual(["conversationId", "err", "kind"]);
  });

  it("keeps nothing but its own conversation busy: a full mailbox with one in it takes three turns", async () => {
    const { store, accept, settle } = workshop();
    const items = Array.from({ length: 200 }, (_, at) =>
      at === 100 ? poison("bad") : aMessage(`${at}`),
    );
    const address = await accept(...items);
    expect(await settle(address)).toBe(3);
    const outcomes = await outcomesOf(store, address);
    expect(outcomes).toHaveLength(200);
    expect(outcomes.filter((outcome) => outcome.endsWith("dead"))).toEqual(["bad: dead"]);
  });

  it("cannot be told from a deadline that breaks it: then the turn rejects, and nothing is lost", async () => {
    const { store, accept, ask, advance, clock } = workshop();
    const address = await accept(aMessage("1"));
    await advance(address);
    const mailbox = await store.load(ACME, address.conversationId, { maxEntries: 1 });
    const conversation = mailbox!.conversation!;
    // A deadline that no region takes: only a defect, or a hand in the database, could store it.
    const timers = { ...conversation.facts.timers, pickup: T0 };
    await store.commit({
      workspaceId: ACME,
      conversationId: address.conversationId,
      expectedVersion: 1,
      conversation: { ...conversation, version: 2, facts: { ...conversation.facts, timers } },
      items: [],
      events: [],
      applied: [],
      sends: [],
      cascades: [],
      learnt: [],
      fired: [],
      automation: NOTHING_AUTOMATED,
    });
    clock.advance(1);
    await ask(address, CLOSE);
    await expect(advance(address)).rejects.toThrow("no region takes it");
    expect((await store.depth()).waitingEntries).toBe(1);
  });
});
