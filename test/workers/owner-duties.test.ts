import { beforeEach, describe, expect, it } from "vitest";
import type { Command } from "../../src/domain/conversation/commands.ts";
import type { ConversationAddress } from "../../src/queues/doorbell.ts";
import type { UserChanges } from "../../src/store/people-store.ts";
import { ACME, aMessage, aUser, DAY, HOUR, LINE, MINUTE, T0 } from "../support/builders.ts";
import { aRole, aUserStatus } from "../support/people-builders.ts";
import { outcomesOf, useWorkshop } from "./support/workshop.ts";

const workshop = useWorkshop({ stopWords: ["stop"] });

const assign: Command = {
  name: "assign",
  target: { kind: "user", userId: "eva" },
  markUnread: false,
};
const close: Command = {
  name: "close",
  description: "done",
  reasonCode: null,
  handOverTo: null,
  rearm: true,
};

const CONTACT_TOO = { contact: true, opportunities: false, activities: false, tasks: false };

let address: ConversationAddress;

/** A conversation that is Eva's. */
beforeEach(async () => {
  const { store, accept, ask, settle } = workshop();
  await store.putUser(aUser({ id: "eva" }));
  address = await accept(aMessage("1"));
  await ask(address, assign);
  await settle(address);
});

const hear = async (id: string, changes: Parameters<typeof aMessage>[1] = {}) => {
  const { accept, settle, clock } = workshop();
  await accept(aMessage(id, { occurredAt: clock.now(), ...changes }));
  await settle(address);
};
const run = async (command: Command) => {
  await workshop().ask(address, command);
  await workshop().settle(address);
};
const change = (changes: UserChanges) => workshop().store.changeUser(ACME, "eva", changes);
const row = async () => (await workshop().store.conversation(ACME, address.conversationId))!;
const ownerId = async () => (await row()).conversation.facts.ownerId;
const sends = async () =>
  (await workshop().store.sendsOf(ACME, address.conversationId, { limit: 100 })).map(
    ({ content }) => (content.type === "text" ? content.text : content.type),
  );
const eventTypes = async (after: number) =>
  (await workshop().store.events(ACME, { after, limit: 100, types: null })).map(({ type }) => type);

describe("a conversation that opens again (Q3)", () => {
  it("stays with its owner while they can have conversations", async () => {
    await run(close);
    await hear("2");
    expect(await ownerId()).toBe("eva");
  });

  it.each([
    ["was switched off", { active: false }],
    ["is an editor now", { role: "editor" }],
    ["has a role that is not there any more", { role: "rol_gone" }],
  ])("is nobody's when its owner %s, in the same step of the mailbox", async (_name, changes) => {
    await run(close);
    expect(await ownerId()).toBe("eva");
    await change(changes);
    const before = await workshop().store.lastSeq(ACME);
    await hear("2");
    const { conversation, owner } = await row();
    expect([conversation.regions.ownership, owner]).toEqual(["unassigned", null]);
    expect(await outcomesOf(workshop().store, address)).toContain("command: applied");
    const types = await eventTypes(before);
    expect(types).toContain("conversation.started_by_contact");
    expect(types.filter((type) => type === "conversation.unassigned")).toHaveLength(1);
  });

  it("asks the role that the workspace made for itself", async () => {
    const { store } = workshop();
    const permissions = { conversations: ["own"], contacts: [], statuses: false } as const;
    await store.putRole(aRole({ id: "rol_1", permissions }));
    await change({ role: "rol_1" });
    await run(close);
    await hear("2");
    expect(await ownerId()).toBe("eva");
    await store.putRole(aRole({ id: "rol_1" }));
    await run(close);
    await hear("3");
    expect(await ownerId()).toBeNull();
  });

  it("does not go to the contact's owner when they were switched off", async () => {
    const { store } = workshop();
    const line = (await store.line(ACME, LINE))!;
    await store.putLine({
      ...line,
      settings: { ...line.settings, ownerOnReopening: "contactOwner" },
    });
    await run({ ...assign, cascade: CONTACT_TOO });
    await run(close);
    await hear("2");
    expect(await ownerId()).toBe("eva");
    await change({ active: false });
    await run(close);
    await hear("3");
    expect(await ownerId()).toBeNull();
  });
});

