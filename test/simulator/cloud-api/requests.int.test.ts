import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPlayground, type Playground } from "./playground.ts";

let play: Playground;
beforeEach(async () => {
  play = await createPlayground();
  play.sim.contact({ name: "Ana", waId: "525511110001", userId: "MX.1" }).says(play.line, "Hola");
});
afterEach(() => play[Symbol.asyncDispose]());

const text = { to: "+525511110001", type: "text", text: { body: "Hola" } };

describe("the access token", () => {
  it("is needed, known, unexpired and of the line's own account", async () => {
    play.sim.line("200000000000000009", "573000000009", "300000000000000009", "other-token");
    play.sim.tokens.issue("old-token", play.line.wabaId, play.sim.clock.now() - 1);
    const path = `${play.line.phoneNumberId}/messages`;
    const codes = [
      await play.call(path, { method: "POST", headers: { authorization: "" }, body: "{}" }),
      await play.send(text, "made-up"),
      await play.send(text, "old-token"),
      await play.send(text, "other-token"),
      await play.send(text),
    ].map(({ status, body }) => [status, body.error?.code]);
    expect(codes).toEqual([
      [401, 0],
      [401, 190],
      [401, 190],
      [403, 10],
      [200, undefined],
    ]);
  });
});

describe("the shape of a send", () => {
  const long = (length: number) => "x".repeat(length);
  const buttons = (count: number, title = "Sí") => ({
    type: "interactive",
    interactive: {
      type: "button",
      body: { text: "¿Vienes?" },
      action: {
        buttons: Array.from({ length: count }, (_, index) => ({
          type: "reply",
          reply: { id: `b${index}`, title },
        })),
      },
    },
  });
  const list = (rows: number) => ({
    type: "interactive",
    interactive: {
      type: "list",
      body: { text: "Elige" },
      action: {
        button: "Ver",
        sections: [
          { rows: Array.from({ length: rows }, (_, id) => ({ id: `r${id}`, title: "x" })) },
        ],
      },
    },
  });

  it.each([
    ["without a product", { messaging_product: undefined, ...text }, 100],
    ["without a recipient", { ...text, to: undefined }, 131008],
    ["without its content", { to: text.to, type: "text" }, 131008],
    ["of a type that does not exist", { to: text.to, type: "telepathy" }, 131009],
    ["with a text of 4,097 characters", { ...text, text: { body: long(4_097) } }, 131009],
    ["with callback data of 513", { ...text, biz_opaque_callback_data: long(513) }, 131009],
    ["to something that is no BSUID", { ...text, to: undefined, recipient: "peru-4" }, 131009],
    [
      "with both id and link",
      { to: text.to, type: "image", image: { id: "1", link: "https://a.b/c" } },
      131009,
    ],
    [
      "with a caption of 1,025",
      { to: text.to, type: "image", image: { id: "1", caption: long(1_025) } },
      131009,
    ],
    ["with four buttons", { to: text.to, ...buttons(4) }, 131009],
    ["with a button title of 21", { to: text.to, ...buttons(1, long(21)) }, 131009],
    ["with eleven list rows", { to: text.to, ...list(11) }, 131009],
    [
      "of a reaction with a context",
      {
        to: text.to,
        type: "reaction",
        context: { message_id: "x" },
        reaction: { message_id: "x", emoji: "👍" },
      },
      131009,
    ],
  ])("is refused %s", async (_, body, code) => {
    const answer = await play.send(body);
    expect([answer.status, answer.body.error?.code]).toEqual([400, code]);
    expect(play.sim.sends()).toEqual([]);
  });

  it.each([
    ["text", text],
    [
      "text with preview and context",
      { ...text, text: { body: "x", preview_url: true }, context: { message_id: "wamid.x" } },
    ],
    ["image by link", { to: text.to, type: "image", image: { link: "https://example.org/a.jpg" } }],
    [
      "document",
      {
        to: text.to,
        type: "document",
        document: { link: "https://example.org/a.pdf", filename: "a.pdf" },
      },
    ],
    [
      "voice note",
      { to: text.to, type: "audio", audio: { link: "https://example.org/a.ogg", voice: true } },
    ],
    ["sticker", { to: text.to, type: "sticker", sticker: { link: "https://example.org/a.webp" } }],
    ["location", { to: text.to, type: "location", location: { latitude: 1, longitude: 2 } }],
    ["contacts", { to: text.to, type: "contacts", contacts: [{ name: { formatted_name: "A" } }] }],
    ["three buttons", { to: text.to, ...buttons(3) }],
    ["ten list rows", { to: text.to, ...list(10) }],
    ["a flow", { to: text.to, type: "interactive", interactive: { type: "flow", action: {} } }],
  ])("is accepted: %s", async (_, body) => {
    expect((await play.send(body)).status).toBe(200);
  });

  it("is refused when it is no JSON, for a line nobody registered, and on an unknown path", async () => {
    const path = `${play.line.phoneNumberId}/messages`;
    const broken = await play.call(path, { method: "POST", body: "{" });
    const nobody = await play.call("299999999999999999/messages", { method: "POST", body: "{}" });
    const nowhere = await play.call(`${play.line.phoneNumberId}/telepathy`);
    for (const { status, body } of [broken, nobody, nowhere]) {
      expect([status, body.error?.code]).toEqual([400, 100]);
    }
  });
});

