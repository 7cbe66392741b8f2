import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Contact } from "../../../src/simulator/contact.ts";
import { createPlayground, type Playground } from "./playground.ts";

const hour = 3_600_000;
let play: Playground;
let ana: Contact;
beforeEach(async () => {
  play = await createPlayground();
  ana = play.sim.contact({ name: "Ana", waId: "525511110001", userId: "MX.1001" });
});
afterEach(() => play[Symbol.asyncDispose]());

describe("a send", () => {
  it("is accepted with the shape Meta answers", async () => {
    ana.says(play.line, "Hola");
    const { status, body } = await play.text(ana);
    expect(status).toBe(200);
    expect(body).toEqual({
      messaging_product: "whatsapp",
      contacts: [{ input: "+525511110001", wa_id: "525511110001" }],
      messages: [{ id: expect.stringMatching(/^wamid\./) as string }],
    });
  });

  it("is followed by sent, delivered and read, each with the callback data and wamid", async () => {
    ana.says(play.line, "Hola");
    const { body } = await play.text(ana, "outbox-7");
    expect(await play.sim.settle()).toBe(true);
    expect(play.statuses().map(({ status }) => status)).toEqual(["sent", "delivered", "read"]);
    for (const status of play.statuses()) {
      expect(status.id).toBe(body.messages?.[0]?.id);
      expect(status.biz_opaque_callback_data).toBe("outbox-7");
      expect(status.recipient_id).toBe("525511110001");
      expect(status.recipient_user_id).toBe("MX.1001");
    }
    expect(ana.received.map(({ callbackData }) => callbackData)).toEqual(["outbox-7"]);
  });

  it("to a BSUID is answered with the user id and no phone", async () => {
    const dario = play.sim.contact({ name: "Darío", userId: "PE.4", username: "dario" });
    dario.says(play.line, "Hola");
    const { body } = await play.text(dario);
    expect(body.contacts).toEqual([{ input: "PE.4", user_id: "PE.4" }]);
    await play.sim.settle();
    expect(play.statuses()).toHaveLength(3);
    expect(play.statuses().every((status) => status.recipient_id === undefined)).toBe(true);
  });

  it("tells the username with delivered and read, but not with sent", async () => {
    const eva = play.sim.contact({ name: "Eva", userId: "PE.6", username: "eva" });
    eva.says(play.line, "Hola");
    await play.text(eva);
    await play.sim.settle();
    const bodies = play.receiver.requests.map(({ rawBody }) => rawBody.toString("utf8"));
    const named = bodies
      .filter((body) => body.includes('"statuses"'))
      .map((body) => body.includes('"username":"eva"'));
    expect(named).toEqual([false, true, true]);
  });

  it("takes `to` when both addresses are given", async () => {
    const other = play.sim.contact({ name: "Otro", userId: "PE.5" });
    ana.says(play.line, "Hola");
    await play.send({ to: "525511110001", recipient: "PE.5", text: { body: "x" } });
    await play.sim.settle();
    expect(ana.received).toHaveLength(1);
    expect(other.received).toHaveLength(0);
  });

  it("answers with the number WhatsApp uses when another spelling was dialled", async () => {
    const bia = play.sim.contact({
      name: "Bia",
      waId: "551187654321",
      alsoReachedAs: ["5511987654321"],
    });
    bia.says(play.line, "Oi");
    const { body } = await play.send({ to: "+55 11 98765-4321", text: { body: "Oi" } });
    expect(body.contacts?.[0]).toEqual({ input: "+55 11 98765-4321", wa_id: "551187654321" });
  });

  it("to somebody who is not on WhatsApp is accepted and fails later with 131026", async () => {
    play.line.addsTemplate({ name: "hola", body: "Hola" });
    const template = { name: "hola", language: { code: "es_MX" } };
    const { status } = await play.send({ to: "+525500000000", type: "template", template });
    expect(status).toBe(200);
    await play.sim.settle();
    expect(play.statuses().map(({ errors }) => errors?.[0]?.code)).toEqual([131026]);
  });

  it("to a phone that is off gets no further than sent", async () => {
    const off = play.sim.contact({ name: "Off", waId: "525511110005", isOffline: true });
    off.says(play.line, "Hola");
    await play.text(off);
    await play.sim.settle();
    expect(play.statuses().map(({ status }) => status)).toEqual(["sent"]);
  });

  it("of a reaction is only ever reported as sent", async () => {
    const { id } = ana.says(play.line, "Hola");
    const reaction = { message_id: id, emoji: "👍" };
    await play.send({ to: "+525511110001", type: "reaction", reaction });
    await play.sim.settle();
    expect(play.statuses().map(({ status }) => status)).toEqual(["sent"]);
  });

  it("of a reaction to one of our reactions fails later with 131009", async () => {
    const { id } = ana.says(play.line, "Hola");
    const react = (message_id: string) =>
      play.send({ to: "+525511110001", type: "reaction", reaction: { message_id, emoji: "👍" } });
    const first = await react(id);
    await react(first.body.messages?.[0]?.id ?? "");
    await play.sim.settle();
    const codes = play.statuses().map(({ errors }) => errors?.[0]?.code);
    expect(new Set(codes)).toEqual(new Set([131009, undefined]));
  });

  it("of a reaction to nothing known fails later with 131009", async () => {
    ana.says(play.line, "Hola");
    const reaction = { message_id: "wamid.unknown", emoji: "👍" };
    await play.send({ to: "+525511110001", type: "reaction", reaction });
    await play.sim.settle();
    expect(play.statuses()[0]?.errors?.[0]?.code).toBe(131009);
  });
});

