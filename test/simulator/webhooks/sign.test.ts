import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { encodeBody, signature } from "../../../src/simulator/webhooks/sign.ts";

describe("signing", () => {
  it("gives the value worked out by hand with openssl for the same bytes", () => {
    const body = Buffer.from('{"object":"whatsapp_business_account","entry":[]}');
    expect(signature(body, "s3cret")).toBe(
      "sha256=76d7cf0d41b1c62907ab63a2ffb509a14ebd4bfe05b33a2e8c6960459868a174",
    );
  });

  it("is the HMAC-SHA256 of the raw bytes in lower-case hex", () => {
    const body = encodeBody({ text: "¡Hola! 🙂 a/b" }, true);
    expect(signature(body, "k")).toBe(
      `sha256=${createHmac("sha256", "k").update(body).digest("hex")}`,
    );
  });

  it("escapes everything above U+007F and slashes, without changing the meaning", () => {
    const value = { text: "¡Hola! 🙂 a/b" };
    const body = encodeBody(value, true).toString("latin1");
    expect(body).toBe(String.raw`{"text":"\u00a1Hola! \ud83d\ude42 a\/b"}`);
    expect(JSON.parse(body)).toEqual(value);
  });

  it("leaves the bytes as UTF-8 when not asked to escape", () => {
    expect(encodeBody({ text: "¡a/b" }, false).toString("utf8")).toBe('{"text":"¡a/b"}');
  });
});
