import { describe, expect, it } from "vitest";
import { bind, bodyOnly } from "./support.ts";

const FIRST_NAME = { kind: "field", field: "firstName", default: "amigo" };
const HELLO = bodyOnly("Hola {{1}}, bienvenido");

describe("a value", () => {
  it("is counted in code points, as a message is: an emoji is one, beside others and by itself", () => {
    const header = { type: "HEADER", format: "TEXT", text: "{{1}} hoy" };
    const template = { components: [header, { type: "BODY", text: "Hola {{1}}" }] };
    const text = (characters: number) => ({ kind: "text", text: "🎉".repeat(characters) });
    expect(bind(template, { "header.1": text(56), "body.1": text(1_019) }).problems).toEqual([]);
    expect(bind(template, { "header.1": text(57), "body.1": text(1_020) }).problems).toEqual([
      { slot: "header", rule: "must have at most 60 characters with its values; it has 61" },
      { slot: "body", rule: "must have at most 1024 characters with its values; it has 1025" },
    ]);
    expect(bind(template, { "header.1": text(61), "body.1": text(1) }).problems).toMatchObject([
      { slot: "header.1", rule: "must have at most 60 characters" },
    ]);
  });
});

describe("a placeholder bound to a field (R7.4, R7.5)", () => {
  it("takes what the contact has there", () => {
    expect(bind(HELLO, { "body.1": FIRST_NAME }, { firstName: "Ana" })).toEqual({
      text: "Hola Ana, bienvenido",
      values: { "body.1": "Ana" },
      defaults: [],
      problems: [],
      content: {
        type: "template",
        name: "order_ready",
        language: "es_MX",
        category: "UTILITY",
        components: [{ type: "body", parameters: [{ type: "text", text: "Ana" }] }],
        text: "Hola Ana, bienvenido",
        values: { "body.1": "Ana" },
      },
    });
  });

  it.each([
    ["null", null],
    ["empty", ""],
    ["a space", " "],
    ["spaces and line ends", " \t\r\n "],
    ["no-break spaces", "\u00a0\u202f"],
    ["an ideographic space", "\u3000"],
    ["zero-width spaces", "\u200b\u200c\u200d"],
    ["a byte order mark", "\ufeff"],
    ["a soft hyphen", "\u00ad"],
    ["a word joiner", "\u2060"],
    ["a Mongolian vowel separator", "\u180e"],
    ["a Hangul filler", "\u3164"],
    ["a Braille blank", "\u2800"],
    ["a variation selector", "\ufe0f"],
    ["bidi controls", "\u200e\u202e\u2066"],
    ["controls", "\u0000\u0007\u007f"],
    ["a lone surrogate", "\ud800"],
    ["tags", "\u{e0020}\u{e007f}"],
  ])("takes the default when the contact has %s there (Q29)", (_, value) => {
    const bound = bind(HELLO, { "body.1": FIRST_NAME }, { firstName: value });
    expect(bound).toMatchObject({
      text: "Hola amigo, bienvenido",
      defaults: ["body.1"],
      problems: [],
    });
  });

  it.each([
    ["  Ana\n María\t ", "Ana María"],
    ["Ana     María", "Ana María"],
    ["Ana\u2028María", "Ana María"],
    ["{{1}}", "{{1}}"],
    ["$& $1 $` \\1", "$& $1 $` \\1"],
    ["<b>Ana</b>", "<b>Ana</b>"],
    ["👩‍👩‍👧", "👩‍👩‍👧"],
    ["0", "0"],
  ])("takes %j as %j: made fit, and never read as anything but text", (value, shown) => {
    const bound = bind(HELLO, { "body.1": FIRST_NAME }, { firstName: value });
    expect(bound).toMatchObject({ text: `Hola ${shown}, bienvenido`, problems: [] });
  });

  it.each(["", "   ", "\u00a0", "\u200b", "\ufeff\u3164"])(
    "cannot have the default %j, also when it is not needed now",
    (blank) => {
      const binding = { ...FIRST_NAME, default: blank };
      const bound = bind(HELLO, { "body.1": binding }, { firstName: "Ana" });
      expect(bound.problems).toEqual([{ slot: "body.1", rule: "default must not be blank" }]);
      expect(bound.content).toBeNull();
    },
  );

  it("says that the contact's own value is too long, and whose field it is", () => {
    const drawn = {
      components: [
        { type: "HEADER", format: "TEXT", text: "{{1}}" },
        { type: "BODY", text: "Hola" },
      ],
    };
    const bound = bind(drawn, { "header.1": FIRST_NAME }, { firstName: "x".repeat(61) });
    expect(bound.problems).toContainEqual({
      slot: "header.1",
      rule: "the contact's firstName must have at most 60 characters",
    });
  });
});