describe("read receipts and typing", () => {
  it("are taken for messages that came in, and refused for others", async () => {
    const eva = play.sim.contact({ name: "Eva", waId: "525511110006" });
    const { id } = eva.says(play.line, "Hola");
    expect((await play.send({ status: "read", message_id: id })).body).toEqual({ success: true });
    const typing = { status: "read", message_id: id, typing_indicator: { type: "text" } };
    expect((await play.send(typing)).body).toEqual({ success: true });
    const unknown = await play.send({ status: "read", message_id: "wamid.unknown" });
    expect(unknown.body.error?.code).toBe(131009);
    expect(play.sim.receipts().map(({ isTyping }) => isTyping)).toEqual([false, true]);
    expect(play.sim.sends()).toEqual([]);
  });
});

describe("templates", () => {
  const template = (name: string, parameters: object[] = []) => ({
    to: text.to,
    type: "template",
    template: { name, language: { code: "es_MX" }, components: [{ type: "body", parameters }] },
  });
  const parameter = { type: "text", text: "Ana" };

  it("are refused with the code of what is wrong with them", async () => {
    play.line.addsTemplate({ name: "hola", body: "Hola {{1}}" });
    play.line.addsTemplate({ name: "nombre", body: "Hola {{name}}", parameterFormat: "NAMED" });
    play.line.addsTemplate({ name: "nuevo", body: "Hola", status: "PENDING" });
    play.line.addsTemplate({ name: "codigo", body: "Tu código", category: "AUTHENTICATION" });
    const codes = [
      await play.send(template("nadie")),
      await play.send(template("nuevo")),
      await play.send(template("hola")),
      await play.send(template("nombre", [parameter])),
      await play.send({ ...template("codigo"), to: undefined, recipient: "MX.1" }),
      await play.send(template("hola", [parameter])),
      await play.send(template("nombre", [{ ...parameter, parameter_name: "name" }])),
    ].map(({ body }) => body.error?.code);
    expect(codes).toEqual([132001, 132001, 132000, 132012, 131062, undefined, undefined]);
  });

  it("change status in the middle of things, and the webhook says so", async () => {
    play.line.addsTemplate({ name: "promo", body: "Promo", category: "MARKETING" });
    expect((await play.send(template("promo"))).body.messages?.[0]).toMatchObject({
      message_status: "accepted",
    });
    play.line.changesTemplate("promo", "PAUSED");
    expect((await play.send(template("promo"))).body.error?.code).toBe(132015);
    play.line.changesTemplate("promo", "DISABLED");
    expect((await play.send(template("promo"))).body.error?.code).toBe(132016);
    play.line.changesTemplate("promo", "REINSTATED");
    expect((await play.send(template("promo"))).status).toBe(200);
    await play.sim.flush();
    const bodies = play.receiver.requests.map(({ rawBody }) => rawBody.toString("utf8"));
    const events = bodies.flatMap((body) => /"event":"(\w+)"/.exec(body)?.[1] ?? []);
    expect(events).toEqual(["PAUSED", "DISABLED", "REINSTATED"]);
  });

  it("of the marketing kind fail later with 131050 for people who stopped them", async () => {
    play.line.addsTemplate({ name: "promo", body: "Promo", category: "MARKETING" });
    const eva = play.sim.contact({ name: "Eva", waId: "525511110006" });
    eva.prefers(play.line, "stop");
    await play.send({ ...template("promo"), to: "+525511110006" });
    eva.prefers(play.line, "resume");
    await play.send({ ...template("promo"), to: "+525511110006" });
    await play.sim.settle();
    const failed = play.statuses().filter(({ status }) => status === "failed");
    expect(failed.map(({ errors }) => errors?.[0]?.code)).toEqual([131050]);
    expect(eva.received).toHaveLength(1);
  });

  it("are listed in pages whose last one has no next link", async () => {
    for (let index = 0; index < 7; index += 1) {
      play.line.addsTemplate({ name: `t${index}`, body: "Hola" });
    }
    const names: unknown[] = [];
    let path: string | undefined =
      `${play.line.wabaId}/message_templates?fields=name,status&limit=3`;
    while (path !== undefined) {
      const { body } = await play.call(path);
      const page = body as unknown as { data: { name: string }[]; paging: { next?: string } };
      expect(page.data.length).toBeLessThanOrEqual(3);
      names.push(...page.data.map(({ name }) => name));
      path = page.paging.next?.split("/v25.0/")[1];
    }
    expect(names).toEqual(["t0", "t1", "t2", "t3", "t4", "t5", "t6"]);
    const paused = await play.call(`${play.line.wabaId}/message_templates?status=paused`);
    expect(paused.body["data"]).toEqual([]);
  });
});

describe("the account's other calls", () => {
  it("subscribe and unsubscribe the app, and tell about the number", async () => {
    const path = `${play.line.wabaId}/subscribed_apps`;
    expect((await play.call(path)).body["data"]).toEqual([]);
    expect((await play.call(path, { method: "POST" })).body).toEqual({ success: true });
    expect(play.sim.isSubscribed(play.line.wabaId)).toBe(true);
    expect((await play.call(path)).body["data"]).toHaveLength(1);
    await play.call(path, { method: "DELETE" });
    expect(play.sim.isSubscribed(play.line.wabaId)).toBe(false);
    const number = await play.call(play.line.phoneNumberId);
    expect(number.body).toMatchObject({ display_phone_number: "+525550000001" });
  });
});
