import { describe, expect, it } from "vitest";
import { obstacleOf } from "../../../src/domain/template/obstacle.ts";
import { slotsOf } from "../../../src/domain/template/slots.ts";
import type { Template } from "../../../src/domain/template/template.ts";
import { bodyOnly, definitionOf, reading, withButton } from "./support.ts";

const BODY = { type: "BODY", text: "Hola" };

describe("a template", () => {
  it("with a header, a body, a footer and buttons is read whole, with its examples", () => {
    const definition = definitionOf({
      components: [
        {
          type: "HEADER",
          format: "TEXT",
          text: "Pedido {{1}}",
          example: { header_text: ["A-17"] },
        },
        {
          type: "BODY",
          text: "Hola {{1}}, sale el {{2}}. {{1}}, gracias.",
          example: { body_text: [["Ana", "lunes"]] },
        },
        { type: "FOOTER", text: "Escala" },
        { type: "BUTTONS", buttons: [{ type: "QUICK_REPLY", text: "Sí" }] },
      ],
    });
    expect(definition).toMatchObject({
      header: { format: "text", placeholders: [{ name: "1", example: "A-17" }] },
      body: {
        placeholders: [
          { name: "1", example: "Ana" },
          { name: "2", example: "lunes" },
        ],
      },
      footer: "Escala",
      buttons: [{ kind: "quickReply", label: "Sí" }],
    });
  });

  it("with named placeholders has their names and examples", () => {
    const definition = definitionOf({
      format: "NAMED",
      components: [
        {
          type: "BODY",
          text: "Hola {{first_name}}, {{ order_id }}",
          example: {
            body_text_named_params: [
              { param_name: "order_id", example: "A-17" },
              { param_name: "first_name", example: "Ana" },
            ],
          },
        },
      ],
    });
    expect(definition.body?.placeholders).toEqual([
      { name: "first_name", example: "Ana" },
      { name: "order_id", example: "A-17" },
    ]);
  });

  it("may name its kinds in small letters, and have members that nobody knows", () => {
    const components = [{ type: "body", text: "Hola", add_security_recommendation: true, x: [] }];
    expect(reading({ components }).kind).toBe("read");
  });

  it.each([
    [{ type: "HEADER", format: "GIF" }, "a header of format GIF is not known"],
    [{ type: "HEADER" }, "a header of format (none) is not known"],
    [{ type: "HOLOGRAM" }, "component HOLOGRAM is not known"],
    [{}, "component without a type is not known"],
    [null, "component without a type is not known"],
    [{ type: "HEADER", format: "TEXT" }, "the header has no text"],
    [
      { type: "BUTTONS", buttons: [{ type: "TELEPORT", text: "x" }] },
      "button TELEPORT is not known",
    ],
    [
      { type: "BUTTONS", buttons: [{ type: "URL", text: "x", url: "https://a.test/{{1}}/b" }] },
      "a button's URL has a placeholder that is not at its end",
    ],
    [
      { type: "CAROUSEL", cards: [{ components: [{ type: "FOOTER", text: "x" }] }] },
      "component FOOTER of a card is not known",
    ],
    [
      {
        type: "CAROUSEL",
        cards: [{ components: [{ type: "HEADER", format: "PRODUCT" }] }],
      },
      "a header of format PRODUCT is not known",
    ],
  ])("with %j cannot be sent, and says why", (component, reason) => {
    expect(reading({ components: [BODY, component] })).toEqual({
      kind: "unsupported",
      reasons: [reason],
    });
  });

  it.each([
    ["POSITIONAL", "Hola {{2}}"],
    ["POSITIONAL", "Hola {{0}} {{1}}"],
    ["POSITIONAL", "Hola {{name}}"],
    ["NAMED", "Hola {{1}}"],
    ["NAMED", "Hola {{Name}}"],
  ] as const)("whose %s placeholders read %j cannot be sent", (format, text) => {
    expect(reading(bodyOnly(text, { format })).kind).toBe("unsupported");
  });

  it("takes what looks nearly like a placeholder for text", () => {
    const { body } = definitionOf(bodyOnly("{1} {{}} {{ }} {{a b}} {{a-b}} }}1{{"));
    expect(body?.placeholders).toEqual([]);
  });

  it("without a body cannot be sent", () => {
    expect(reading({ components: [] })).toEqual({
      kind: "unsupported",
      reasons: ["it has no body"],
    });
  });

  it("says everything that keeps it from being sent, each once", () => {
    const components = [{ type: "X" }, { type: "X" }, { type: "Y" }];
    expect(reading({ components })).toMatchObject({ reasons: { length: 3 } });
  });
});

