/**
 * The article, 3.1 to 3.3; 3.4 to 3.6 are in `article-3-templates`. The app's alone: where the name, the buttons and the icon stand, and that
 * pressing them opens another app (3.1, 3.3). What they open comes from the API, and that is asked here.
 */
import { describe, expect, it } from "vitest";
import { expectSoon } from "../support/expect-soon.ts";
import { addAgent, changesPlan, conversation, hasWritten, insist, timeline } from "./inbox.ts";
import { useWholeSystem, type Ask, type WholeSystem } from "./whole-system.ts";

const start = useWholeSystem();

interface Card {
  id: string;
  name: string;
  crm: Record<string, unknown>;
  conversations: { id: string }[];
  links: { call: string | null; email: string | null; whatsapp: string | null };
}

interface HistoryItem {
  type: string;
  actor: { kind: string; id: string };
  conversationId: string | null;
  data: Record<string, unknown>;
}

const PROFILE = {
  firstName: "Bruno",
  lastName: "Díaz",
  position: "Compras",
  company: "Acme",
  emails: ["bruno@acme.example"],
  phones: ["+57 1 555 0142"],
  consent: true,
};

/** Bruno has written, belongs to Marta, and she has put him into the CRM. */
async function brunoIsRegistered(system: WholeSystem) {
  const { sim, ask } = system;
  const bruno = sim.contact({ name: "bruno d.", waId: "573011110002" });
  const { id, contact } = await hasWritten(system, bruno, { text: "Buenas" });
  const marta = await addAgent(system, "Marta Ruiz");
  const target = { kind: "user", userId: marta.id };
  await insist(ask, "POST", `/v1/conversations/${id}/assign`, { target });
  await insist(marta.ask, "POST", `/v1/conversations/${id}/contact`, { profile: PROFILE });
  return { bruno, marta, id, contactId: contact.id };
}

const cardOf = (ask: Ask, id: string) => insist<Card>(ask, "GET", `/v1/contacts/${id}`);

const historyOf = async (ask: Ask, id: string): Promise<HistoryItem[]> =>
  (await insist<{ items: HistoryItem[] }>(ask, "GET", `/v1/contacts/${id}/history`)).items;

