import { beforeEach, describe, expect, it } from "vitest";
import type { Command } from "../../src/domain/conversation/commands.ts";
import { ACME, aMessage, aUser, SECOND } from "../support/builders.ts";
import { createFaultyStore } from "../support/faulty-store.ts";
import { sweepOf } from "./support/sweeping.ts";
import { useWorkshop } from "./support/workshop.ts";

const workshop = useWorkshop();
const MANY = process.env["VENTANA_FULL"] === "1" ? 5_000 : 400;

const assignTo = (userId: string): Command => ({
  name: "assign",
  target: { kind: "user", userId },
  markUnread: false,
});
const CLOSE: Command = {
  name: "close",
  description: "done",
  reasonCode: null,
  handOverTo: null,
  rearm: true,
};

/** Conversations of somebody, open unless said otherwise. */
async function have(userId: string, count: number, isClosed = false): Promise<string[]> {
  const { accept, ask, settle } = workshop();
  const ids: string[] = [];
  for (let at = 0; at < count; at += 1) {
    const name = `${userId}${at}${isClosed ? "closed" : ""}`;
    const address = await accept(aMessage(name, { identity: { userId: `BR.${name}` } }));
    await ask(address, assignTo(userId));
    if (isClosed) await ask(address, CLOSE);
    await settle(address);
    ids.push(address.conversationId);
  }
  return ids;
}

const owners = async (ids: readonly string[]) => {
  const found = await workshop().store.ownersOf(ACME, ids.slice(0, 1_000));
  return [...new Set(found.values())];
};
const switchOff = () =>
  workshop().store.changeUser(ACME, "eva", { active: false, releaseAt: workshop().clock.now() });
const releaseAt = async () => (await workshop().store.user(ACME, "eva"))?.releaseAt;
const unassigned = async () => {
  const query = { after: 0, limit: 10_000, types: ["conversation.unassigned"] as const };
  const events = await workshop().store.events(ACME, query);
  return events.map(({ conversation }) => conversation?.id ?? "");
};

beforeEach(async () => {
  await workshop().store.putUser(aUser({ id: "eva" }));
  await workshop().store.putUser(aUser({ id: "max" }));
});

describe("conversations of a user who was switched off (Q46)", () => {
  it(`become nobody's, ${MANY} of them, with one event each; closed ones and others' stay`, async () => {
    const open = await have("eva", MANY);
    const closed = await have("eva", 3, true);
    const others = await have("max", 3);
    await switchOff();
    const sweep = sweepOf(workshop());
    await sweep.run({ graceMs: 0 });
    await sweep.run({ graceMs: 0 });
    for (let at = 0; at < open.length; at += 1_000) {
      expect(await owners(open.slice(at, at + 1_000))).toEqual([null]);
    }
    expect(await owners(closed)).toEqual(["eva"]);
    expect(await owners(others)).toEqual(["max"]);
    expect((await unassigned()).toSorted()).toEqual(open.toSorted());
    const [event] = await workshop().store.events(ACME, {
      after: 0,
      limit: 1,
      types: ["conversation.unassigned"],
    });
    expect(event?.cause).toMatchObject({ kind: "command", actor: { kind: "system" } });
    expect(event?.data).toMatchObject({ ownerId: null, previousOwnerId: "eva" });
  });

  it("are given back to the last one when the work is cut off again and again", async () => {
    const open = await have("eva", 250);
    await switchOff();
    let calls = 0;
    const store = createFaultyStore(workshop().store, ({ method }) =>
      method === "submit" && ++calls % 90 === 0 ? { kind: "after" } : null,
    );
    const sweep = sweepOf(workshop(), { store });
    for (let round = 0; round < 8; round += 1) await sweep.run({ graceMs: 0 }).catch(() => {});
    expect(calls).toBeGreaterThan(180);
    expect(await owners(open)).toEqual([null]);
    expect((await unassigned()).toSorted()).toEqual(open.toSorted());
  });

  it("are looked for until nothing was left for half a minute, and not by somebody who is back", async () => {
    const { clock, store } = workshop();
    await have("eva", 1);
    await switchOff();
    const sweep = sweepOf(workshop());
    await sweep.run({ graceMs: 0 });
    await sweep.run({ graceMs: 0 });
    expect(await releaseAt()).not.toBeNull();
    clock.advance(30 * SECOND);
    await sweep.run({ graceMs: 0 });
    expect(await releaseAt()).toBeNull();
    await store.changeUser(ACME, "eva", { active: true });
    const again = await have("eva", 2);
    await sweep.run({ graceMs: 0 });
    expect(await owners(again)).toEqual(["eva"]);
  });
});
