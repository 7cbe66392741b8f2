/** The article, 4.1. Nothing of it is the app's alone. */
import { describe, expect, it } from "vitest";
import { HOUR, MINUTE } from "../support/builders.ts";
import { expectSoon } from "../support/expect-soon.ts";
import { conversation, hasWritten, insist, timeline } from "./inbox.ts";
import { useWholeSystem } from "./whole-system.ts";

const start = useWholeSystem();

const ANA = { name: "Ana Souza", waId: "5215511110001" };
const text = (words: string) => ({ type: "text", text: words });

describe("the article, 4.1: plain text within 24 hours", () => {
  it("4.1: for 24 hours after the last message of the contact one may write plain text, and afterwards not", async () => {
    const system = await start();
    const { sim, ask } = system;
    const ana = sim.contact(ANA);
    const { id } = await hasWritten(system, ana, { text: "¿Tienen en azul?" });
    const messages = `/v1/conversations/${id}/messages`;
    const replies = [
      { afterHours: 0, words: "Sí" },
      { afterHours: 12, words: "¿Lo aparto?" },
      { afterHours: 11, words: "Cerramos pronto" },
    ];
    for (const [at, { afterHours, words }] of replies.entries()) {
      await sim.clock.advance(afterHours * HOUR);
      expect(await ask("POST", messages, text(words))).toMatchObject({ status: 200 });
      await expectSoon(() => ana.received.length).toBe(at + 1);
    }
    await sim.clock.advance(HOUR + MINUTE);
    expect(await ask("POST", messages, text("¿Sigue ahí?"))).toMatchObject({
      status: 409,
      body: { code: "window.closed", window: { lastInboundId: "m1" } },
    });
    await expectSoon(async () => (await timeline(ask, id))[0]?.activity).toBe("window_expired");
    expect(await conversation(ask, id)).toMatchObject({
      state: "window-expired",
      window: { state: "expired", secondsLeft: 0 },
    });
    // Nothing of it left: WhatsApp was not even asked.
    expect(ana.received.map(({ request }) => request["text"])).toMatchObject(
      replies.map(({ words }) => ({ body: words })),
    );
    expect(sim.violations()).toEqual([]);
  });

  it("4.1: the 24 hours are counted from the last message that the contact sent, and not from what the business says", async () => {
    const system = await start();
    const { sim, ask, line } = system;
    const ana = sim.contact(ANA);
    const { id, window: first } = await hasWritten(system, ana, { text: "Hola" });
    const messages = `/v1/conversations/${id}/messages`;
    await sim.clock.advance(20 * HOUR);
    await insist(ask, "POST", messages, text("Buenos días"));
    line.echoes(ana, "Le escribo desde el teléfono");
    await sim.flush();
    await expectSoon(async () => (await timeline(ask, id)).length).toBe(4);
    expect((await conversation(ask, id)).window.expiresAt).toBe(first.expiresAt);

    const { window: second } = await hasWritten(system, ana, { text: "¿Y en verde?" });
    expect(Date.parse(second.expiresAt!)).toBe(Date.parse(second.lastInboundAt!) + 24 * HOUR);
    await sim.clock.advance(23 * HOUR);
    await insist(ask, "POST", messages, text("En verde también"));
    await expectSoon(() => ana.received.length).toBe(2);
    // A message that WhatsApp hands over late was written when it was written.
    const late = { text: "Perdón, se fue la luz", at: sim.clock.now() - 30 * HOUR };
    expect((await hasWritten(system, ana, late)).window.expiresAt).toBe(second.expiresAt);
    await sim.clock.advance(HOUR);
    expect(await ask("POST", messages, text("¿Se decide?"))).toMatchObject({ status: 409 });
    expect(sim.violations()).toEqual([]);
  });

  it("4.1: whoever has never written cannot be sent plain text", async () => {
    const system = await start();
    const { sim, ask, line } = system;
    const eva = sim.contact({ name: "Eva", waId: "573011110002" });
    const contact = {
      firstName: "Eva",
      lastName: "Lima",
      phones: ["+573011110002"],
      consent: true,
    };
    const { id: contactId } = await insist<{ id: string }>(ask, "POST", "/v1/contacts", contact);
    const asked = { line: line.phoneNumberId, contactId, ...text("Hola") };
    expect(await ask("POST", "/v1/conversations", asked)).toMatchObject({ status: 400 });
    const id = `${line.phoneNumberId}-${contactId}`;
    expect(await ask("POST", `/v1/conversations/${id}/messages`, text("Hola"))).toMatchObject({
      status: 404,
    });
    expect(eva.received).toEqual([]);
  });
});
