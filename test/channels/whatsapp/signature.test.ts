import { describe, expect, it } from "vitest";
import { verifySignature } from "../../../src/channels/whatsapp/signature.ts";
import { escaped, sign } from "./support.ts";

const SECRET = "an-app-secret";
const text = '{"object": "whatsapp_business_account", "entry": [], "note": "a\\/b @ ñandú 😀"}';
const body = Buffer.from(text);
const good = sign(body, SECRET);
const digits = good.slice("sha256=".length);

describe("verifySignature", () => {
  it("accepts what the app's secret signed, byte for byte", () => {
    expect(verifySignature(body, good, [SECRET])).toBe(true);
    expect(verifySignature(body, [good], [SECRET])).toBe(true);
  });

  it("accepts any one of several secrets, so that a secret can be replaced without loss", () => {
    expect(verifySignature(body, good, ["the-next-one", SECRET])).toBe(true);
    expect(verifySignature(body, sign(body, "the-next-one"), [SECRET, "the-next-one"])).toBe(true);
  });

  it.each<[string, string | string[] | undefined]>([
    ["no header", undefined],
    ["an empty header", ""],
    ["no header in a list", []],
    ["two headers", [good, good]],
    ["two headers that a server joined", `${good}, ${good}`],
    ["SHA-1", `sha1=${digits.slice(0, 40)}`],
    ["another name for the same digest", `sha512=${digits}`],
    ["upper-case digits", `sha256=${digits.toUpperCase()}`],
    ["an upper-case name", `SHA256=${digits}`],
    ["63 digits", `sha256=${digits.slice(1)}`],
    ["65 digits", `${good}0`],
    ["a space before", ` ${good}`],
    ["a space after", `${good} `],
    ["a line feed after", `${good}\n`],
    ["digits alone", digits],
    ["base64", `sha256=${Buffer.from(digits, "hex").toString("base64")}`],
    ["another app's secret", sign(body, "another-app")],
    ["the empty secret", sign(body, "")],
    ["another body's signature", sign(Buffer.from("{}"), SECRET)],
  ])("refuses %s", (_what, header) => {
    expect(verifySignature(body, header, [SECRET])).toBe(false);
  });

  it("refuses everything when no secret, or only an empty one, is known", () => {
    expect(verifySignature(body, good, [])).toBe(false);
    expect(verifySignature(body, sign(body, ""), [""])).toBe(false);
    expect(verifySignature(Buffer.alloc(0), sign(Buffer.alloc(0), ""), [""])).toBe(false);
  });

  it("refuses a body that was parsed and written again", () => {
    const rewritten = Buffer.from(JSON.stringify(JSON.parse(text)));
    expect(verifySignature(rewritten, good, [SECRET])).toBe(false);
  });

  it("refuses a body with one bit flipped, wherever it is", () => {
    for (let at = 0; at < body.length; at += 1) {
      const flipped = Buffer.from(body);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      expect(verifySignature(flipped, good, [SECRET])).toBe(false);
    }
  });
});

describe("verifySignature and the escaped-unicode form", () => {
  it("accepts raw bytes whose escaped form was signed, as Meta's documentation has it", () => {
    const header = sign(Buffer.from(escaped(text)), SECRET);
    expect(verifySignature(body, header, [SECRET])).toBe(true);
    expect(verifySignature(body, header, ["another", SECRET])).toBe(true);
  });

  it("accepts an escaped body that was signed as it was sent", () => {
    const sent = Buffer.from(escaped(text));
    expect(verifySignature(sent, sign(sent, SECRET), [SECRET])).toBe(true);
  });

  it("escapes characters of every length", () => {
    for (const character of [
      "\u0080",
      "ñ",
      "\u07ff",
      "\u0800",
      "€",
      "\uffff",
      "😀",
      "\u{10ffff}",
    ]) {
      const json = `{"a":"x${character}y"}`;
      const header = sign(Buffer.from(escaped(json)), SECRET);
      expect(verifySignature(Buffer.from(json), header, [SECRET])).toBe(true);
    }
  });

  it("refuses an escaped body whose raw form was signed", () => {
    expect(verifySignature(Buffer.from(escaped(text)), good, [SECRET])).toBe(false);
  });

  it("refuses bytes that are no UTF-8, which have no escaped form", () => {
    const broken = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]);
    const header = sign(Buffer.from('{"\\ufffd"}'), SECRET);
    expect(verifySignature(broken, header, [SECRET])).toBe(false);
    expect(verifySignature(broken, sign(broken, SECRET), [SECRET])).toBe(true);
    // An overlong "q": what decodes it carelessly makes other bytes pass for the signed ones.
    const overlong = Buffer.from([0x7b, 0x22, 0xc1, 0xb1, 0x22, 0x7d]);
    const signed = sign(Buffer.from('{"\\u0071"}'), SECRET);
    expect(verifySignature(overlong, signed, [SECRET])).toBe(false);
  });
});