describe("the slots of a template", () => {
  it.each([
    [
      { type: "QUICK_REPLY", text: "Sí" },
      { need: "payload", required: false, context: "Sí" },
    ],
    [
      { type: "URL", text: "Ver", url: "https://a.test/p/{{1}}", example: ["17"] },
      { need: "urlSuffix", required: true, context: "https://a.test/p/", example: "17" },
    ],
    [
      { type: "COPY_CODE", text: "Copiar", example: "SAVE20" },
      { need: "coupon", required: true, charsMax: 15, example: "SAVE20" },
    ],
    [
      { type: "FLOW", text: "Empezar", flow_id: "1" },
      { need: "flow", required: false },
    ],
    [
      { type: "CATALOG", text: "Ver catálogo" },
      { need: "product", required: false },
    ],
    [
      { type: "MPM", text: "Ver productos" },
      { need: "products", required: true },
    ],
  ])("of button %j are one: %j", (button, slot) => {
    expect(slotsOf(definitionOf(withButton(button)))).toMatchObject([
      { key: "buttons.0", ...slot },
    ]);
  });

  it.each([
    { type: "URL", text: "Ver", url: "https://a.test/" },
    { type: "PHONE_NUMBER", text: "Llamar", phone_number: "+5215550000001" },
    { type: "REQUEST_CONTACT_INFO", text: "Compartir" },
    { type: "VOICE_CALL", text: "Llamar" },
    { type: "OTP", text: "Copiar", otp_type: "COPY_CODE" },
  ])("of button %j are none", (button) => {
    expect(slotsOf(definitionOf(withButton(button)))).toEqual([]);
  });

  it.each(["IMAGE", "VIDEO", "DOCUMENT", "LOCATION"])("of a header %s are one", (format) => {
    const slots = slotsOf(definitionOf({ components: [{ type: "HEADER", format }, BODY] }));
    expect(slots).toMatchObject([{ key: "header", need: format.toLowerCase(), required: true }]);
  });

  it("stand in the order in which people read them, cards last", () => {
    const card = {
      components: [
        { type: "HEADER", format: "IMAGE" },
        { type: "BODY", text: "{{1}}" },
        { type: "BUTTONS", buttons: [{ type: "QUICK_REPLY", text: "Quiero" }] },
      ],
    };
    const definition = definitionOf({
      components: [
        { type: "BUTTONS", buttons: [{ type: "COPY_CODE" }] },
        { type: "CAROUSEL", cards: [card, card] },
        { type: "LIMITED_TIME_OFFER", limited_time_offer: { text: "Hoy", has_expiration: true } },
        { type: "BODY", text: "{{1}} {{2}}" },
        { type: "HEADER", format: "TEXT", text: "{{1}}" },
      ],
    });
    expect(slotsOf(definition).map(({ key }) => key)).toEqual([
      "header.1",
      "offer",
      "body.1",
      "body.2",
      "buttons.0",
      "cards.0.header",
      "cards.0.body.1",
      "cards.0.buttons.0",
      "cards.1.header",
      "cards.1.body.1",
      "cards.1.buttons.0",
    ]);
  });

  it("of an offer that does not expire are none", () => {
    const offer = { type: "LIMITED_TIME_OFFER", limited_time_offer: { text: "Hoy" } };
    expect(slotsOf(definitionOf({ components: [BODY, offer] }))).toEqual([]);
  });
});

describe("whether a template can be sent", () => {
  const template: Template = {
    workspaceId: "ws_1",
    wabaId: "102",
    id: "7001",
    name: "order_ready",
    language: "es_MX",
    category: "UTILITY",
    status: "APPROVED",
    parameterFormat: "POSITIONAL",
    components: [BODY],
    quality: null,
    rejectedReason: null,
    fetchedAt: 1,
    deletedAt: null,
  };

  it.each(["APPROVED", "FLAGGED"])("%s: yes", (status) => {
    expect(obstacleOf({ ...template, status })).toBeNull();
  });

  it.each([
    "PENDING",
    "REJECTED",
    "PAUSED",
    "DISABLED",
    "IN_APPEAL",
    "PENDING_DELETION",
    "DELETED",
    "ARCHIVED",
    "LIMIT_EXCEEDED",
    "LOCKED",
    "REINSTATED",
    "",
    "SOMETHING_NEW",
  ])("%s: no", (status) => {
    expect(obstacleOf({ ...template, status })).toEqual({ reason: "status", status });
  });

  it("not when it is gone at WhatsApp, whatever its last status", () => {
    expect(obstacleOf({ ...template, deletedAt: 2 })).toEqual({ reason: "deleted" });
  });

  it("not when it has a part that nobody here knows", () => {
    expect(obstacleOf({ ...template, components: [BODY, { type: "X" }] })).toEqual({
      reason: "unsupported",
      reasons: ["component X is not known"],
    });
  });
});
