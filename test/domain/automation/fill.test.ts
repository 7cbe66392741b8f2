import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fillMessage, fillTemplate, fillText } from "../../../src/domain/automation/fill.ts";
import { flowMessageSchema, flowTemplateSchema } from "../../../src/domain/automation/message.ts";
import { piecesOf } from "../../../src/domain/automation/placeholder.ts";
import { aProfile } from "../../support/contacts.ts";
import { facts } from "./support.ts";

const LIMITS = { charsMax: 4_096 };
const ana = facts({
  contact: { ...facts().contact, crm: aProfile({ firstName: "Ana" }) },
  vars: { color: "azul" },
});
const fill = (text: string, known = ana) => fillText(text, known, LIMITS);

describe("a placeholder", () => {
  it("is filled from the contact, the run's variables and the line", () => {
    expect(
      fill("Hola {{contact.firstName|amigo}}, {{vars.color|rojo}} en {{ line.name | casa }}"),
    ).toBe("Hola Ana, azul en Sales");
  });

  it("is its default where nothing is known, or only blanks", () => {
    expect(fill("{{contact.company|—}} {{vars.toString|a|b}}")).toBe("— a|b");
    expect(fill("{{vars.color|rojo}}", facts({ vars: { color: " \u200b" } }))).toBe("rojo");
    expect(fillText("{{contact.firstName|amigo}}", null, LIMITS)).toBe("amigo");
  });

  it("in a value stays text", () => {
    const known = facts({ vars: { a: "{{vars.b|x}}", b: "no" } });
    expect(fill("{{vars.a|x}} {{ {", known)).toBe("{{vars.b|x}} {{ {");
  });

  it("takes nothing over that WhatsApp refuses", () => {
    const known = facts({ vars: { a: "x\u0000\u001by\nz\ud800" } });
    expect(fill("{{vars.a|x}}", known)).toBe("x y\nz\ufffd");
    expect(fillText("{{vars.a|x}}", known, { charsMax: 20, oneLine: true })).toBe("x y z\ufffd");
  });

  it("is cut where the text would become too long", () => {
    const known = facts({ vars: { a: "😀".repeat(50) } });
    expect(fillText("ab {{vars.a|x}} cd", known, { charsMax: 10 })).toBe("ab 😀😀😀😀 cd");
    expect(fillText("{{vars.a|x}}{{vars.b|y}}", known, { charsMax: 4 })).toBe("😀😀y");
  });

  it.each([
    [
      "{{contact.firstName}}",
      "{{contact.firstName}} must have a default: {{contact.firstName|...}}",
    ],
    [
      "{{contact.firstName| }}",
      "{{contact.firstName}} must have a default: {{contact.firstName|...}}",
    ],
    [
      "{{contact.age|1}}",
      "{{contact.age}} is not known: it must be contact and a field of it, vars and a name, or line.name",
    ],
    [
      "{{1}}",
      "{{1}} is not known: it must be contact and a field of it, vars and a name, or line.name",
    ],
    [
      "{{vars.Color|x}}",
      "{{vars.Color}} is not known: it must be contact and a field of it, vars and a name, or line.name",
    ],
  ])("%s is wrong", (text, wrong) => expect(piecesOf(text)).toEqual([{ wrong }]));
});

describe("a message of a flow", () => {
  const P = "{{vars.a|x}}";
  const messages = [
    { type: "text", text: P },
    { type: "image", mediaId: "m1", caption: P },
    { type: "document", mediaId: "m1", caption: P, filename: P },
    { type: "audio", mediaId: "m1" },
    { type: "sticker", mediaId: "m1" },
    { type: "location", latitude: 1, longitude: 2, name: P, address: P },
    {
      type: "buttons",
      header: { type: "text", text: P },
      body: `${P} ${P}`,
      footer: P,
      buttons: [{ id: "b1", title: P }],
    },
    {
      type: "list",
      header: P,
      body: P,
      footer: P,
      button: P,
      sections: [{ title: P, rows: [{ id: "r1", title: P, description: P }] }],
    },
  ].map((message) => flowMessageSchema.parse(message));

  it.each(messages.map((message) => [message.type, message] as const))(
    "of type %s is filled everywhere, and keeps WhatsApp's limits whatever it is filled with",
    (_, message) => {
      expect(JSON.stringify(fillMessage(message, ana))).not.toContain("{{");
      const value = fc.oneof(
        fc.string({ unit: "binary", maxLength: 300 }),
        fc.constant("é/\\\n".repeat(3_000)),
      );
      fc.assert(
        fc.property(value, (a) => {
          const filled = fillMessage(message, facts({ vars: { a } }));
          expect(flowMessageSchema.safeParse(filled).error).toBeUndefined();
        }),
        { numRuns: 30 },
      );
    },
  );

  it("as a template has its texts filled, and the fields of the contact left to the template", () => {
    const field = { kind: "field", field: "firstName", default: "amigo" } as const;
    const template = flowTemplateSchema.parse({
      name: "welcome",
      language: "es_MX",
      bindings: {
        "body.1": field,
        "body.2": { kind: "text", text: "Tu color: {{vars.color|rojo}}" },
      },
    });
    expect(fillTemplate(template, ana).bindings).toEqual({
      "body.1": field,
      "body.2": { kind: "text", text: "Tu color: azul" },
    });
  });
});