describe("a text in a placeholder", () => {
  it.each([
    ["", "must not be blank"],
    ["\u200b ", "must not be blank"],
    ["a\nb", "must have no line ends, tabs or other controls"],
    ["a\tb", "must have no line ends, tabs or other controls"],
    ["a\u2028b", "must have no line ends, tabs or other controls"],
    ["a\u0000b", "must have no line ends, tabs or other controls"],
    ["a     b", "must have no more than four spaces in a row"],
    ["a\ud800b", "must be well-formed Unicode"],
  ])("%j is refused: %s", (text, rule) => {
    const bound = bind(HELLO, { "body.1": { kind: "text", text } });
    expect(bound.problems).toEqual([{ slot: "body.1", rule }]);
  });

  it("may have four spaces in a row", () => {
    expect(bind(HELLO, { "body.1": { kind: "text", text: "a    b" } }).problems).toEqual([]);
  });
});

describe("everything that is missing or wrong", () => {
  it("is said at once, each by its slot", () => {
    const drawn = bodyOnly("{{first_name}} {{last_name}} {{city}}", { format: "NAMED" });
    const bound = bind(drawn, {
      "body.last_name": { kind: "media", mediaId: "ast_image" },
      "body.town": { kind: "text", text: "Lima" },
    });
    expect(bound.problems).toEqual([
      {
        slot: "body.first_name",
        rule: "must be bound: a field of the contact with a default, or a text",
      },
      { slot: "body.last_name", rule: "must be a field of the contact with a default, or a text" },
      {
        slot: "body.city",
        rule: "must be bound: a field of the contact with a default, or a text",
      },
      { slot: "body.town", rule: "is no placeholder of this template" },
    ]);
    expect(bound.content).toBeNull();
  });

  it("leaves the rest to be seen", () => {
    const bound = bind(bodyOnly("Hola {{1}}: {{2}}"), { "body.1": { kind: "text", text: "Ana" } });
    expect(bound.text).toBe("Hola Ana: {{2}}");
  });

  it.each(["__proto__", "constructor", "body.__proto__", "toString"])(
    "names %s, which is no slot, and does nothing else with it",
    (key) => {
      const bindings = JSON.parse(`{"${key}":{"kind":"text","text":"x"}}`) as object;
      // The schema takes the first of them away.
      const expected =
        key === "__proto__" ? [] : [{ slot: key, rule: "is no placeholder of this template" }];
      expect(bind(bodyOnly("Hola"), bindings).problems).toEqual(expected);
    },
  );
});

describe("the length of a text with its values", () => {
  const long = { kind: "text", text: "x".repeat(800) };

  it("is limited to 1,024 beside other parts, and says how long it is", () => {
    const drawn = {
      components: [
        { type: "BODY", text: "{{1}} {{2}}" },
        { type: "FOOTER", text: "f" },
      ],
    };
    expect(bind(drawn, { "body.1": long, "body.2": long }).problems).toEqual([
      { slot: "body", rule: "must have at most 1024 characters with its values; it has 1601" },
    ]);
  });

  it("is limited to 32,768 in a template that is nothing but its body", () => {
    const bindings = { "body.1": long, "body.2": long };
    expect(bind(bodyOnly("{{1}} {{2}}"), bindings).problems).toEqual([]);
    const longest = { kind: "text", text: "x".repeat(32_767) };
    expect(bind(bodyOnly("{{1}}: x"), { "body.1": longest }).problems).toMatchObject([
      { slot: "body" },
    ]);
  });

  it("is limited to 600 beside an offer", () => {
    const offer = { type: "LIMITED_TIME_OFFER", limited_time_offer: { text: "Hoy" } };
    const drawn = { components: [offer, { type: "BODY", text: "{{1}}" }] };
    const bound = bind(drawn, { "body.1": { kind: "text", text: "x".repeat(601) } });
    expect(bound.problems).toMatchObject([{ slot: "body.1" }]);
  });
});
