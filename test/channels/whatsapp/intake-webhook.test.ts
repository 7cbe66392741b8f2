import { describe, expect, it } from "vitest";
import {
  receiveWebhook,
  type WebhookReceipt,
} from "../../../src/channels/whatsapp/intake-webhook.ts";
import { bodyOf, sign, textMessage } from "./support.ts";

const SECRET = "an-app-secret";

function receive(body: string | Buffer, secret = SECRET): WebhookReceipt {
  const rawBody = Buffer.from(body);
  return receiveWebhook({ rawBody, signature: sign(rawBody, secret), secrets: [SECRET] });
}

describe("receiveWebhook", () => {
  it("turns a genuine body into items", () => {
    const receipt = receive(JSON.stringify(bodyOf("messages", { messages: [textMessage()] })));
    expect(receipt).toMatchObject({
      kind: "accepted",
      items: [{ kind: "message", key: "m:wamid.A", lineId: "200000000000000001" }],
    });
  });

  it("looks at nothing of a body that Meta did not sign", () => {
    expect(receive("{}", "another-app")).toEqual({ kind: "bad_signature" });
    expect(receive("[".repeat(1_000_000), "another-app")).toEqual({ kind: "bad_signature" });
    const rawBody = Buffer.from("{}");
    expect(receiveWebhook({ rawBody, signature: undefined, secrets: [SECRET] })).toEqual({
      kind: "bad_signature",
    });
  });

  it.each([
    ["", "not_json"],
    ['{"object":', "not_json"],
    ["[]", "not_an_object"],
    ["null", "not_an_object"],
    [`{"a":${"[".repeat(1_000)}`, "too_deep"],
    ['{"__proto__":{}}', "unsafe"],
  ])("says why it cannot read a genuine %j", (body, reason) => {
    expect(receive(body)).toEqual({ kind: "bad_body", reason });
  });

  it("gives the same items for a body with raw and with escaped characters", () => {
    const json = JSON.stringify(
      bodyOf("messages", { messages: [textMessage({ text: { body: "mañana 😀" } })] }),
    );
    const asEscapes = json.replace("ñ", "\\u00f1").replace("😀", "\\ud83d\\ude00");
    expect(asEscapes).not.toBe(json);
    expect(receive(asEscapes)).toEqual(receive(json));
  });

  it("takes a batch of 1,000 messages and 3 MB, each under its own key", () => {
    const messages = Array.from({ length: 1_000 }, (_, index) =>
      textMessage({ id: `wamid.${index}`, text: { body: "ñ😀 [{".repeat(330) } }),
    );
    const json = JSON.stringify(bodyOf("messages", { messages }));
    expect(Buffer.byteLength(json)).toBeGreaterThan(2_900_000);
    const receipt = receive(json);
    const items = receipt.kind === "accepted" ? receipt.items : [];
    expect(new Set(items.map((item) => item.key)).size).toBe(1_000);
    expect(items.every((item) => item.kind === "message")).toBe(true);
  });

  it("gives a webhook repeated fifty times the same keys fifty times", () => {
    const json = JSON.stringify(
      bodyOf("messages", { messages: [textMessage(), textMessage({ id: null })] }),
    );
    const keys = Array.from({ length: 50 }, () => {
      const receipt = receive(json);
      return receipt.kind === "accepted" ? receipt.items.map((item) => item.key) : [];
    });
    expect(new Set(keys.flat()).size).toBe(2);
  });
});
