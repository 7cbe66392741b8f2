/**
 * The article, 3.4 to 3.6. The app's alone: the field at the bottom of the screen and its buttons (3.4, 3.6), and that a placeholder is pressed
 * (note of 3.5).
 */
import { describe, expect, it } from "vitest";
import { templateButton } from "../../src/simulator/payloads/content-interactive.ts";
import { expectSoon } from "../support/expect-soon.ts";
import { HOUR } from "../support/builders.ts";
import {
  addTemplates,
  conversation,
  eventsOf,
  hasWritten,
  namesIn,
  templateNames,
  timeline,
  type Conversation,
} from "./inbox.ts";
import { useWholeSystem, type WholeSystem } from "./whole-system.ts";

const start = useWholeSystem();

interface Sent {
  messages: { id: string; status: string; content: { text: string } }[];
}

/** A template with a placeholder and an answer to tap, and others that Meta has not approved. */
const BUTTONS = [{ type: "QUICK_REPLY", text: "Sí, gracias" }];
const TEMPLATES = [
  {
    name: "seguimiento",
    body: "Hola {{1}}, ¿seguimos con tu pedido?",
    components: [{ type: "BUTTONS", buttons: BUTTONS }],
  },
  { name: "en_revision", body: "Hola", status: "PENDING" },
  { name: "rechazada", body: "Hola", status: "REJECTED" },
];

const bindings = { "body.1": { kind: "field", field: "firstName", default: "amigo" } };
const TEMPLATE = { name: "seguimiento", language: "es_MX", bindings };

const statusOf = async ({ ask }: WholeSystem, id: string, messageId: string) =>
  (await timeline(ask, id)).find((item) => item.id === messageId)?.status;

const windowOf = async ({ ask }: WholeSystem, id: string) =>
  (await conversation(ask, id)).window.state;

/** Ana wrote yesterday; her conversation's id. */
async function anaWroteYesterday(system: WholeSystem) {
  const { sim } = system;
  const ana = sim.contact({ name: "Ana Souza", waId: "5215511110001" });
  const { id } = await hasWritten(system, ana, { text: "¿Tienen en azul?" });
  await sim.clock.advance(25 * HOUR);
  return { ana, id };
}

