import { describe, expect, it } from "vitest";
import { sendSchema } from "../../../../src/domain/sending/send-commands.ts";
import { faultsOf, isFine, x } from "./support.ts";

const buttons = (changes: object) => ({
  type: "buttons",
  body: "¿Le va bien?",
  buttons: [{ id: "yes", title: "Sí" }],
  ...changes,
});
const button = (changes: object) => buttons({ buttons: [{ id: "yes", title: "Sí", ...changes }] });
const rows = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => ({ id: `r${from + index}`, title: "Fila" }));
const list = (changes: object) => ({
  type: "list",
  body: "Elija",
  button: "Abrir",
  sections: [{ rows: rows(1) }],
  ...changes,
});
const row = (changes: object) =>
  list({ sections: [{ rows: [{ id: "r", title: "Fila", ...changes }] }] });
const sections = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ title: `S${index}`, rows: rows(1, index) }));
const card = (changes: object) => ({
  type: "contacts",
  contacts: [{ name: { formatted: "Ana Souza", first: "Ana" }, ...changes }],
});
const many = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);
const place = (changes: object) => ({ type: "location", latitude: 0, longitude: 0, ...changes });

/** What is limited, the message at its limit, the same one beyond it, and the member that is named then. */
const LIMITS: [string, unknown, unknown, string][] = [
  ["text of 4,096", { type: "text", text: x(4_096) }, { type: "text", text: x(4_097) }, "text"],
  ["text of 1", { type: "text", text: "x" }, { type: "text", text: "" }, "text"],
  ...(["image", "video", "document"] as const).map((type): [string, unknown, unknown, string] => [
    `caption of a ${type}, 1,024`,
    { type, mediaId: "med_1", caption: x(1_024) },
    { type, mediaId: "med_1", caption: x(1_025) },
    "caption",
  ]),
  [
    "name of a document, 240",
    { type: "document", mediaId: "med_1", filename: x(240) },
    { type: "document", mediaId: "med_1", filename: x(241) },
    "filename",
  ],
  ["latitude", place({ latitude: 90 }), place({ latitude: 90.000_001 }), "latitude"],
  ["latitude, south", place({ latitude: -90 }), place({ latitude: -90.1 }), "latitude"],
  ["longitude", place({ longitude: -180 }), place({ longitude: -180.1 }), "longitude"],
  ["longitude, east", place({ longitude: 180 }), place({ longitude: 181 }), "longitude"],
  ["body of buttons, 1,024", buttons({ body: x(1_024) }), buttons({ body: x(1_025) }), "body"],
  ["footer of buttons, 60", buttons({ footer: x(60) }), buttons({ footer: x(61) }), "footer"],
  [
    "header of buttons, 60",
    buttons({ header: { type: "text", text: x(60) } }),
    buttons({ header: { type: "text", text: x(61) } }),
    "header.text",
  ],
  [
    "3 buttons",
    buttons({ buttons: ["a", "b", "c"].map((id) => ({ id, title: id })) }),
    buttons({ buttons: ["a", "b", "c", "d"].map((id) => ({ id, title: id })) }),
    "buttons",
  ],
  ["1 button", buttons({}), buttons({ buttons: [] }), "buttons"],
  ["id of a button, 256", button({ id: x(256) }), button({ id: x(257) }), "buttons.0.id"],
  ["title of a button, 20", button({ title: x(20) }), button({ title: x(21) }), "buttons.0.title"],
  ["body of a list, 4,096", list({ body: x(4_096) }), list({ body: x(4_097) }), "body"],
  ["header of a list, 60", list({ header: x(60) }), list({ header: x(61) }), "header"],
  ["footer of a list, 60", list({ footer: x(60) }), list({ footer: x(61) }), "footer"],
  ["label of a list, 20", list({ button: x(20) }), list({ button: x(21) }), "button"],
  ["10 sections", list({ sections: sections(10) }), list({ sections: sections(11) }), "sections"],
  [
    "10 rows in one section",
    list({ sections: [{ rows: rows(10) }] }),
    list({ sections: [{ rows: rows(11) }] }),
    "sections.0.rows",
  ],
  [
    "10 rows in all sections",
    list({
      sections: [
        { title: "A", rows: rows(5) },
        { title: "B", rows: rows(5, 5) },
      ],
    }),
    list({
      sections: [
        { title: "A", rows: rows(5) },
        { title: "B", rows: rows(6, 5) },
      ],
    }),
    "sections",
  ],
  ["id of a row, 200", row({ id: x(200) }), row({ id: x(201) }), "sections.0.rows.0.id"],
  ["title of a row, 24", row({ title: x(24) }), row({ title: x(25) }), "sections.0.rows.0.title"],
  [
    "description of a row, 72",
    row({ description: x(72) }),
    row({ description: x(73) }),
    "sections.0.rows.0.description",
  ],
  [
    "title of a section, 24",
    list({ sections: [{ title: x(24), rows: rows(1) }] }),
    list({ sections: [{ title: x(25), rows: rows(1) }] }),
    "sections.0.title",
  ],
  [
    "20 cards",
    { type: "contacts", contacts: many(20, card({}).contacts[0]) },
    { type: "contacts", contacts: many(21, card({}).contacts[0]) },
    "contacts",
  ],
  [
    "20 numbers on a card",
    card({ phones: many(20, { phone: "+55 11 98765-4321" }) }),
    card({ phones: many(21, { phone: "+55 11 98765-4321" }) }),
    "contacts.0.phones",
  ],
  [
    "20 addresses on a card",
    card({ emails: many(20, { email: "ana@example.com" }) }),
    card({ emails: many(21, { email: "ana@example.com" }) }),
    "contacts.0.emails",
  ],
];

