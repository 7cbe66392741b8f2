/**
 * The article, section 1. The app's alone: where menu and search box are (1.1 "Menú > Inbox", 1.2 "la parte superior de la ventana"). What is
 * behind them, the list and the search, is asked of the API here.
 */
import { describe, expect, it } from "vitest";
import { HOUR, MINUTE } from "../support/builders.ts";
import {
  addAgent,
  conversation,
  hasWritten,
  insist,
  namesIn,
  unreadCount,
  type Conversation,
} from "./inbox.ts";
import { useWholeSystem, type WholeSystem } from "./whole-system.ts";

const start = useWholeSystem();

/** Three people who wrote one after another, Ana first; their conversations by name. */
async function threeHaveWritten(system: WholeSystem) {
  const { sim } = system;
  const now = sim.clock.now();
  const ana = sim.contact({ name: "Ana Souza", waId: "5215511110001" });
  const bruno = sim.contact({ name: "bruno d.", waId: "573011110002" });
  const carla = sim.contact({ name: "Carla ✨", userId: "MX.50000103", username: "carla.mx" });
  const text = "Hola";
  const anas = await hasWritten(system, ana, { text, at: now - 3 * HOUR });
  const brunos = await hasWritten(system, bruno, { text, at: now - 2 * HOUR });
  const carlas = await hasWritten(system, carla, { text, at: now - HOUR });
  return { ana, bruno, carla, ids: { ana: anas.id, bruno: brunos.id, carla: carlas.id } };
}

const found = (ask: WholeSystem["ask"], text: string) =>
  namesIn(ask, `?q=${encodeURIComponent(text)}`);