describe("the article, 3.4 to 3.6: starting a conversation", () => {
  it("3.4: more than 24 hours after the contact's last message a template has to be sent", async () => {
    const system = await start();
    await addTemplates(system, TEMPLATES);
    const { ana, id } = await anaWroteYesterday(system);
    const messages = `/v1/conversations/${id}/messages`;
    const refused = await system.ask("POST", messages, { type: "text", text: "Hola" });
    expect(refused).toMatchObject({
      status: 409,
      body: {
        code: "window.closed",
        window: { lastInboundId: "m1" },
        templates: [{ name: "seguimiento", language: "es_MX", category: "UTILITY" }],
      },
    });
    const sent = await system.ask<Sent>("POST", messages, {
      type: "template",
      ...TEMPLATE,
    });
    expect(sent.status).toBe(200);
    const messageId = sent.body.messages[0]?.id ?? "";
    await expectSoon(() => statusOf(system, id, messageId)).toMatch(/^(delivered|read)$/);
    expect(ana.received.map(({ type }) => type)).toEqual(["template"]);
    expect(system.sim.violations()).toEqual([]);
  });

  it("3.5: one of the templates is chosen that Meta has approved, and as soon as Meta says otherwise not", async () => {
    const system = await start();
    await addTemplates(system, TEMPLATES);
    const { id } = await anaWroteYesterday(system);
    const send = (name: string) =>
      system.ask("POST", `/v1/conversations/${id}/messages`, {
        type: "template",
        ...TEMPLATE,
        name,
      });
    expect(await send("en_revision")).toMatchObject({
      status: 409,
      body: { code: "template.not_sendable" },
    });
    system.line.changesTemplate("en_revision", "APPROVED");
    system.line.changesTemplate("seguimiento", "PAUSED");
    await system.sim.flush();
    await expectSoon(() => templateNames(system.ask)).toEqual(["en_revision"]);
    expect((await send("seguimiento")).status).toBe(409);
  });

  it("3.5, note: the placeholder {{1}} takes a field such as first name, last name or position, and its default where there is nothing", async () => {
    const system = await start();
    await addTemplates(system, TEMPLATES);
    const { ana, id } = await anaWroteYesterday(system);
    const messages = `/v1/conversations/${id}/messages`;
    const send = async (field: string, standIn = "amigo") => {
      const bound = { "body.1": { kind: "field", field, default: standIn } };
      const asked = { type: "template", ...TEMPLATE, bindings: bound };
      return system.ask<Sent & { errors: object[] }>("POST", messages, asked);
    };
    // Nobody has put her into the CRM yet.
    expect((await send("firstName")).body.messages[0]?.content.text).toMatch(/^Hola amigo,/);
    const profile = { firstName: "Ana", lastName: "Souza", position: "Gerente", consent: true };
    const added = await system.ask("POST", "/v1/contacts", {
      ...profile,
      phones: ["+525511110001"],
    });
    expect(added.status).toBe(201);
    for (const [field, value] of [
      ["firstName", "Ana"],
      ["lastName", "Souza"],
      ["position", "Gerente"],
      ["company", "amigo"],
    ] as const) {
      const { body } = await send(field);
      expect(body.messages[0]?.content.text).toMatch(new RegExp(`^Hola ${value},`));
    }
    const blank = await send("firstName", "  ");
    expect(blank).toMatchObject({
      status: 422,
      body: {
        code: "template.incomplete",
        errors: [{ field: "body.bindings.body.1", rule: "default must not be blank" }],
      },
    });
    await expectSoon(() => ana.received.length).toBe(5);
    // What is posted in order need not arrive in order.
    const read = ana.received.map(({ request }) => JSON.stringify(request["template"])).sort();
    expect(read).toEqual(
      ["Ana", "Gerente", "Souza", "amigo", "amigo"].map((text) =>
        expect.stringContaining(`"text":"${text}"`),
      ),
    );
  });

  it("3.6: after it is sent one waits until the contact answers, and then writes freely", async () => {
    const system = await start();
    await addTemplates(system, TEMPLATES);
    const eva = system.sim.contact({ name: "Eva", waId: "573011110002" });
    const started = await system.ask<Conversation>("POST", "/v1/conversations", {
      line: system.line.phoneNumberId,
      phone: "+57 301 111 0002",
      template: TEMPLATE,
    });
    expect(started).toMatchObject({
      status: 201,
      body: { window: { state: "none" }, episode: { openedBy: { kind: "user" } } },
    });
    const { id } = started.body;
    const text = { type: "text", text: "¿Te lo enviamos hoy?" };
    const messages = `/v1/conversations/${id}/messages`;
    await expectSoon(() => eva.received.length).toBe(1);
    expect(await system.ask("POST", messages, text)).toMatchObject({
      status: 409,
      body: { code: "window.closed", window: { lastInboundId: null } },
    });
    eva.sends(system.line, templateButton("Sí, gracias", "Sí, gracias"));
    await system.sim.flush();
    await expectSoon(() => windowOf(system, id)).toBe("open");
    expect((await system.ask("POST", messages, text)).status).toBe(200);
    await expectSoon(() => eva.received.length).toBe(2);
    const began = ["conversation.started_by_contact", "message.received"];
    const types = (await eventsOf(system.ask, began)).map(({ type }) => type);
    // She answered; she did not start it, so no automation does.
    expect(types).toEqual(["message.received"]);
    expect(await namesIn(system.ask)).toEqual(["Eva"]);
    expect(system.sim.violations()).toEqual([]);
  });
});
