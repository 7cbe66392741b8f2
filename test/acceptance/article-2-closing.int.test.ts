/** The article, section 2, what it marks as important. Nothing of it is the app's alone. */
import { describe, expect, it } from "vitest";
import { HOUR } from "../support/builders.ts";
import { text } from "../../src/simulator/payloads/content.ts";
import { messageUpdate } from "../../src/simulator/payloads/message.ts";
import { expectSoon } from "../support/expect-soon.ts";
import type { Receiver } from "../support/receiver.ts";
import { addTemplates, conversation, eventsOf, hasWritten, insist } from "./inbox.ts";
import { useWholeSystem, type WholeSystem } from "./whole-system.ts";

const start = useWholeSystem();
const TRIGGER = "conversation.started_by_contact";

const close = ({ ask }: WholeSystem, id: string, changes: object = {}) =>
  insist(ask, "POST", `/v1/conversations/${id}/close`, { description: "Listo", ...changes });

/** Which conversations' triggers came to somebody's server, in their order; each `webhook-id` must have come once. */
function triggersAt({ requests }: Receiver): { conversationId: string; episode: number }[] {
  const ids = requests.map(({ headers }) => headers["webhook-id"]);
  expect(new Set(ids).size).toBe(ids.length);
  return requests.map(({ rawBody }) => {
    const { type, conversation: of } = JSON.parse(String(rawBody)) as {
      type: string;
      conversation: { id: string; episode: number };
    };
    expect(type).toBe(TRIGGER);
    return { conversationId: of.id, episode: of.episode };
  });
}

describe("the article, 2, important: closing and opening", () => {
  it("2, important: closing and opening have nothing to do with the 24 hours: an open window stays open", async () => {
    const system = await start();
    const { sim, ask } = system;
    const ana = sim.contact({ name: "Ana Souza", waId: "5215511110001" });
    const before = await hasWritten(system, ana, {
      text: "Hola",
      at: sim.clock.now() - 2 * HOUR,
    });
    const { id } = before;
    const until = { state: "open", expiresAt: before.window.expiresAt };
    await close(system, id);
    expect(await conversation(ask, id)).toMatchObject({ state: "closed", window: until });
    await insist(ask, "POST", `/v1/conversations/${id}/reopen`);
    expect(await conversation(ask, id)).toMatchObject({ state: "open", window: until });
    // And what is closed can be written to as long as its window is open.
    await close(system, id);
    const reply = { type: "text", text: "Se me olvidaba: abrimos a las nueve" };
    await insist(ask, "POST", `/v1/conversations/${id}/messages`, reply);
    await expectSoon(() => ana.received.length).toBe(1);
    expect(await conversation(ask, id)).toMatchObject({ lifecycle: "open", window: until });
    expect(sim.violations()).toEqual([]);
  });

  it("2, important: closing and opening have nothing to do with the 24 hours: a shut window stays shut", async () => {
    const system = await start();
    const { sim, ask } = system;
    const ana = sim.contact({ name: "Ana Souza", waId: "5215511110001" });
    const yesterday = { text: "Hola", at: sim.clock.now() - 25 * HOUR };
    const { id } = await hasWritten(system, ana, yesterday);
    const shut = { state: "expired", secondsLeft: 0 };
    expect(await conversation(ask, id)).toMatchObject({ lifecycle: "open", window: shut });
    await close(system, id);
    await insist(ask, "POST", `/v1/conversations/${id}/reopen`);
    const after = await conversation(ask, id);
    expect(after).toMatchObject({ lifecycle: "open", window: shut });
    const refused = await ask("POST", `/v1/conversations/${id}/messages`, {
      type: "text",
      text: "¿Sigue ahí?",
    });
    expect(refused).toMatchObject({ status: 409, body: { code: "window.closed" } });
    expect(ana.received).toEqual([]);
  });

  it("2, important: after a close the contact's next message starts automations anew, once for each opening, however often WhatsApp tells it", async () => {
    const system = await start();
    const { sim, ask, addEndpoint } = system;
    const receiver = await addEndpoint([TRIGGER]);
    const ana = sim.contact({ name: "Ana Souza", waId: "5215511110001" });
    const { id } = await hasWritten(system, ana, { text: "Hola" });
    await hasWritten(system, ana, { text: "¿Tienen en azul?" });
    await receiver.received(1);
    await close(system, id);
    const again = ana.says(system.line, "Otra pregunta");
    await sim.flush();
    await receiver.received(2);
    // WhatsApp repeats what it believes to be unanswered; she goes on writing; and somebody reopens by hand.
    const { id: wamid, at } = again;
    const content = text("Otra pregunta");
    const repeated = { line: system.line, from: ana.identity(), id: wamid, at, content };
    for (let times = 0; times < 3; times++) sim.emit(messageUpdate({ ...repeated, riders: {} }));
    await sim.flush();
    await hasWritten(system, ana, { text: "¿Hola?" });
    await close(system, id);
    await insist(ask, "POST", `/v1/conversations/${id}/reopen`);
    await hasWritten(system, ana, { text: "Perdón, una más" });
    // Whoever comes last is told last: until then nothing else was.
    const bruno = sim.contact({ name: "Bruno", waId: "573011110002" });
    const other = await hasWritten(system, bruno, { text: "Buenas" });
    await receiver.received(3);
    expect(triggersAt(receiver)).toEqual([
      { conversationId: id, episode: 1 },
      { conversationId: id, episode: 2 },
      { conversationId: other.id, episode: 1 },
    ]);
    const told = (await eventsOf(ask, [TRIGGER])).map(({ conversation: of }) => of?.id);
    expect(told).toEqual([id, id, other.id]);
  });

  it("2, important: only what the contact begins starts automations: an answer to the business does not, nor what was closed without re-arming", async () => {
    const system = await start();
    const { sim, ask, addEndpoint } = system;
    await addTemplates(system, [{ name: "seguimiento", body: "Hola, ¿seguimos?" }]);
    const receiver = await addEndpoint([TRIGGER]);
    const ana = sim.contact({ name: "Ana Souza", waId: "5215511110001" });
    const { id } = await hasWritten(system, ana, { text: "Hola" });
    await close(system, id);
    const template = { type: "template", name: "seguimiento", language: "es_MX", bindings: {} };
    await insist(ask, "POST", `/v1/conversations/${id}/messages`, template);
    await expectSoon(() => ana.received.length).toBe(1);
    await hasWritten(system, ana, { text: "Sí, claro" });
    await close(system, id, { rearm: false });
    await hasWritten(system, ana, { text: "Gracias" });
    await close(system, id);
    await hasWritten(system, ana, { text: "Y otra cosa" });
    await receiver.received(2);
    expect(triggersAt(receiver)).toEqual([
      { conversationId: id, episode: 1 },
      { conversationId: id, episode: 4 },
    ]);
  });
});