describe("the article, 1: seeing one's conversations", () => {
  it("1.1: the inbox shows the list of the most recent conversations, the newest first", async () => {
    const system = await start();
    const { ana, ids } = await threeHaveWritten(system);
    expect(await namesIn(system.ask)).toEqual(["Carla ✨", "bruno d.", "Ana Souza"]);
    await hasWritten(system, ana, { text: "¿Siguen ahí?" });
    expect(await namesIn(system.ask)).toEqual(["Ana Souza", "Carla ✨", "bruno d."]);
    // What the business says is activity, too.
    const reply = { type: "text", text: "Buenas tardes" };
    await insist(system.ask, "POST", `/v1/conversations/${ids.bruno}/messages`, reply);
    expect(await namesIn(system.ask)).toEqual(["bruno d.", "Ana Souza", "Carla ✨"]);
    // And the rest is one page after another.
    const pages: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page: { items: Conversation[]; cursor: string | null } = await insist(
        system.ask,
        "GET",
        `/v1/conversations?limit=1${cursor === "" ? "" : `&cursor=${cursor}`}`,
      );
      pages.push(...page.items.map(({ id }) => id));
      cursor = page.cursor;
    }
    expect(pages).toEqual([ids.bruno, ids.ana, ids.carla]);
  });

  it("1.2: a chat is found by the name, last name, e-mail or phone number that the CRM has", async () => {
    const system = await start();
    const { ids } = await threeHaveWritten(system);
    const { ask } = system;
    await insist(ask, "POST", `/v1/conversations/${ids.bruno}/contact`, {
      profile: {
        firstName: "José Ángel",
        lastName: "Díaz Peña",
        emails: ["compras@acme.example"],
        phones: ["+57 1 555 0142"],
        consent: true,
      },
    });
    for (const text of ["José", "jose", "ANGEL", "díaz", "Pena", "jose diaz", "peña josé"]) {
      expect([text, await found(ask, text)]).toEqual([text, ["bruno d."]]);
    }
    for (const text of ["compras@acme.example", "compras@ac", "acme"]) {
      expect([text, await found(ask, text)]).toEqual([text, ["bruno d."]]);
    }
    // The number of the CRM, and the one that he writes from.
    for (const text of ["+57 1 555 0142", "5550142", "0142", "+57 301 111 0002", "3011110002"]) {
      expect([text, await found(ask, text)]).toEqual([text, ["bruno d."]]);
    }
    for (const text of ["Josefina", "diaz ana", "globex", "99990000"]) {
      expect([text, await found(ask, text)]).toEqual([text, []]);
    }
    // A search finds nobody for a seller who may not see the chat.
    const marta = await addAgent(system, "Marta Ruiz");
    expect(await found(marta.ask, "José")).toEqual([]);
    const target = { kind: "user", userId: marta.id };
    await insist(ask, "POST", `/v1/conversations/${ids.bruno}/assign`, { target });
    expect(await found(marta.ask, "José")).toEqual(["bruno d."]);
    expect(await found(marta.ask, "Ana")).toEqual([]);
  });

  it("1.2: whoever is not saved yet is found by the name that they have on WhatsApp", async () => {
    const system = await start();
    await threeHaveWritten(system);
    for (const text of ["Ana", "sou", "ana souza", "Souza, Ana"]) {
      expect([text, await found(system.ask, text)]).toEqual([text, ["Ana Souza"]]);
    }
    for (const text of ["carla", "CARLA", "carla.mx", "@carla", "✨"]) {
      expect([text, await found(system.ask, text)]).toEqual([text, ["Carla ✨"]]);
    }
  });

  it("1.3: one tab shows all conversations, the other only those that are unread, with their number", async () => {
    const system = await start();
    const { ana, ids } = await threeHaveWritten(system);
    const { ask } = system;
    const marta = await addAgent(system, "Marta Ruiz");
    await hasWritten(system, ana, { text: "¿Siguen ahí?" });
    expect(await namesIn(ask)).toHaveLength(3);
    // Conversations are counted, and not messages.
    expect(await unreadCount(ask)).toBe(3);
    await insist(ask, "POST", `/v1/conversations/${ids.ana}/read`);
    await insist(ask, "POST", `/v1/conversations/${ids.bruno}/read`);
    expect(await namesIn(ask, "?unread=true")).toEqual(["Carla ✨"]);
    expect(await unreadCount(ask)).toBe(1);
    expect(await namesIn(ask)).toHaveLength(3);
    // Unread is what was not opened yet, and what somebody marked so.
    await insist(ask, "POST", `/v1/conversations/${ids.bruno}/unread`);
    expect(await namesIn(ask, "?unread=true")).toEqual(["Carla ✨", "bruno d."]);
    expect(await unreadCount(ask)).toBe(2);
    await hasWritten(system, ana, { text: "Ya está, gracias" });
    expect(await unreadCount(ask)).toBe(3);
    // A seller's number counts what the seller may see, and filters narrow it.
    expect(await unreadCount(marta.ask)).toBe(0);
    const target = { kind: "user", userId: marta.id };
    await insist(ask, "POST", `/v1/conversations/${ids.bruno}/assign`, { target });
    expect(await unreadCount(marta.ask)).toBe(1);
    expect(await namesIn(marta.ask, "?unread=true")).toEqual(["bruno d."]);
    expect(await unreadCount(ask, `?owner=${marta.id}`)).toBe(1);
    expect(await unreadCount(ask, "?q=carla")).toBe(1);
  });

  it("1.3, important: of the 24 hours each conversation shows what is left to interact in it", async () => {
    const system = await start();
    const { sim, ask } = system;
    const now = sim.clock.now();
    const people = [
      { name: "Ana", waId: "5215511110001", agoMs: MINUTE },
      { name: "Bruno", waId: "573011110002", agoMs: 23 * HOUR },
      { name: "Carla", waId: "5511950000103", agoMs: 25 * HOUR },
    ];
    const ids = new Map<string, string>();
    for (const { name, waId, agoMs } of people) {
      const contact = sim.contact({ name, waId });
      const { id } = await hasWritten(system, contact, { text: "Hola", at: now - agoMs });
      ids.set(name, id);
    }
    const { items } = await insist<{ items: Conversation[] }>(ask, "GET", "/v1/conversations");
    expect(items.map(({ contact }) => contact.name)).toEqual(["Ana", "Bruno", "Carla"]);
    for (const [at, { name, agoMs }] of people.entries()) {
      // In the list and in the conversation itself.
      for (const shown of [items[at]!, await conversation(ask, ids.get(name)!)]) {
        const { window } = shown;
        const said = Math.floor((now - agoMs) / 1_000) * 1_000;
        expect(Date.parse(window.lastInboundAt!)).toBe(said);
        expect(Date.parse(window.expiresAt!)).toBe(said + 24 * HOUR);
        expect(window.state).toBe(agoMs < 24 * HOUR ? "open" : "expired");
        const left = Math.max(0, (said + 24 * HOUR - Date.parse(shown.now)) / 1_000);
        expect(window.secondsLeft).toBe(Math.floor(left));
      }
    }
    // Writing restarts it.
    const bruno = sim.contact({ name: "Bruno", waId: "573011110002" });
    const { window } = await hasWritten(system, bruno, { text: "Otra cosa" });
    expect(window.secondsLeft).toBeGreaterThan(23 * 3_600);
  });
});
