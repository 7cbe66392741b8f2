import { describe, expect, it } from "vitest";
import { StoreUnavailableError } from "../../src/store/store.ts";
import { ACME, aLine, aMessage, T0 } from "./builders.ts";
import { createFaultyStore, type Fault, type StoreCall } from "./faulty-store.ts";
import { createMemoryStore } from "./memory-store/memory-store.ts";
import { commitOf } from "./plain-step.ts";

const OPTIONS = { receivedAt: T0, newContactId: () => "contact1" };

/** A faulty memory store with a line, the store behind it, and the calls it was asked about. */
async function storeWith(fault: Fault | null, on: StoreCall["method"]) {
  const behind = createMemoryStore();
  await behind.putLine(aLine());
  const calls: StoreCall[] = [];
  const store = createFaultyStore(behind, (call) => {
    calls.push(call);
    return call.method === on ? fault : null;
  });
  return { store, behind, calls };
}

describe("the faulty store", () => {
  it("does as the store behind it while nothing goes wrong, and tells of each call", async () => {
    const { store, calls } = await storeWith(null, "accept");
    const [accepted] = await store.accept([aMessage("m1")], OPTIONS);
    expect(accepted?.kind).toBe("accepted");
    expect(await store.lastSeq(ACME)).toBe(0);
    expect(calls).toMatchObject([
      { method: "accept", does: "write", number: 1 },
      { method: "lastSeq", does: "read", number: 2, args: [ACME] },
    ]);
  });

  it("fails before the call without any effect", async () => {
    const { store, behind } = await storeWith({ kind: "before" }, "accept");
    await expect(store.accept([aMessage("m1")], OPTIONS)).rejects.toThrow(StoreUnavailableError);
    expect(await behind.depth()).toMatchObject({ waitingEntries: 0 });
  });

  it("fails after the call took effect", async () => {
    const { store, behind } = await storeWith({ kind: "after" }, "accept");
    await expect(store.accept([aMessage("m1")], OPTIONS)).rejects.toThrow(StoreUnavailableError);
    expect(await behind.depth()).toMatchObject({ waitingEntries: 1 });
  });

  it("answers a commit with a conflict and writes nothing", async () => {
    const { store, behind } = await storeWith({ kind: "conflict" }, "commit");
    const [accepted] = await store.accept([aMessage("m1")], OPTIONS);
    const conversationId = accepted?.kind === "accepted" ? accepted.conversationId : "";
    const mailbox = await store.load(ACME, conversationId, { maxEntries: 1 });
    if (mailbox === null) throw new Error("no mailbox");
    expect(await store.commit(commitOf(mailbox, { at: T0 }))).toBe("conflict");
    expect(await behind.load(ACME, conversationId, { maxEntries: 1 })).toEqual(mailbox);
  });

  it("makes a delayed call begin late, and then fail if it is to", async () => {
    const order: string[] = [];
    const until = async () => {
      order.push(`waited, ${(await behind.depth()).waitingEntries} waiting`);
    };
    const fault: Fault = { kind: "delay", until, next: { kind: "after" } };
    const { store, behind } = await storeWith(fault, "accept");
    await expect(store.accept([aMessage("m1")], OPTIONS)).rejects.toThrow(StoreUnavailableError);
    expect(order).toEqual(["waited, 0 waiting"]);
    expect(await behind.depth()).toMatchObject({ waitingEntries: 1 });
  });

  it("knows every call of the port", () => {
    const { name: _name, close: _close, dump: _dump, ...calls } = createMemoryStore();
    const seen: string[] = [];
    const store = createFaultyStore(createMemoryStore(), ({ method }) => {
      seen.push(method);
      return { kind: "before" };
    });
    const asked = Object.keys(calls) as (keyof typeof calls)[];
    for (const call of asked) (store[call] as () => Promise<unknown>)().catch(() => {});
    expect(seen).toEqual(asked);
  });

  it("leaves the store's own members alone", async () => {
    const { store } = await storeWith({ kind: "before" }, "accept");
    expect(store.name).toBe("memory");
    expect(store.dump().map(({ workspaceId }) => workspaceId)).toEqual([ACME]);
    await expect(store.close()).resolves.toBeUndefined();
  });
});
