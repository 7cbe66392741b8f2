/** The article, 5.1 and 5.2.1. The app's alone: the three dots of 5.1. That a conversation says which commands it takes is asked here. */
import { describe, expect, it } from "vitest";
import {
  addAgent,
  conversation,
  eventsOf,
  hasWritten,
  insist,
  namesIn,
  timeline,
  unreadCount,
  type Agent,
} from "./inbox.ts";
import { useWholeSystem, type Ask, type WholeSystem } from "./whole-system.ts";

const start = useWholeSystem();

const PROFILE = {
  firstName: "Ana",
  lastName: "Souza",
  phones: ["+525511110001"],
  consent: true,
};

/** Ana has written twice, is in the CRM, and is Marta's there and here; Leo is somebody else. */
async function anaIsMartas(system: WholeSystem) {
  const { sim, ask } = system;
  const ana = sim.contact({ name: "Ana Souza", waId: "5215511110001" });
  await hasWritten(system, ana, { text: "Hola" });
  const { id, contact } = await hasWritten(system, ana, { text: "¿Tienen en azul?" });
  const marta = await addAgent(system, "Marta Ruiz");
  const leo = await addAgent(system, "Leo Cruz");
  await assign(ask, id, { target: to(marta) });
  await insist(marta.ask, "POST", `/v1/conversations/${id}/contact`, { profile: PROFILE });
  await insist(marta.ask, "POST", `/v1/conversations/${id}/read`);
  return { ana, id, contactId: contact.id, marta, leo };
}

const to = (agent: Agent) => ({ kind: "user", userId: agent.id });

const assign = (ask: Ask, id: string, body: object) =>
  insist(ask, "POST", `/v1/conversations/${id}/assign`, body);

/** Whose a conversation is, for everybody: exactly the owner and the administrator see it. */
async function expectOwner(
  { ask }: WholeSystem,
  id: string,
  { owner, others }: { owner: Agent | null; others: Agent[] },
): Promise<void> {
  const shown = owner === null ? null : { id: owner.id, name: owner.name };
  expect((await conversation(ask, id)).owner).toEqual(shown);
  if (owner !== null) {
    expect((await conversation(owner.ask, id)).owner).toEqual(shown);
    expect(await namesIn(owner.ask)).toEqual(["Ana Souza"]);
  }
  for (const other of others) {
    const unknown = { status: 404, body: { code: "conversation.unknown" } };
    for (const path of ["", "/timeline"]) {
      expect(await other.ask("GET", `/v1/conversations/${id}${path}`)).toMatchObject(unknown);
    }
    const text = { type: "text", text: "Hola" };
    expect(await other.ask("POST", `/v1/conversations/${id}/messages`, text)).toMatchObject(
      unknown,
    );
    expect(await namesIn(other.ask)).toEqual([]);
    expect(await unreadCount(other.ask)).toBe(0);
    expect(await eventsOf(other.ask, ["message.received", "conversation.assigned"])).toEqual([]);
  }
}

