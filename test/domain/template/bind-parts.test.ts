import { describe, expect, it } from "vitest";
import { bind, bodyOnly, NOW } from "./support.ts";

const FIRST_NAME = { kind: "field", field: "firstName", default: "amigo" };

describe("a header", () => {
  const withHeader = (format: string) => ({
    components: [
      { type: "HEADER", format },
      { type: "BODY", text: "Hola" },
    ],
  });

  it.each([
    ["IMAGE", "ast_image", { id: "ast_image" }],
    ["VIDEO", "ast_video", { id: "ast_video" }],
    ["DOCUMENT", "ast_document", { id: "ast_document", filename: "document.bin" }],
  ])("%s takes a file of the library", (format, mediaId, media) => {
    const kind = format.toLowerCase();
    const { content } = bind(withHeader(format), { header: { kind: "media", mediaId } });
    expect(content?.components).toEqual([
      { type: "header", parameters: [{ type: kind, [kind]: media }] },
    ]);
  });

  it.each([
    ["IMAGE", "ast_video", "must be an image of the library; this file is of kind video"],
    ["VIDEO", "ast_document", "must be a video of the library; this file is of kind document"],
    ["DOCUMENT", "ast_sticker", "must be a document of the library; this file is of kind sticker"],
    ["IMAGE", "ast_none", "must be a file of the library that is not deleted"],
  ])("%s refuses %s", (format, mediaId, rule) => {
    const { problems } = bind(withHeader(format), { header: { kind: "media", mediaId } });
    expect(problems).toEqual([{ slot: "header", rule }]);
  });

  it("takes the name under which a document is shown, and shows it", () => {
    const header = { kind: "media", mediaId: "ast_document", filename: "Factura 17" };
    const { content, text } = bind(withHeader("DOCUMENT"), { header });
    expect(content?.components).toMatchObject([
      { parameters: [{ document: { filename: "Factura 17.pdf" } }] },
    ]);
    expect(text).toBe("Factura 17.pdf\n\nHola");
  });

  it("LOCATION takes a place", () => {
    const place = { latitude: 19.43, longitude: -99.13, name: "Tienda", address: "Reforma 1" };
    const { content, text } = bind(withHeader("LOCATION"), {
      header: { kind: "location", ...place },
    });
    expect(content?.components).toEqual([
      { type: "header", parameters: [{ type: "location", location: place }] },
    ]);
    expect(text).toBe("Tienda, Reforma 1\n\nHola");
  });

  it.each(["IMAGE", "VIDEO", "DOCUMENT", "LOCATION"])("%s cannot be left out", (format) => {
    expect(bind(withHeader(format), {}).problems).toMatchObject([{ slot: "header" }]);
  });
});

describe("a template of its own kind", () => {
  it("with a one-time code has it in the text and in the button, 15 characters at most", () => {
    const drawn = {
      category: "AUTHENTICATION",
      components: [
        { type: "BODY", text: "*{{1}}* es tu código." },
        {
          type: "BUTTONS",
          buttons: [{ type: "URL", text: "Copiar", url: "https://www.whatsapp.com/otp/{{1}}" }],
        },
      ],
    };
    const { content } = bind(drawn, { "body.1": { kind: "text", text: "123456" } });
    expect(content?.components).toEqual([
      { type: "body", parameters: [{ type: "text", text: "123456" }] },
      {
        type: "button",
        sub_type: "url",
        index: "0",
        parameters: [{ type: "text", text: "123456" }],
      },
    ]);
    const long = bind(drawn, { "body.1": { kind: "text", text: "x".repeat(16) } });
    expect(long.problems).toMatchObject([{ slot: "body.1" }]);
  });

  it("with an offer takes the time when it ends, which must come yet", () => {
    const drawn = {
      components: [
        {
          type: "LIMITED_TIME_OFFER",
          limited_time_offer: { text: "Solo hoy", has_expiration: true },
        },
        { type: "BODY", text: "Hola" },
      ],
    };
    const at = (ms: number) => ({ offer: { kind: "expiry", at: new Date(ms).toISOString() } });
    const bound = bind(drawn, at(NOW + 1_000));
    expect(bound.content?.components).toEqual([
      {
        type: "limited_time_offer",
        parameters: [
          { type: "limited_time_offer", limited_time_offer: { expiration_time_ms: NOW + 1_000 } },
        ],
      },
    ]);
    expect(bound.text).toBe("Solo hoy\n\nHola");
    expect(bind(drawn, at(NOW)).problems).toEqual([
      { slot: "offer", rule: "must lie in the future" },
    ]);
  });

  it("with cards has the parameters of each card, and limits each body to 160 characters", () => {
    const card = {
      components: [
        { type: "HEADER", format: "IMAGE" },
        { type: "BODY", text: "Oferta {{1}}" },
        { type: "BUTTONS", buttons: [{ type: "QUICK_REPLY", text: "Quiero" }] },
      ],
    };
    const drawn = {
      components: [
        { type: "BODY", text: "Hola" },
        { type: "CAROUSEL", cards: [card, card] },
      ],
    };
    const image = { kind: "media", mediaId: "ast_image" };
    const bindings = {
      "cards.0.header": image,
      "cards.0.body.1": { kind: "text", text: "uno" },
      "cards.1.header": image,
      "cards.1.body.1": { kind: "text", text: "dos" },
      "cards.1.buttons.0": { kind: "text", text: "two" },
    };
    const header = {
      type: "header",
      parameters: [{ type: "image", image: { id: "ast_image" } }],
    };
    const body = (text: string) => ({ type: "body", parameters: [{ type: "text", text }] });
    const bound = bind(drawn, bindings);
    expect(bound.content?.components).toEqual([
      {
        type: "carousel",
        cards: [
          { card_index: 0, components: [header, body("uno")] },
          {
            card_index: 1,
            components: [
              header,
              body("dos"),
              {
                type: "button",
                sub_type: "quick_reply",
                index: "0",
                parameters: [{ type: "payload", payload: "two" }],
              },
            ],
          },
        ],
      },
    ]);
    expect(bound.text).toBe("Hola\n\nOferta uno\n[Quiero]\n\nOferta dos\n[Quiero]");
    const long = { kind: "text", text: "x".repeat(154) };
    expect(bind(drawn, { ...bindings, "cards.1.body.1": long }).problems).toMatchObject([
      { slot: "cards.1.body" },
    ]);
  });

  it("with named placeholders names its parameters", () => {
    const drawn = bodyOnly("Hola {{first_name}}", { format: "NAMED" });
    const { content } = bind(drawn, { "body.first_name": FIRST_NAME });
    expect(content?.components).toEqual([
      {
        type: "body",
        parameters: [{ type: "text", parameter_name: "first_name", text: "amigo" }],
      },
    ]);
  });
});
