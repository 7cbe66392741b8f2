import { describe, expect, it } from "vitest";
import { mediaIdsOf, withMediaIds } from "../../../src/domain/template/media-ids.ts";

const COMPONENTS = [
  { type: "header", parameters: [{ type: "document", document: { id: "ast_1", filename: "f" } }] },
  { type: "body", parameters: [{ type: "text", text: "ast_1" }] },
  {
    type: "carousel",
    cards: [
      {
        card_index: 0,
        components: [
          { type: "header", parameters: [{ type: "image", image: { id: "ast_2" } }] },
          { type: "button", sub_type: "url", parameters: [{ type: "text", text: "ast_2" }] },
        ],
      },
    ],
  },
];

describe("the files of a frozen template", () => {
  it("are those of its header and of its cards, each once", () => {
    expect(mediaIdsOf({ components: [...COMPONENTS, ...COMPONENTS] })).toEqual(["ast_1", "ast_2"]);
  });

  it("get WhatsApp's ids, and nothing else changes", () => {
    const ids = new Map([
      ["ast_1", "801"],
      ["ast_2", "802"],
    ]);
    const text = JSON.stringify(COMPONENTS)
      .replace('"id":"ast_1"', '"id":"801"')
      .replace('"id":"ast_2"', '"id":"802"');
    expect(withMediaIds(COMPONENTS, ids)).toEqual(JSON.parse(text));
  });

  it("are not sent under an id of ours", () => {
    expect(() => withMediaIds(COMPONENTS, new Map([["ast_1", "801"]]))).toThrow(/no id/);
  });
});
