import { describe, expect, it } from "vitest";
import type { InboundItem } from "../../../../src/domain/intake/inbound.ts";
import { parseParked, parseWebhook } from "../../../../src/channels/whatsapp/parse/envelope.ts";
import { bodyOf, textMessage } from "../support.ts";

const CONTACT = "525511110001";
const LINE_NUMBER = "525550000001";

function thread(...messages: unknown[]): InboundItem[] {
  return parseWebhook(
    bodyOf("history", {
      history: [{ metadata: { phase: 0 }, threads: [{ id: CONTACT, messages }] }],
    }),
  );
}

describe("history", () => {
  it("belongs to the thread's contact on both sides", () => {
    const items = thread(
      textMessage({ id: "1" }),
      textMessage({ id: "2", from: LINE_NUMBER, to: CONTACT }),
      textMessage({ id: "3", from: LINE_NUMBER }),
      textMessage({ id: "4", from: undefined, history_context: { from_me: true } }),
      textMessage({ id: "5", from: "5215550000001" }),
    );
    expect(items.every((item) => item.kind === "history" && item.identity.waId === CONTACT)).toBe(
      true,
    );
    expect(items.map((item) => item.kind === "history" && item.direction)).toEqual([
      "incoming",
      "outgoing",
      "outgoing",
      "outgoing",
      "outgoing",
    ]);
  });

  it.each([
    ["SENT", "sent"],
    ["DELIVERED", "delivered"],
    ["READ", "read"],
    ["PLAYED", "played"],
    ["ERROR", "failed"],
    ["PENDING", null],
    ["NEW", null],
    [undefined, null],
  ])("reads the status %s of our message as %s", (status, expected) => {
    const ours = textMessage({ from: LINE_NUMBER, history_context: { status } });
    expect(thread(ours)).toMatchObject([{ kind: "history", status: expected }]);
  });

  it("gives a message and the file that follows it different keys and one source id", () => {
    const [announced] = thread(textMessage({ type: "media_placeholder" }));
    const file = textMessage({ type: "audio", audio: { id: "1200000000000010" } });
    const [followed] = parseWebhook(bodyOf("history", { messages: [file] }));
    expect(announced).toMatchObject({
      kind: "history",
      key: "h:wamid.A",
      message: { sourceId: "wamid.A", content: { awaited: true } },
    });
    expect(followed).toMatchObject({
      kind: "history",
      key: "f:wamid.A",
      message: { sourceId: "wamid.A", content: { type: "audio", awaited: false } },
    });
  });

  it("holds reactions, edits and revokes as such, by whoever made them", () => {
    const reaction = { message_id: "wamid.0", emoji: "👍" };
    expect(
      thread(
        textMessage({ id: "1", type: "reaction", reaction }),
        textMessage({ id: "2", type: "reaction", reaction, from: LINE_NUMBER }),
        textMessage({ id: "3", type: "revoke", revoke: { original_message_id: "wamid.0" } }),
      ),
    ).toMatchObject([
      { kind: "reaction", by: "contact" },
      { kind: "reaction", by: "business" },
      { kind: "revoke", by: "contact" },
    ]);
  });

  it("does not take the only contact beside a chunk for whoever names nobody in it", () => {
    const threads = [{ messages: [textMessage({ from: undefined })] }];
    const contacts = [{ profile: { name: "Ana" }, wa_id: CONTACT }];
    expect(parseWebhook(bodyOf("history", { contacts, history: [{ threads }] }))).toMatchObject([
      { kind: "history", identity: { waId: null, name: null } },
    ]);
  });

  it("does not rotate identifiers by system messages of the past", () => {
    const system = { type: "user_changed_number", wa_id: "525511119999" };
    expect(thread(textMessage({ type: "system", system }))).toMatchObject([
      { kind: "parked", parked: "unknown_type" },
    ]);
  });

  it("parks broken messages, threads and chunks by themselves", () => {
    const threads = [{ id: CONTACT, messages: [null, textMessage()] }, 5, { id: CONTACT }];
    const items = parseWebhook(
      bodyOf("history", { history: [{ threads }, "chunk", {}, { metadata: { progress: 100 } }] }),
    );
    expect(items.map((item) => (item.kind === "parked" ? item.parked : item.kind))).toEqual([
      "invalid",
      "history",
      "invalid",
      "invalid",
      "invalid",
      "invalid",
      "notice",
    ]);
    for (const item of items) expect(parseParked(item.raw)).toEqual([item]);
  });

  it("tells errors beside threads as notices of their own", () => {
    const chunk = { errors: [{ code: 2_593_109 }, {}], threads: [{ messages: [textMessage()] }] };
    expect(parseWebhook(bodyOf("history", { history: [chunk] }))).toMatchObject([
      { kind: "notice", event: "2593109" },
      { kind: "notice", event: null },
      { kind: "history", identity: { waId: CONTACT } },
    ]);
  });
});
