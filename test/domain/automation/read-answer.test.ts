import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { flowMessageSchema } from "../../../src/domain/automation/message.ts";
import { readAnswer } from "../../../src/domain/automation/read-answer.ts";
import { readDate } from "../../../src/domain/automation/read-date.ts";
import { readNumber } from "../../../src/domain/automation/read-number.ts";
import type { Expectation } from "../../../src/domain/automation/step.ts";
import type { MediaContent, MessageContent } from "../../../src/domain/conversation/content.ts";

const INVALID = { kind: "invalid" };
const question = flowMessageSchema.parse({ type: "text", text: "¿?" });

const text = (said: string): MessageContent => ({ type: "text", text: said });
const picture: MediaContent = {
  type: "image",
  mediaId: "media1",
  mimeType: "image/jpeg",
  sha256: null,
  url: null,
  caption: null,
  filename: null,
  voice: false,
  animated: false,
  awaited: false,
};
const tap = (id: string | null, title: string): MessageContent => ({
  type: "reply",
  via: "button",
  id,
  title,
  description: null,
});

function read(expect: Expectation, content: MessageContent) {
  return readAnswer({ expect, message: question }, { content, fileId: "file1" });
}

const asked = (
  kind: "any" | "text" | "number" | "email" | "phone" | "date" | "media",
  content: MessageContent,
) => {
  const answer = read({ kind }, content);
  return answer.kind === "valid" ? answer.value : null;
};

describe("a number", () => {
  it.each([
    ["12", "12"],
    ["12,5", "12.5"],
    ["12.50", "12.5"],
    ["1,234.56", "1234.56"],
    ["1.234,56", "1234.56"],
    ["1,500", "1500"],
    ["1.500", "1500"],
    ["0,125", "0.125"],
    ["1234.567", "1234.567"],
    ["1.234.567", "1234567"],
    ["1 500", "1500"],
    ["$ 1,500.00", "1500"],
    ["-3", "-3"],
    ["-0", "0"],
    ["007", "7"],
    ["20%", "20"],
    ["１２", "12"],
    ["0,0000001", "0.0000001"],
  ])("%s is %s", (said, value) => expect(readNumber(said)).toBe(value));

  it.each([
    "",
    "doce",
    "1.2.3",
    "1,2,3",
    "1.23,456,7",
    "12,",
    ",5",
    "1e9",
    "0x10",
    "Infinity",
    "5 6 7 a",
    "9".repeat(16),
    "12-5",
  ])("%s is none", (said) => expect(readNumber(said)).toBeNull());

  it("written plainly is read as itself", () => {
    const plain = fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((n) => Number(n.toFixed(2)));
    fc.assert(
      fc.property(plain, (n) => {
        const value = Object.is(n, -0) ? 0 : n;
        expect(Number(readNumber(value.toFixed(2)))).toBe(value);
      }),
    );
  });
});

describe("a date", () => {
  it.each([
    "2026-02-28",
    "2026/2/28",
    "28/02/2026",
    "28/2/26",
    "28-02-2026",
    "28.02.2026",
    "28 / 02 / 2026",
    "28 de febrero de 2026",
    "el 28 de Febrero del 2026",
    "28 feb 2026",
    "28-feb-26",
    "28 febrero, 2026",
    "28 february 2026",
  ])("%s is the 28th of February 2026", (said) => expect(readDate(said)).toBe("2026-02-28"));

  it.each([
    "30/02/2026",
    "29/02/2025",
    "02/28/2026",
    "mañana",
    "28 de febrero",
    "28/02",
    "0/1/2026",
    "2026-13-01",
    "28 de fe de 2026",
    "1/1/0001",
    "2026-02-28T10:00",
  ])("%s is none", (said) => expect(readDate(said)).toBeNull());

  it("of two digits lies in the century that people mean", () => {
    expect(readDate("15/03/85")).toBe("1985-03-15");
    expect(readDate("29/02/24")).toBe("2024-02-29");
  });
});