describe("a command that gives a conversation to somebody who was just switched off", () => {
  it("is done, and undone in the same turn", async () => {
    const { ask, settle } = workshop();
    await run({ ...assign, target: { kind: "nobody" } });
    await ask(address, assign);
    await change({ active: false });
    await settle(address);
    expect(await ownerId()).toBeNull();
  });
});

describe("a message that arrives while its owner is away (R11.3, Q48)", () => {
  const goAway = async (changes: Parameters<typeof aUserStatus>[0] = {}) => {
    const { store, clock } = workshop();
    await store.putStatus(aUserStatus({ reply: "Back at two", ...changes }));
    clock.advance(MINUTE);
    await change({ statusId: "st_1", statusSince: clock.now() });
  };

  it("is answered once, by the system, in the same turn", async () => {
    await goAway();
    await hear("2");
    expect(await sends()).toEqual(["Back at two"]);
    const page = await workshop().store.timeline(ACME, address.conversationId, {
      cursor: null,
      limit: 10,
    });
    const [reply] = page.items.filter(
      (item) => item.kind === "message" && item.direction === "outgoing",
    );
    expect(reply).toMatchObject({ sender: { kind: "system", id: "engine" }, status: "queued" });
    workshop().clock.advance(HOUR);
    await hear("3");
    expect(await sends()).toEqual(["Back at two"]);
    // Nobody has read it.
    expect((await row()).conversation.facts.unreadCount).toBe(3);
  });

  it("is answered again in the next absence, and not in between", async () => {
    await goAway();
    await hear("2");
    await change({ statusId: null, statusSince: workshop().clock.now() });
    await hear("3");
    expect(await sends()).toHaveLength(1);
    await goAway();
    await hear("4");
    expect(await sends()).toEqual(["Back at two", "Back at two"]);
  });

  it("is answered when they have only been idle for long (R11.5)", async () => {
    const { store, clock } = workshop();
    await store.putStatus(aUserStatus({ reply: "Asleep", afterIdleMs: HOUR }));
    await hear("2");
    expect(await sends()).toEqual([]);
    clock.advance(HOUR);
    await hear("3");
    await hear("4");
    expect(await sends()).toEqual(["Asleep"]);
  });

  it("is not answered by a status without words, in nobody's conversation, or where it is closed", async () => {
    await goAway({ reply: null });
    await hear("2");
    await goAway();
    await run({ ...assign, target: { kind: "nobody" } });
    await hear("3");
    expect(await sends()).toEqual([]);
  });

  it("is not answered when it came before they left, or outside the window", async () => {
    const { accept, settle, clock } = workshop();
    await accept(aMessage("2", { occurredAt: clock.now() }));
    await goAway();
    await settle(address);
    expect(await sends()).toEqual([]);
    clock.advance(3 * DAY);
    await hear("3", { occurredAt: T0 });
    expect(await sends()).toEqual([]);
  });

  it("is not answered when it says that nothing is wanted", async () => {
    await goAway();
    const { accept, settle, clock } = workshop();
    const item = aMessage("2", { occurredAt: clock.now() });
    if (item.kind !== "message") throw new Error("no message");
    const message = { ...item.message, content: { type: "text", text: "Stop" } as const };
    await accept({ ...item, message });
    await settle(address);
    expect(await sends()).toEqual([]);
  });

  it("is not answered for who was switched off: it is nobody's from then on", async () => {
    await goAway();
    await run(close);
    await change({ active: false });
    await hear("2");
    expect([await ownerId(), await sends()]).toEqual([null, []]);
  });
});
