import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WordScanner } from "../../../src/domain/automation/aho-corasick.ts";
import type { Occurrence, StartName } from "../../../src/domain/automation/flow-book.ts";
import { FlowIndex } from "../../../src/domain/automation/flow-index.ts";
import type { Flow, FlowDefinition } from "../../../src/domain/automation/flow.ts";
import { makeFlowBook, withEntered } from "../../../src/domain/automation/make-flow-book.ts";
import { matchesMessage } from "../../../src/domain/automation/start-match.ts";
import type { MessageContent } from "../../../src/domain/conversation/content.ts";
import { ACME, LINE, SECOND_LINE, T0 } from "../../support/builders.ts";
import { aFlow } from "./support.ts";

describe("one look for many words", () => {
  it("finds what looking for each of them finds", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 0, maxLength: 5 });
    const text = fc.string({ unit: fc.constantFrom("a", "b", "c", "d"), maxLength: 60 });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 20 }), text, (words, said) => {
        const scanner = new WordScanner(words.map((each) => [each, each]));
        const naive = words.filter((each) => each !== "" && said.includes(each));
        expect(scanner.scan(said)).toEqual(new Set(naive));
      }),
      { numRuns: 500 },
    );
  });
});

const stop = [{ id: "end", do: "stop" }];
const received = (match: unknown) => ({ on: "message.received", match });
const text = (said: string): MessageContent => ({ type: "text", text: said });
const tap = (via: "button" | "list" | "template", id: string | null): MessageContent => ({
  type: "reply",
  via,
  id,
  title: "Precio",
  description: null,
});

const starts: Record<string, [start: unknown, scope?: unknown]> = {
  begun: [{ on: "conversation.opened_by_whatsapp_message" }],
  begunHere: [{ on: "conversation.started_by_contact" }, { lines: [LINE] }],
  begunByAd: [
    { on: "conversation.opened_by_inbox_message" },
    { adIds: ["ad1", "ad2"], lines: [LINE] },
  ],
  any: [received({ kind: "any" })],
  price: [received({ kind: "keyword", words: ["Precio", "¿cuánto?"] })],
  priceThere: [received({ kind: "keyword", words: ["precio"] }), { lines: [SECOND_LINE] }],
  order: [received({ kind: "pattern", pattern: "[0-9]{4}" })],
  button: [received({ kind: "button", ids: ["buy", "*"] })],
  anyButton: [received({ kind: "button" })],
  row: [received({ kind: "list", ids: ["buy"] })],
  picture: [received({ kind: "media", types: ["image"] })],
  anyFile: [received({ kind: "media" })],
  vip: [{ on: "conversation.tagged", tags: ["vip"] }],
  tagged: [{ on: "conversation.tagged" }],
};
const flows = Object.entries(starts).map(([id, [start, scope = {}]]) => ({
  id,
  version: 1,
  definition: aFlow(stop, { start, scope }),
}));
const index = new FlowIndex(flows);
const candidates = (event: StartName, at: Partial<Occurrence> = {}) =>
  index
    .candidates(event, { lineId: LINE, message: null, adId: null, tags: [], ...at })
    .map(({ id }) => id);

