import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { outgoingContentSchema } from "../../../../src/domain/sending/outgoing-schema.ts";
import { faultsOf, isFine, x } from "./support.ts";

const text = (value: unknown) => ({ type: "text", text: value });
const reaction = (emoji: unknown) => ({ type: "reaction", targetId: "m1", emoji });

describe("text", () => {
  it.each([
    ["NUL", "a\u0000b", "must not have control characters"],
    ["an escape sequence", "\u001b[2J", "must not have control characters"],
    ["a bell", "\u0007", "must not have control characters"],
    ["a C1 control", "a\u0085b", "must not have control characters"],
    ["delete", "a\u007f", "must not have control characters"],
    ["half of an emoji", "\ud83d", "must be whole Unicode characters"],
    ["the other half", "a\udc00", "must be whole Unicode characters"],
    ["halves in the wrong order", "\udc00\ud83d", "must be whole Unicode characters"],
    ["nothing but spaces", " \n\t\u00a0", "must not be blank"],
    ["nothing but what has no shape", "\u200b\u2060\ufe0f\u2800", "must not be blank"],
  ])("with %s is refused", (_name, value, rule) => {
    expect(faultsOf(text(value))).toEqual([`text: ${rule}`]);
  });

  it.each([
    ["line breaks and tabs", "una\nlínea\r\n\totra"],
    ["an emoji of four people", "👨‍👩‍👧‍👦"],
    ["flags, keycaps and skin tones", "🇧🇷 1️⃣ 👍🏽"],
    ["right-to-left text with its marks", "\u200fשלום\u200f"],
    ["composed and decomposed accents", "José Jose\u0301"],
    ["what would be code elsewhere", "<script>alert(1)</script> ${x} '; drop table items; --"],
    ["spaces around it, which are kept", "  hola  "],
    ["a sign that Unicode gave no meaning yet, or leaves to others", "\u{1fbfc}\uf8ff"],
  ])("with %s is sent as it is", (_name, value) => {
    expect(outgoingContentSchema.parse(text(value))).toMatchObject({ text: value });
  });

  it("is counted in code points: an emoji is one, a family of four is seven", () => {
    expect(isFine(text("😀".repeat(4_096)))).toBe(true);
    expect(isFine(text("😀".repeat(4_097)))).toBe(false);
    expect(isFine(text("👨‍👩‍👧‍👦".repeat(585)))).toBe(true);
    expect(isFine(text("👨‍👩‍👧‍👦".repeat(586)))).toBe(false);
  });

  it("of ten million characters is refused at once, whatever they are", () => {
    expect(faultsOf(text(x(10_000_000)))).toHaveLength(1);
    expect(faultsOf(text(" ".repeat(10_000_000)))).toHaveLength(2);
  });

  it.each([undefined, null, 7, true, {}, [], { $ne: null }, ["a"]])(
    "that is %j is refused",
    (value) => {
      expect(isFine(text(value))).toBe(false);
    },
  );
});

describe("what is tapped", () => {
  const button = (changes: object) => ({
    type: "buttons",
    body: "¿?",
    buttons: [{ id: "a", title: "b", ...changes }],
  });

  it.each([
    [{ title: "una\nlínea" }, "buttons.0.title: must be one line"],
    [{ id: "a\tb" }, "buttons.0.id: must be one line"],
    [{ id: " a" }, "buttons.0.id: must not begin or end with a space"],
    [{ id: "a " }, "buttons.0.id: must not begin or end with a space"],
    [{ title: "\u0000" }, "buttons.0.title: must not have control characters"],
  ])("%j is refused", (changes, fault) => {
    expect(faultsOf(button(changes))).toEqual([fault]);
  });

  it("has ids with spaces inside, and of one character", () => {
    expect(isFine(button({ id: "a b" }))).toBe(true);
    expect(isFine(button({ id: "😀" }))).toBe(true);
  });
});

describe("a reaction", () => {
  it.each(["👍", "❤️", "❤", "👍🏽", "🇧🇷", "1️⃣", "👨‍👩‍👧‍👦", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", null])("of %s may be sent", (emoji) => {
    expect(isFine(reaction(emoji))).toBe(true);
  });

  it.each(["", "a", "1", "👍👍", "👍 ", ":+1:", "\ud83d", "\u200d", x(65), 7, undefined])(
    "of %j is refused",
    (emoji) => {
      expect(isFine(reaction(emoji))).toBe(false);
    },
  );
});

describe("a document", () => {
  it.each(["../etc/passwd", "a/b.pdf", "a\\b.pdf", "a\nb.pdf", "a\u0000.pdf"])(
    "cannot be called %j",
    (filename) => {
      expect(isFine({ type: "document", mediaId: "med_1", filename })).toBe(false);
    },
  );
});

describe("any value", () => {
  it("is either refused with the member and the rule, or sent complete: every member has a value", () => {
    const member = fc.constantFrom(
      "type",
      "text",
      "mediaId",
      "caption",
      "latitude",
      "longitude",
      "body",
      "buttons",
      "emoji",
      "targetId",
    );
    const value = fc.oneof(
      fc.constantFrom(
        "text",
        "image",
        "audio",
        "location",
        "reaction",
        "template",
        "👍",
        12.5,
        null,
      ),
      fc.jsonValue({ maxDepth: 2 }),
    );
    fc.assert(
      fc.property(fc.dictionary(member, value), (content) => {
        const result = outgoingContentSchema.safeParse(content);
        if (result.success) expect(Object.values(result.data)).not.toContain(undefined);
        else for (const { message } of result.error.issues) expect(message).not.toBe("");
      }),
      { numRuns: 300 },
    );
  });

  it("with members that nobody asked for is refused", () => {
    expect(isFine({ type: "text", text: "Hola", ownerId: "usr_eva" })).toBe(false);
    expect(isFine({ type: "image", mediaId: "med_1", link: "https://example.com/a.jpg" })).toBe(
      false,
    );
  });
});
