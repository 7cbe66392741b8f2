import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TemplateDraft } from "../../../src/simulator/line.ts";
import { createPlayground, type Playground } from "./playground.ts";

let play: Playground;
let drafts = 0;
beforeAll(async () => {
  play = await createPlayground();
});
afterAll(() => play[Symbol.asyncDispose]());

const image = (id: string) => ({ type: "image", image: { id } });
const text = (value: string) => ({ type: "text", text: value });
const url = { type: "URL", text: "Ver", url: "https://a.test/{{1}}" };
const urlButton = (index: string) => ({
  type: "button",
  sub_type: "url",
  index,
  parameters: [text("17")],
});
const card = { components: [{ type: "HEADER", format: "IMAGE" }] };
const sentCard = { card_index: 0, components: [{ type: "header", parameters: [image("9")] }] };

/** Adds a template and sends it; the code of the refusal, or undefined when it was taken. */
async function codeOf(draft: Omit<TemplateDraft, "name">, components: object[]) {
  const name = `t${(drafts += 1)}`;
  play.line.addsTemplate({ name, ...draft });
  const template = { name, language: { code: "es_MX" }, components };
  const answer = await play.send({ to: "+525511110001", type: "template", template });
  return answer.body.error?.code;
}

describe("a template that is sent", () => {
  it.each<[string, Omit<TemplateDraft, "name">, object[], number | undefined]>([
    [
      "without its header's image",
      { body: "Hola", components: [{ type: "HEADER", format: "IMAGE" }] },
      [],
      132012,
    ],
    [
      "with its header's image",
      { body: "Hola", components: [{ type: "HEADER", format: "IMAGE" }] },
      [{ type: "header", parameters: [image("9")] }],
      undefined,
    ],
    [
      "with an image for a location",
      { body: "Hola", components: [{ type: "HEADER", format: "LOCATION" }] },
      [{ type: "header", parameters: [image("9")] }],
      132012,
    ],
    [
      "without the parameter of its header's text",
      { body: "Hola", components: [{ type: "HEADER", format: "TEXT", text: "{{1}}" }] },
      [],
      132000,
    ],
    ["with a line end", { body: "{{1}}" }, [{ type: "body", parameters: [text("a\nb")] }], 100],
    ["with five spaces", { body: "{{1}}" }, [{ type: "body", parameters: [text("a     b")] }], 100],
    ["with a blank", { body: "{{1}}" }, [{ type: "body", parameters: [text(" ")] }], 131008],
    [
      "too long with its values",
      { body: "{{1}} {{2}}" },
      [{ type: "body", parameters: [text("x".repeat(600)), text("x".repeat(600))] }],
      132005,
    ],
    [
      "without what comes behind a button's URL",
      { body: "Hola", components: [{ type: "BUTTONS", buttons: [url] }] },
      [],
      131008,
    ],
    [
      "with it at another button",
      { body: "Hola", components: [{ type: "BUTTONS", buttons: [url] }] },
      [urlButton("1")],
      131008,
    ],
    [
      "with it at its button",
      { body: "Hola", components: [{ type: "BUTTONS", buttons: [url] }] },
      [urlButton("0")],
      undefined,
    ],
    [
      "without a card of its carousel",
      { body: "Hola", components: [{ type: "CAROUSEL", cards: [card, card] }] },
      [{ type: "carousel", cards: [sentCard] }],
      132012,
    ],
    [
      "with its cards",
      { body: "Hola", components: [{ type: "CAROUSEL", cards: [card] }] },
      [{ type: "carousel", cards: [sentCard] }],
      undefined,
    ],
    [
      "without the end of its offer",
      {
        body: "Hola",
        components: [
          { type: "LIMITED_TIME_OFFER", limited_time_offer: { text: "x", has_expiration: true } },
        ],
      },
      [],
      131008,
    ],
    [
      "with a long code",
      { body: "{{1}}", category: "AUTHENTICATION" },
      [{ type: "body", parameters: [text("x".repeat(16))] }],
      132005,
    ],
  ])("%s", async (_, draft, components, code) => {
    expect(await codeOf(draft, components)).toBe(code);
  });
});