describe("an event meets", () => {
  it("flows that start with it, under whatever name, in the order of their creation", () => {
    expect(candidates("conversation.started_by_contact")).toEqual(["begun", "begunHere"]);
    expect(candidates("conversation.started_by_contact", { adId: "ad2" })).toEqual([
      "begun",
      "begunHere",
      "begunByAd",
    ]);
    expect(candidates("conversation.started_by_contact", { lineId: "other", adId: "ad2" })).toEqual(
      ["begun"],
    );
    expect(candidates("conversation.closed")).toEqual([]);
  });

  it.each<[MessageContent, string[]]>([
    [text("¿El PRECIO?"), ["any", "price"]],
    [text("cuanto cuesta el pedido 1234"), ["any", "price", "order"]],
    [tap("button", "buy"), ["any", "button", "anyButton"]],
    [tap("template", "x"), ["any", "anyButton"]],
    [tap("button", "*"), ["any", "button", "anyButton"]],
    [tap("button", null), ["any", "anyButton"]],
    [tap("list", "buy"), ["any", "row"]],
    [tap("list", "precio"), ["any"]],
    [
      { type: "location", latitude: 0, longitude: 0, name: "precio", address: null, url: null },
      ["any"],
    ],
  ])("by its message %j", (message, met) =>
    expect(candidates("message.received", { message })).toEqual(met),
  );

  it("by the file in it, and by the tags it put on", () => {
    const file = {
      mediaId: null,
      mimeType: null,
      sha256: null,
      url: null,
      caption: "mi precio",
      filename: null,
      voice: false,
      animated: false,
      awaited: false,
    };
    expect(candidates("message.received", { message: { type: "image", ...file } })).toEqual([
      "any",
      "price",
      "picture",
      "anyFile",
    ]);
    expect(
      candidates("message.received", { message: { type: "audio", ...file, caption: null } }),
    ).toEqual(["any", "anyFile"]);
    expect(candidates("conversation.tagged", { tags: ["new"] })).toEqual(["tagged"]);
    expect(candidates("conversation.tagged", { tags: ["new", "vip"] })).toEqual(["vip", "tagged"]);
  });

  it("on its own line only", () => {
    expect(
      candidates("message.received", { message: text("precio"), lineId: SECOND_LINE }),
    ).toEqual(["any", "price", "priceThere"]);
  });

  it("exactly those whose words, patterns and ids its message has", () => {
    const letters = fc.string({ unit: fc.constantFrom("á", "b", "C", " ", "."), maxLength: 8 });
    const match = letters
      .filter((word) => /\p{L}/u.test(word))
      .map((word) => aFlow(stop, { start: received({ kind: "keyword", words: [word] }) }));
    fc.assert(
      fc.property(fc.array(match, { maxLength: 10 }), letters, (definitions, said) => {
        const some = definitions.map((definition, at) => ({ id: `${at}`, version: 1, definition }));
        const met = new FlowIndex(some).candidates("message.received", {
          lineId: LINE,
          message: text(said),
          adId: null,
          tags: [],
        });
        expect(met).toEqual(
          some.filter(
            ({ definition: { start } }) =>
              start.on === "message.received" && matchesMessage(start.match, text(said)),
          ),
        );
      }),
    );
  });
});

describe("a book", () => {
  const flow = (id: string, live: number | null): Flow => ({
    workspaceId: ACME,
    id,
    name: id,
    newestVersion: 2,
    liveVersion: live,
    liveSince: live && T0,
    stopRunsBefore: null,
    hookHash: null,
    secrets: [],
    revision: 1,
    createdAt: T0,
    updatedAt: T0,
  });
  const version = (flowId: string, number: number, definition: FlowDefinition) => ({
    workspaceId: ACME,
    flowId,
    version: number,
    definition,
    createdBy: null,
    createdAt: T0,
  });
  const definition = aFlow(stop);
  const book = makeFlowBook("UTC", [{ flow: flow("on", 2), live: version("on", 2, definition) }]);

  it("knows what is live, and with more of it what runs entered with and what is switched off", () => {
    const older = aFlow(stop, { name: "older" });
    const more = withEntered(book, {
      flows: [{ ...flow("off", null), stopRunsBefore: T0 }],
      versions: [version("on", 1, older), version("off", 1, older)],
    });
    expect(book.standing("on")?.live?.version).toBe(2);
    expect(book.standing("off")).toBeNull();
    expect(book.definition("on", 1)).toBeNull();
    expect(more.definition("on", 2)).toBe(definition);
    expect(more.definition("on", 1)).toBe(older);
    expect(more.standing("off")).toEqual({ live: null, stopRunsBefore: T0 });
    expect(more.standing("on")?.live?.version).toBe(2);
    expect(more.definition("gone", 1)).toBeNull();
    const at = { lineId: LINE, message: null, adId: null, tags: [] };
    expect(more.candidates("conversation.started_by_contact", at)).toHaveLength(1);
  });
});
