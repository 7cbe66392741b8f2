import { describe, expect, it } from "vitest";
import { parseWebhook } from "../../../../src/channels/whatsapp/parse/envelope.ts";
import { bodyOf, textMessage } from "../support.ts";

describe("keys of reactions", () => {
  it("that come and go under one id, as the documentation prints them, are two items", () => {
    const reaction = (emoji?: string): unknown =>
      textMessage({ type: "reaction", reaction: { message_id: "wamid.0", emoji } });
    const all = [reaction("👍"), reaction(), reaction("❤️"), reaction("👍"), reaction("")];
    expect(parseWebhook(bodyOf("messages", { messages: all })).map((item) => item.key)).toEqual([
      "r:wamid.A:👍",
      "r:wamid.A:",
      "r:wamid.A:❤️",
      "r:wamid.A:👍",
      "r:wamid.A:",
    ]);
  });
});

describe("keys of messages", () => {
  it("are the same in whichever batch, beside whatever, and however the contact is told", () => {
    const message = textMessage();
    const contacts = [{ profile: { name: "Ana" }, wa_id: "525511110001" }];
    const broken = { id: null };
    const alone = parseWebhook(bodyOf("messages", { messages: [message, broken] }));
    const crowded = parseWebhook(
      bodyOf("messages", { contacts, messages: [textMessage({ id: "1" }), broken, message] }),
    );
    const keysOf = (items: { key: string }[]): string[] => items.map((item) => item.key);
    expect(keysOf(crowded)).toEqual(["m:1", ...keysOf(alone).toReversed()]);
  });

  it("are those of standby messages, which may come again under messages", () => {
    const [live] = parseWebhook(bodyOf("messages", { messages: [textMessage()] }));
    const [standby] = parseWebhook(bodyOf("standby", { messages: [textMessage()] }));
    expect(standby).toMatchObject({ kind: "message", key: live?.key, lineId: live?.lineId });
  });
});