describe("the article, 3.1 to 3.3: a conversation and its contact", () => {
  it("3.1: the conversation of a registered contact is headed by the contact's name, which leads to the card with their information", async () => {
    const system = await start();
    const { marta, id, contactId } = await brunoIsRegistered(system);
    const { contact } = await conversation(marta.ask, id);
    expect(contact).toMatchObject({
      id: contactId,
      name: "Bruno Díaz",
      profileName: "bruno d.",
      isCrmContact: true,
    });
    expect(await cardOf(marta.ask, contact.id)).toMatchObject({
      name: "Bruno Díaz",
      ownerId: marta.id,
      crm: {
        position: "Compras",
        company: "Acme",
        emails: ["bruno@acme.example"],
        phones: ["+5715550142"],
        consent: { by: { kind: "user", id: marta.id } },
      },
      conversations: [{ id, ownerId: marta.id }],
    });
    // It is nobody else's business.
    const leo = await addAgent(system, "Leo Cruz");
    const unknown = { status: 404, body: { code: "contact.unknown" } };
    for (const path of ["", "/history"]) {
      expect(await leo.ask("GET", `/v1/contacts/${contactId}${path}`)).toMatchObject(unknown);
    }
  });

  it("3.1: the card shows what belongs to the contact: opportunities, activities and tasks", async () => {
    const system = await start();
    const { marta, contactId } = await brunoIsRegistered(system);
    const records = [
      { path: "/v1/opportunities", body: { title: "Forty chairs", amount: 1200, currency: "COP" } },
      { path: "/v1/activities", body: { type: "call", dueAt: "2026-12-01T15:00:00Z" } },
      { path: "/v1/tasks", body: { title: "Send the offer" } },
    ];
    for (const { path, body } of records) {
      await insist(marta.ask, "POST", path, { contactId, ...body });
      const { items } = await insist<{ items: object[] }>(
        marta.ask,
        "GET",
        `${path}?contact=${contactId}`,
      );
      const { dueAt: _dueAt, ...said } = body;
      expect(items).toEqual([expect.objectContaining({ contactId, ownerId: marta.id, ...said })]);
    }
    const leo = await addAgent(system, "Leo Cruz");
    for (const { path } of records) {
      const refused = { status: 404, body: { code: "contact.unknown" } };
      expect(await leo.ask("GET", `${path}?contact=${contactId}`)).toMatchObject(refused);
      expect(await leo.ask("GET", path)).toMatchObject({ status: 200, body: { items: [] } });
    }
  });

  it("3.1: the card shows the history of what happened to the contact", async () => {
    const system = await start();
    const { marta, id, contactId } = await brunoIsRegistered(system);
    const task = { contactId, title: "Send the offer" };
    const { id: taskId } = await insist<{ id: string }>(marta.ask, "POST", "/v1/tasks", task);
    await insist(marta.ask, "PATCH", `/v1/tasks/${taskId}`, { state: "done" });
    await insist(marta.ask, "POST", `/v1/conversations/${id}/close`, { description: "Vendido" });
    const items = await historyOf(marta.ask, contactId);
    expect(items.map(({ type }) => type)).toEqual([
      "conversation.closed",
      "task.updated",
      "task.created",
      "contact.created",
      "conversation.assigned",
      "conversation.opened",
    ]);
    expect(items[0]).toMatchObject({
      conversationId: id,
      actor: { kind: "user", id: marta.id },
      data: { description: "Vendido" },
    });
    expect(items.at(-1)).toMatchObject({ actor: { kind: "contact", id: contactId } });
  });

  it("3.1: the contact can be marked for marketing", async () => {
    const system = await start();
    const { marta, contactId } = await brunoIsRegistered(system);
    expect((await cardOf(marta.ask, contactId)).crm["isMarketing"]).toBe(false);
    const path = `/v1/contacts/${contactId}/marketing`;
    for (const isMarketing of [true, false, true]) {
      await insist(marta.ask, "PUT", path, { isMarketing });
      expect((await cardOf(marta.ask, contactId)).crm["isMarketing"]).toBe(isMarketing);
    }
    const [newest] = await historyOf(marta.ask, contactId);
    expect(newest).toMatchObject({
      type: "contact.marketing_changed",
      actor: { kind: "user", id: marta.id },
      data: { isMarketing: true },
    });
  });

  it("3.1: the card's buttons write an e-mail, call, and send a WhatsApp", async () => {
    const system = await start();
    const { marta, id, contactId } = await brunoIsRegistered(system);
    expect((await cardOf(marta.ask, contactId)).links).toEqual({
      call: "tel:+573011110002",
      email: "mailto:bruno@acme.example",
      whatsapp: "https://wa.me/573011110002",
      sendWhatsApp: { opens: "inbox", conversationId: id },
    });
  });

  it("3.1, note: the button leads into the inbox for whoever has one, and to the phone's own WhatsApp for whoever has not", async () => {
    const system = await start();
    const { marta, id, contactId } = await brunoIsRegistered(system);
    await insist(marta.ask, "PUT", `/v1/contacts/${contactId}/marketing`, { isMarketing: true });
    const eduardo = await addAgent(system, "Eduardo Gil", "editor");
    const button = async (ask: Ask) => (await cardOf(ask, contactId)).links;
    expect(await button(marta.ask)).toMatchObject({
      sendWhatsApp: { opens: "inbox", conversationId: id },
    });
    expect(await button(eduardo.ask)).toMatchObject({
      sendWhatsApp: { opens: "whatsapp", url: "https://wa.me/573011110002" },
    });
    // An editor sees the contact of marketing, and nothing of the conversation.
    expect((await cardOf(eduardo.ask, contactId)).conversations).toEqual([]);
    // Nor does a company without the inbox in its plan have one.
    await changesPlan(system, "--no-add-ons");
    const own = { opens: "whatsapp", url: "https://wa.me/573011110002" };
    for (const { ask } of [system, marta, eduardo]) {
      expect((await ask("GET", `/v1/contacts/${contactId}`)).body).toMatchObject({
        links: { sendWhatsApp: own },
        conversations: [],
      });
    }
    await changesPlan(system, "--add-on", "whatsapp");
    // Nobody has written to somebody who is only in the CRM: the inbox begins anew.
    const { id: carla } = await insist<{ id: string }>(marta.ask, "POST", "/v1/contacts", {
      firstName: "Carla",
      lastName: "Reyes",
      phones: ["+52 155 1111 0003"],
      consent: true,
    });
    expect((await cardOf(marta.ask, carla)).links).toMatchObject({
      email: null,
      sendWhatsApp: { opens: "inbox", conversationId: null },
    });
  });

  it("3.2: the chat shows from which line one interacts, whose it is, its state, and the messages sent and received", async () => {
    const system = await start();
    const { sim, ask } = system;
    const support = await system.addLine({
      name: "Soporte",
      id: "200000000000002",
      displayPhoneNumber: "525550000002",
    });
    const { bruno, marta, id } = await brunoIsRegistered(system);
    const other = await hasWritten(system, bruno, { text: "No funciona", line: support });
    expect(other.id).not.toBe(id);
    await insist(marta.ask, "POST", `/v1/conversations/${id}/messages`, {
      type: "text",
      text: "Buenas tardes, Bruno",
    });
    await expectSoon(async () => (await timeline(ask, id))[0]?.status).toMatch(
      /^(delivered|read)$/,
    );
    expect(await conversation(marta.ask, id)).toMatchObject({
      line: { id: system.line.phoneNumberId, name: "Ventas", displayPhoneNumber: "525550000001" },
      owner: { id: marta.id, name: "Marta Ruiz" },
      state: "open",
    });
    expect(await conversation(ask, other.id)).toMatchObject({
      line: { name: "Soporte", displayPhoneNumber: "525550000002" },
      owner: null,
      state: "open",
    });
    const messages = (await timeline(marta.ask, id)).filter(({ kind }) => kind === "message");
    expect(messages).toMatchObject([
      {
        direction: "outgoing",
        sender: { kind: "user", name: "Marta Ruiz" },
        content: { type: "text", text: "Buenas tardes, Bruno" },
      },
      {
        direction: "incoming",
        sender: { kind: "contact", name: "Bruno Díaz" },
        content: { type: "text", text: "Buenas" },
      },
    ]);
    // It went out from the line of this chat.
    expect(sim.sends().map(({ phoneNumberId }) => phoneNumberId)).toEqual([
      system.line.phoneNumberId,
    ]);
    expect(await marta.ask("GET", `/v1/conversations/${other.id}`)).toMatchObject({ status: 404 });
    await insist(marta.ask, "POST", `/v1/conversations/${id}/close`, { description: "Listo" });
    expect(await conversation(marta.ask, id)).toMatchObject({ state: "closed" });
  });

  it("3.3: a call dials the number of the contact's WhatsApp, and not another one of the CRM", async () => {
    const system = await start();
    const { sim } = system;
    const { marta, contactId } = await brunoIsRegistered(system);
    const { crm, links } = await cardOf(marta.ask, contactId);
    expect(crm["phones"]).toEqual(["+5715550142"]);
    expect(links.call).toBe("tel:+573011110002");
    // Whoever hides their number cannot be called before somebody writes one down.
    const carla = sim.contact({ name: "Carla", userId: "MX.50000103", username: "carla.mx" });
    const { contact } = await hasWritten(system, carla, { text: "Hola" });
    expect((await cardOf(system.ask, contact.id)).links).toMatchObject({
      call: null,
      whatsapp: null,
    });
  });
});
