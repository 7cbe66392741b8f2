import { describe, expect, it } from "vitest";
import type { Crash } from "../../src/domain/intake/crash.ts";
import { createAdvance } from "../../src/workers/advance.ts";
import type { ConversationAddress } from "../../src/queues/doorbell.ts";
import { createSuspects } from "../../src/workers/suspects.ts";
import { ACME, aMessage, incoming } from "../support/builders.ts";
import { useWorkshop } from "./support/workshop.ts";

const workshop = useWorkshop();

/** The turns of a process that knows of these deaths, and what its journal was told. */
async function processAfter(crashes: readonly Omit<Crash, "id">[]) {
  const { deps, store } = workshop();
  for (const [index, crash] of crashes.entries()) {
    await store.noteCrash({ ...crash, id: `crash_${index}` });
  }
  const journal: (readonly string[] | "left")[] = [];
  const suspects = createSuspects(store);
  await suspects.refresh();
  const advance = createAdvance({
    ...deps,
    suspects,
    journal: {
      enter: (_ref, keys) => void journal.push(keys),
      leave: () => void journal.push("left"),
    },
  });
  const settle = async (address: ConversationAddress): Promise<number> => {
    let turns = 0;
    while ((await advance(address, "live")) === "committed") turns += 1;
    return turns;
  };
  return { journal, suspects, settle };
}

const keysOf = async (address: ConversationAddress) => {
  const mailbox = await workshop().store.load(ACME, address.conversationId, { maxEntries: 9 });
  return mailbox!.entries.map(({ key }) => key);
};

const outcomes = () => workshop().told.map(({ outcome }) => outcome.kind);

describe("a conversation over which a process died", () => {
  it("is taken an entry at a time, until its mailbox is empty and it is forgotten", async () => {
    const address = await workshop().accept(aMessage("1"), aMessage("2"), aMessage("3"));
    const keys = await keysOf(address);
    const { journal, settle, suspects } = await processAfter([{ ...address, keys, at: 1 }]);
    expect(await settle(address)).toBe(3);
    expect(journal).toEqual(keys.flatMap((key) => [[key], "left"]));
    expect(suspects.of(address)).toEqual([]);
    expect(await workshop().store.crashes()).toEqual([]);
    await workshop().accept(aMessage("4"), aMessage("5"));
    expect(await settle(address)).toBe(1);
  });

  it("loses the entry over which three died, and keeps the others", async () => {
    const { accept, store, log } = workshop();
    const address = await accept(aMessage("1"), aMessage("2"), aMessage("3"));
    const keys = await keysOf(address);
    const alone = { ...address, keys: [keys[1]!], at: 1 };
    const { journal, settle } = await processAfter([{ ...address, keys, at: 1 }, alone, alone]);
    expect(await settle(address)).toBe(3);
    expect(outcomes()).toEqual(["applied", "dead", "applied"]);
    expect(journal).toEqual([[keys[0]], "left", [], "left", [keys[2]], "left"]);
    const dead = await store.deadEntries(ACME, { cursor: null, limit: 9 });
    expect(dead.items).toMatchObject([{ reason: "ProcessDied", kind: "message" }]);
    expect(JSON.stringify(log)).toContain("was set aside as dead");
    await store.replayDead(ACME, { ids: null, limit: 9, at: 5 });
    expect(await settle(address)).toBe(1);
    expect(outcomes().at(-1)).not.toBe("dead");
  });

  it("rests when three died over its deadlines alone", async () => {
    const address = await workshop().accept(aMessage("1"));
    const at = workshop().clock.now();
    const crash = { ...address, keys: [], at };
    const { journal, settle } = await processAfter([crash, crash, crash]);
    expect(await settle(address)).toBe(0);
    expect(journal).toEqual([]);
    workshop().clock.advance(3_600_000);
    expect(await settle(address)).toBe(1);
  });
});

it("a usual turn is taken whole, and the journal is left again when the machine fails", async () => {
  const address = await workshop().accept(aMessage("1"), {
    ...aMessage("2"),
    kind: "message",
    message: incoming("2", { type: "text", text: null as unknown as string }),
  });
  const { journal, settle } = await processAfter([]);
  await settle(address);
  expect(journal).toHaveLength(4);
  expect(journal[0]).toHaveLength(2);
  expect(journal.at(-1)).toBe("left");
  expect(outcomes()).toEqual(["applied", "dead"]);
});