describe("the article, 5.1 and 5.2.1: assigning a conversation", () => {
  it("5.1: a conversation offers what can be done with it now, and says why the rest cannot", async () => {
    const system = await start();
    const { id, marta } = await anaIsMartas(system);
    const offered = async () => {
      type Commands = { commands: { name: string; enabled: boolean; reason?: string }[] };
      const path = `/v1/conversations/${id}`;
      const { commands } = await insist<Commands>(marta.ask, "GET", path);
      return new Map(commands.map(({ name, enabled, reason }) => [name, enabled || reason]));
    };
    const open = await offered();
    expect([open.get("assign"), open.get("close")]).toEqual([true, true]);
    expect(open.get("reopen")).toBe("conversation.already_open");
    await insist(marta.ask, "POST", `/v1/conversations/${id}/close`, { description: "Listo" });
    const closed = await offered();
    expect([closed.get("assign"), closed.get("reopen")]).toEqual([true, true]);
    expect(closed.get("close")).toBe("conversation.already_closed");
  });

  it("5.2.1: it is assigned to a given user, whole and with its history, and the one before has it no longer", async () => {
    const system = await start();
    const { id, marta, leo } = await anaIsMartas(system);
    await assign(marta.ask, id, { target: to(leo) });
    await expectOwner(system, id, { owner: leo, others: [marta] });
    const [handedOver, ...before] = await timeline(leo.ask, id);
    expect(handedOver).toMatchObject({
      activity: "handed_over",
      actor: { kind: "user", name: "Marta Ruiz" },
      data: { ownerName: "Leo Cruz", previousOwnerName: "Marta Ruiz" },
    });
    expect(before.flatMap(({ content }) => content?.text ?? [])).toEqual([
      "¿Tienen en azul?",
      "Hola",
    ]);
  });

  it("5.2.1: it is assigned to the owner of the contact, if there is one", async () => {
    const system = await start();
    const { id, contactId, marta, leo } = await anaIsMartas(system);
    const target = { kind: "contactOwner" };
    await insist(system.ask, "PUT", `/v1/contacts/${contactId}/owner`, { ownerId: leo.id });
    await assign(system.ask, id, { target });
    await expectOwner(system, id, { owner: leo, others: [marta] });
    await insist(system.ask, "PUT", `/v1/contacts/${contactId}/owner`, { ownerId: null });
    const refused = await system.ask("POST", `/v1/conversations/${id}/assign`, { target });
    expect(refused).toMatchObject({ status: 409, body: { code: "contact.has_no_owner" } });
    await expectOwner(system, id, { owner: leo, others: [marta] });
  });

  it("5.2.1: it is left unassigned", async () => {
    const system = await start();
    const { id, marta, leo } = await anaIsMartas(system);
    await assign(marta.ask, id, { target: { kind: "nobody" } });
    await expectOwner(system, id, { owner: null, others: [marta, leo] });
    expect(await namesIn(system.ask, "?owner=unassigned")).toEqual(["Ana Souza"]);
  });

  it("5.2.1: it is marked unread for the new owner if one wants it, and otherwise stays as it was", async () => {
    const system = await start();
    const { id, marta, leo } = await anaIsMartas(system);
    await assign(marta.ask, id, { target: to(leo) });
    expect(await conversation(leo.ask, id)).toMatchObject({ unread: { count: 0, marked: false } });
    expect(await unreadCount(leo.ask)).toBe(0);
    await assign(leo.ask, id, { target: to(marta), markUnread: true });
    expect(await conversation(marta.ask, id)).toMatchObject({
      unread: { count: 0, marked: true },
    });
    expect(await unreadCount(marta.ask)).toBe(1);
    expect(await namesIn(marta.ask, "?unread=true")).toEqual(["Ana Souza"]);
    await insist(marta.ask, "POST", `/v1/conversations/${id}/read`);
    expect(await unreadCount(marta.ask)).toBe(0);
  });

  it("5.2.1: the contact, opportunities, activities and pending tasks go to the new owner with it, as far as one wants it", async () => {
    const system = await start();
    const { id, contactId, marta, leo } = await anaIsMartas(system);
    const records = [
      { path: "/v1/opportunities", body: { title: "Forty chairs" }, moves: true },
      { path: "/v1/opportunities", body: { title: "Sold", state: "won" }, moves: false },
      { path: "/v1/activities", body: { type: "call" }, moves: true },
      { path: "/v1/activities", body: { type: "visit", state: "done" }, moves: false },
      { path: "/v1/tasks", body: { title: "Send the offer" }, moves: true },
      { path: "/v1/tasks", body: { title: "Thank her", state: "done" }, moves: false },
    ];
    const made: { path: string; moves: boolean }[] = [];
    for (const { path, body, moves } of records) {
      const given = { contactId, ...body };
      const record = await insist<{ id: string }>(marta.ask, "POST", path, given);
      made.push({ path: `${path}/${record.id}`, moves });
    }
    const ownerOf = async (path: string) =>
      (await insist<{ ownerId: string }>(system.ask, "GET", path)).ownerId;

    const all = { contact: true, opportunities: true, activities: true, tasks: true };
    expect(await assign(marta.ask, id, { target: to(leo), cascade: all })).toMatchObject({
      moved: { contact: 1, opportunities: 1, activities: 1, tasks: 1 },
    });
    expect(await ownerOf(`/v1/contacts/${contactId}`)).toBe(leo.id);
    for (const { path, moves } of made) {
      expect([path, await ownerOf(path)]).toEqual([path, moves ? leo.id : marta.id]);
    }
    // Each has a line in its history, and the one who gave it away may not see it any more.
    const history = await insist<{ items: { type: string; conversationId: string }[] }>(
      leo.ask,
      "GET",
      `/v1/contacts/${contactId}/history`,
    );
    const changes = history.items.filter(({ type }) => type.endsWith("owner_changed"));
    expect(changes.map(({ type }) => type).toSorted()).toEqual([
      "activity.owner_changed",
      "contact.owner_changed",
      "opportunity.owner_changed",
      "task.owner_changed",
    ]);
    expect(new Set(changes.map(({ conversationId }) => conversationId))).toEqual(new Set([id]));
    expect((await marta.ask("GET", `/v1/contacts/${contactId}`)).status).toBe(404);

    // Only what one wants: back goes the conversation with the tasks.
    expect(
      await assign(leo.ask, id, { target: to(marta), cascade: { tasks: true } }),
    ).toMatchObject({ moved: { contact: 0, opportunities: 0, activities: 0, tasks: 1 } });
    expect(await ownerOf(`/v1/contacts/${contactId}`)).toBe(leo.id);
    expect(
      await Promise.all(made.filter(({ moves }) => moves).map(({ path }) => ownerOf(path))),
    ).toEqual([leo.id, leo.id, marta.id]);
  });
});