describe("the customer service window", () => {
  it("closes 24 hours after the last message: a free-form send is accepted and fails with 131047", async () => {
    ana.says(play.line, "Hola");
    await play.sim.clock.advance(24 * hour - 1);
    expect((await play.text(ana, "inside")).status).toBe(200);
    await play.sim.clock.advance(1);
    expect((await play.text(ana, "outside")).status).toBe(200);
    await play.sim.settle();
    const failed = play.statuses().filter(({ status }) => status === "failed");
    expect(failed).toMatchObject([
      { biz_opaque_callback_data: "outside", errors: [{ code: 131047 }] },
    ]);
    expect(play.sim.violations()).toMatchObject([
      { rule: "free_form_outside_window", callbackData: "outside" },
    ]);
  });

  it("refuses at once when told to, and notes the attempt", async () => {
    await using strict = await createPlayground({ rules: { windowRefusal: "sync" } });
    const eva = strict.sim.contact({ name: "Eva", waId: "525511110006" });
    const { status, body } = await strict.text(eva, "outside");
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ code: 131047, message: "(#131047) Re-engagement message" });
    expect(strict.sim.sends()).toEqual([]);
    expect(strict.sim.violations()).toMatchObject([
      { rule: "free_form_outside_window", callbackData: "outside", wamid: undefined },
    ]);
  });

  it("is opened by a call, answered or not, and not by a reaction, an edit or an echo", async () => {
    const said = ana.says(play.line, "Hola");
    await play.sim.clock.advance(25 * hour);
    ana.sends(play.line, { type: "reaction", reaction: { message_id: said.id, emoji: "👍" } });
    play.line.echoes(ana, "Desde el teléfono");
    await play.text(ana, "after reaction");
    ana.calls(play.line);
    await play.text(ana, "after call");
    expect(play.sim.violations().map((violation) => violation.callbackData)).toEqual([
      "after reaction",
    ]);
  });

  it("belongs to one pair of line and contact", async () => {
    const second = play.sim.line("200000000000000002", "573000000002", "300000000000000001");
    ana.says(second, "Hola");
    await play.text(ana, "wrong line");
    expect(play.sim.violations()).toHaveLength(1);
  });

  it("starts at the contact's time, so a message that comes late opens a shorter one", async () => {
    ana.says(play.line, "Hola", { at: play.sim.clock.now() - 23 * hour });
    await play.sim.clock.advance(hour);
    await play.text(ana);
    expect(play.sim.violations()).toHaveLength(1);
  });

  it("never moves back when an older message comes later", async () => {
    ana.says(play.line, "Nueva");
    ana.says(play.line, "Vieja", { at: play.sim.clock.now() - 30 * hour });
    await play.text(ana);
    expect(play.sim.violations()).toEqual([]);
  });

  it("does not matter to templates", async () => {
    play.line.addsTemplate({ name: "recordatorio", body: "Hola {{1}}" });
    await play.send({
      to: "+525511110001",
      type: "template",
      biz_opaque_callback_data: "t-1",
      template: {
        name: "recordatorio",
        language: { code: "es_MX" },
        components: [{ type: "body", parameters: [{ type: "text", text: "Ana" }] }],
      },
    });
    await play.sim.settle();
    expect(play.statuses().map(({ status }) => status)).toEqual(["sent", "delivered", "read"]);
    expect(play.sim.violations()).toEqual([]);
  });
});

describe("the rates", () => {
  it("refuse the 46th message to one person within six seconds with 131056, phone or BSUID", async () => {
    await using limited = await createPlayground({ limits: {} });
    const eva = limited.sim.contact({ name: "Eva", waId: "525511110006", userId: "MX.6" });
    eva.says(limited.line, "Hola");
    for (let index = 0; index < 45; index += 1) {
      const address = index % 2 === 0 ? { to: "+525511110006" } : { recipient: "MX.6" };
      expect((await limited.send({ ...address, text: { body: "x" } })).status).toBe(200);
    }
    const refused = await limited.text(eva);
    expect(refused).toMatchObject({ status: 400, body: { error: { code: 131056 } } });
    await limited.sim.clock.advance(45 * 6_000);
    expect((await limited.text(eva)).status).toBe(200);
  });

  it("refuse what exceeds the number's throughput with 130429, in and out counted together", async () => {
    await using limited = await createPlayground({ limits: { throughputPerSecond: 10 } });
    const people = Array.from({ length: 8 }, (_, index) =>
      limited.sim.contact({ name: `P${index}`, waId: `52551111010${index}` }),
    );
    for (const person of people) person.says(limited.line, "Hola");
    const codes: (number | undefined)[] = [];
    for (const person of people.slice(0, 3)) {
      codes.push((await limited.text(person)).body.error?.code);
    }
    expect(codes).toEqual([undefined, undefined, 130429]);
  });
});

describe("the assertions on what was sent", () => {
  it("note a send without callback data and a second one with the same", async () => {
    ana.says(play.line, "Hola");
    await play.send({ to: "+525511110001", text: { body: "sin datos" } });
    await play.text(ana, "outbox-1");
    await play.text(ana, "outbox-2");
    await play.text(ana, "outbox-1");
    expect(play.sim.violations().map(({ rule, callbackData }) => [rule, callbackData])).toEqual([
      ["callback_data_missing", undefined],
      ["callback_data_repeated", "outbox-1"],
    ]);
    expect(play.sim.sends()).toHaveLength(4);
  });

  it("find nothing wrong with a correct program", async () => {
    ana.says(play.line, "Hola");
    await play.text(ana);
    await play.sim.settle();
    expect(play.sim.violations()).toEqual([]);
  });
});