describe("the limits of what is sent (WhatsApp section 8)", () => {
  it.each(LIMITS)(
    "%s: may be sent at the limit, and not beyond it",
    (_name, at, beyond, member) => {
      expect(faultsOf(at)).toEqual([]);
      const members = faultsOf(beyond).map((fault) => fault.split(": ")[0]);
      expect(new Set(members)).toEqual(new Set([member]));
    },
  );

  it("allow 1 to 30 messages in one command", () => {
    const send = (count: number) =>
      sendSchema.safeParse({
        name: "send",
        messages: many(count, { content: { type: "text", text: "Hola" } }),
      }).success;
    expect([0, 1, 30, 31].map(send)).toEqual([false, true, true, false]);
  });
});

describe("interactive messages", () => {
  it.each([
    [
      "ids",
      buttons({
        buttons: [
          { id: "a", title: "Sí" },
          { id: "a", title: "No" },
        ],
      }),
    ],
    [
      "titles",
      buttons({
        buttons: [
          { id: "a", title: "Sí" },
          { id: "b", title: "Sí" },
        ],
      }),
    ],
  ])("have buttons with %s of their own", (word, content) => {
    expect(faultsOf(content)).toEqual([`buttons: must have ${word} of their own`]);
  });

  it("have rows with ids of their own, across sections", () => {
    const twice = list({
      sections: [
        { title: "A", rows: rows(1) },
        { title: "B", rows: rows(1) },
      ],
    });
    expect(faultsOf(twice)).toEqual(["sections: must have rows with ids of their own"]);
  });

  it("have titles on all sections as soon as there are two", () => {
    expect(isFine(list({ sections: [{ rows: rows(2) }] }))).toBe(true);
    const untitled = list({ sections: [{ title: "A", rows: rows(1) }, { rows: rows(1, 1) }] });
    expect(faultsOf(untitled)).toEqual([
      "sections: must all have a title when there is more than one",
    ]);
  });

  it.each(["image", "video", "document"])("may have a library file above them: %s", (type) => {
    expect(isFine(buttons({ header: { type, mediaId: "med_1" } }))).toBe(true);
  });

  it("have no sound above them, and lists nothing but text", () => {
    expect(isFine(buttons({ header: { type: "audio", mediaId: "med_1" } }))).toBe(false);
    expect(isFine(list({ header: { type: "image", mediaId: "med_1" } }))).toBe(false);
  });
});

describe("contact cards", () => {
  it("have a first or last name beside the formatted one, which WhatsApp demands", () => {
    expect(faultsOf(card({ name: { formatted: "Ana" } }))).toEqual([
      "contacts.0.name: must have a first or a last name beside the formatted one",
    ]);
    expect(isFine(card({ name: { formatted: "Ana", last: "Souza" } }))).toBe(true);
  });

  it.each([
    [{ emails: [{ email: "ana at example" }] }, "contacts.0.emails.0.email"],
    [{ phones: [{ phone: "1", waId: "+55 11" }] }, "contacts.0.phones.0.waId"],
  ])("are checked inside: %j", (changes, member) => {
    expect(faultsOf(card(changes))[0]).toContain(member);
  });
});