describe("an answer", () => {
  it("of any kind is what was said, or the file that was sent, or nothing in words", () => {
    expect(asked("any", text(" hola "))).toBe("hola");
    expect(asked("any", picture)).toBe("file1");
    expect(
      asked("any", {
        type: "location",
        latitude: 1,
        longitude: 2,
        name: null,
        address: null,
        url: null,
      }),
    ).toBe("");
  });

  it("in text is what was written or tapped, also under a picture, and nothing else", () => {
    expect(asked("text", tap("a", "Ventas"))).toBe("Ventas");
    expect(asked("text", { ...picture, caption: "así" })).toBe("así");
    expect(asked("text", picture)).toBeNull();
    expect(asked("text", text(" \u200b "))).toBeNull();
  });

  it("with a file has one", () => {
    expect(asked("media", picture)).toBe("file1");
    expect(asked("media", { ...picture, mediaId: null })).toBeNull();
    expect(asked("media", text("foto"))).toBeNull();
  });

  it.each([
    [" Ana@Acme.MX ", "ana@acme.mx"],
    ["ana@acme", null],
    ["mi correo es ana@acme.mx", null],
  ])("%s as an e-mail address is %s", (said, value) =>
    expect(asked("email", text(said))).toBe(value),
  );

  it.each([
    ["+52 55 1234-5678", "+525512345678"],
    ["0052 55 1234 5678", "+525512345678"],
    ["525512345678", "+525512345678"],
    ["5512345678", null],
    ["+0123456789", null],
    ["llámame", null],
  ])("%s as a phone number is %s", (said, value) => expect(asked("phone", text(said))).toBe(value));

  it("with a shared card has its phone number", () => {
    const phones = [{ phone: "55 1234 5678", waId: "525512345678", type: null }];
    const card: MessageContent = {
      type: "contacts",
      contacts: [{ name: null, phones, emails: [], vcard: null }],
    };
    expect(asked("phone", card)).toBe("+525512345678");
    expect(asked("phone", { type: "contacts", contacts: [] })).toBeNull();
  });

  it("by a pattern fits as a whole", () => {
    const expects: Expectation = { kind: "pattern", pattern: "[A-Z]{3}[0-9]{3}" };
    expect(read(expects, text(" ABC123 "))).toEqual({ kind: "valid", value: "ABC123", next: null });
    expect(read(expects, text("xABC123"))).toEqual(INVALID);
  });
});

describe("a choice", () => {
  const buttons = flowMessageSchema.parse({
    type: "buttons",
    body: "¿Qué quieres?",
    buttons: [
      { id: "sales", title: "Ventas" },
      { id: "help", title: "Soporte técnico" },
    ],
  });
  const expects: Expectation = {
    kind: "choice",
    choices: [
      { id: "sales", words: ["comprar"], next: "to_sales" },
      { id: "help", words: [], next: null },
    ],
  };
  const choose = (content: MessageContent) =>
    readAnswer({ expect: expects, message: buttons }, { content, fileId: "file1" });
  const sales = { kind: "valid", value: "sales", next: "to_sales" };
  const help = { kind: "valid", value: "help", next: null };

  it.each([
    ["its button", tap("sales", "Otro"), sales],
    ["its id, typed", text("SALES"), sales],
    ["its title, typed without its accent", text("soporte tecnico"), help],
    ["one of its words", text("¡Comprar!"), sales],
    ["its number", text("2"), help],
    ["its number in words around", text("la 1"), sales],
    ["its name among other words", text("quiero comprar algo"), sales],
  ])("is made by %s", (_, content, answer) => expect(choose(content)).toEqual(answer));

  it.each([
    ["another number", text("3")],
    ["zero", text("0")],
    ["two of them", text("ventas o soporte técnico")],
    ["something else", text("hola")],
    ["a part of a word", text("ventasss")],
    ["a button of an older question", tap("other", "Otra cosa")],
    ["a picture", picture],
  ])("is not made by %s", (_, content) => expect(choose(content)).toEqual(INVALID));
});
