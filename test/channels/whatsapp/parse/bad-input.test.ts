import { describe, expect, it } from "vitest";
import { parseParked, parseWebhook } from "../../../../src/channels/whatsapp/parse/envelope.ts";
import { bodyOf, textMessage } from "../support.ts";

/** What became of each item: its kind, or why it is parked. */
function outcomes(body: unknown): string[] {
  return parseWebhook(body).map((item) => (item.kind === "parked" ? item.parked : item.kind));
}

const messages = (...items: unknown[]): unknown => bodyOf("messages", { messages: items });

describe("broken items", () => {
  it.each<[string, unknown]>([
    ["null", null],
    ["a number", 5],
    ["text", "text"],
    ["a list", [textMessage()]],
    ["an empty object", {}],
    ["no id", textMessage({ id: undefined })],
    ["a numeric id", textMessage({ id: 1_234_567_890 })],
    ["an empty id", textMessage({ id: "" })],
    ["an endless id", textMessage({ id: "x".repeat(513) })],
    ["no timestamp", textMessage({ timestamp: undefined })],
    ["a timestamp in words", textMessage({ timestamp: "yesterday" })],
    ["an empty timestamp", textMessage({ timestamp: "" })],
    ["a timestamp of 0", textMessage({ timestamp: "0" })],
    ["a negative timestamp", textMessage({ timestamp: "-5" })],
    ["a timestamp with a fraction", textMessage({ timestamp: "1794841445.5" })],
    ["an endless timestamp", textMessage({ timestamp: "9".repeat(400) })],
    ["no type", textMessage({ type: undefined })],
    ["a reaction to nothing", textMessage({ type: "reaction", reaction: { emoji: "👍" } })],
    [
      "an endless emoji",
      textMessage({ type: "reaction", reaction: { message_id: "w", emoji: "👍".repeat(99) } }),
    ],
    ["an edit of nothing", textMessage({ type: "edit", edit: { message: { type: "text" } } })],
    ["an edit to nothing", textMessage({ type: "edit", edit: { original_message_id: "wamid.0" } })],
    ["a revoke of nothing", textMessage({ type: "revoke", revoke: {} })],
    ["a system message that says nothing", textMessage({ type: "system" })],
  ])("parks %s as invalid, beside its good neighbours", (_what, broken) => {
    const body = messages(textMessage({ id: "wamid.1" }), broken, textMessage({ id: "wamid.2" }));
    const items = parseWebhook(body);
    expect(items.map((item) => item.kind)).toEqual(["message", "parked", "message"]);
    expect(items[1]).toMatchObject({ parked: "invalid", lineId: "200000000000000001" });
    expect(parseParked(items[1]?.raw)).toEqual([items[1]]);
  });

  it("parks a list that is none, and reads the lists beside it", () => {
    const status = { id: "wamid.9", status: "read", timestamp: "1794841445" };
    expect(
      outcomes(bodyOf("messages", { messages: { 0: textMessage() }, statuses: [status] })),
    ).toEqual(["invalid", "status"]);
  });

  it.each<[string, Record<string, unknown>]>([
    ["a message of a type newer than this code", { type: "poll_of_2027" }],
    ["a broken message", { type: "revoke", revoke: {} }],
  ])("parks %s under one key, whoever stands beside it in the body", (_what, members) => {
    const item = textMessage({ from: "5215511110001", ...members });
    const named = (waId: string) => ({ wa_id: waId, profile: { name: "Ana" } });
    const parkedIn = (contacts: unknown[], ...neighbours: unknown[]) =>
      parseWebhook(bodyOf("messages", { contacts, messages: [...neighbours, item] })).find(
        ({ kind }) => kind === "parked",
      )?.key;
    const alone = parkedIn([named("5215511110001")]);
    // The neighbour is the same person under the other spelling of the number, and its contact is found first.
    const contacts = [named("525511110001"), named("5215511110001")];
    expect(alone).toBeDefined();
    expect(parkedIn(contacts, textMessage({ id: "wamid.B" }))).toBe(alone);
  });

  it("parks two different broken items under two keys, and the same one under one", () => {
    const [first, second, third] = parseWebhook(messages({ a: 1, b: 2 }, { a: 2 }, { b: 2, a: 1 }));
    expect(first?.key).not.toBe(second?.key);
    expect(first?.key).toBe(third?.key);
  });

  it("keeps a value without routing whole, for it belongs to no line", () => {
    const body = bodyOf("messages", { metadata: {}, messages: [textMessage(), textMessage()] });
    const items = parseWebhook(body);
    expect(items).toMatchObject([{ kind: "parked", parked: "invalid", lineId: null, raw: body }]);
  });

  it("keeps the parts of a broken member small: the raw item is that item alone", () => {
    const many = Array.from({ length: 100 }, () => ({ note: "x".repeat(100) }));
    const [first] = parseWebhook(messages(...many));
    expect(JSON.stringify(first?.raw).length).toBeLessThan(500);
  });
});

describe("members of the wrong type", () => {
  it("read as null, and cost nothing but themselves", () => {
    const [item] = parseWebhook(
      messages(
        textMessage({ from: 525511110001, from_user_id: ["x"], context: "reply", referral: [] }),
      ),
    );
    expect(item).toMatchObject({
      kind: "message",
      identity: { userId: null, waId: null },
      message: { content: { type: "text", text: "Hola" }, context: null, referral: null },
    });
  });

  it.each<[string, Record<string, unknown>]>([
    ["text", { text: { body: 5 } }],
    ["text", { text: null }],
    ["image", { image: "picture" }],
    ["location", { location: { latitude: "12", longitude: 3 } }],
    ["contacts", { contacts: {} }],
    ["interactive", { interactive: { type: "button_reply" } }],
    ["interactive", {}],
    ["button", { button: {} }],
    ["order", { order: { product_items: null } }],
    ["__proto__", {}],
    ["constructor", {}],
    ["", {}],
  ])("make an unreadable %j a message all the same, because somebody did write", (type, rest) => {
    const [item] = parseWebhook(messages(textMessage({ text: undefined, ...rest, type })));
    expect(item).toMatchObject({
      kind: "message",
      message: { content: { type: "unsupported", wireType: type } },
    });
  });

  it("show the error of media that WhatsApp could not take over (131052)", () => {
    const errors = [{ code: 131_052, title: "Media download error" }];
    const [item] = parseWebhook(messages(textMessage({ type: "video", video: {}, errors })));
    expect(item).toMatchObject({
      message: { content: { type: "unsupported", wireType: "video", errors: [{ code: 131_052 }] } },
    });
  });

  it("leave out errors without a code, and take codes in digits", () => {
    const errors = [null, { title: "no code" }, { code: "131051" }, { code: {} }];
    const [item] = parseWebhook(messages(textMessage({ type: "unsupported", errors })));
    expect(item).toMatchObject({ message: { content: { errors: [{ code: 131_051 }] } } });
  });

  it("do not let a form's answer smuggle in a prototype or a bomb", () => {
    for (const response of ['{"__proto__":{"admin":true}}', '{"a":'.repeat(10_000)]) {
      const reply = { type: "nfm_reply", nfm_reply: { response_json: response } };
      const [item] = parseWebhook(
        messages(textMessage({ type: "interactive", interactive: reply })),
      );
      expect(item).toMatchObject({ message: { content: { type: "form", response: null } } });
    }
  });
});

describe("bodies of another shape", () => {
  it.each<[string, unknown]>([
    ["null", null],
    ["undefined", undefined],
    ["a number", 1],
    ["text", "text"],
    ["a list", [bodyOf("messages", {})]],
    ["an empty object", {}],
    ["another object", { ...(messages(textMessage()) as object), object: "instagram" }],
    ["no object", { ...(messages(textMessage()) as object), object: undefined }],
    ["entries that are no list", { object: "whatsapp_business_account", entry: {} }],
    ["an entry that is none", { object: "whatsapp_business_account", entry: [5] }],
    ["changes that are no list", { object: "whatsapp_business_account", entry: [{ changes: 1 }] }],
    ["a change that is none", { object: "whatsapp_business_account", entry: [{ changes: [0] }] }],
  ])("parks %s whole", (_what, body) => {
    expect(outcomes(body)).toEqual(["unknown_shape"]);
    const [item] = parseWebhook(body);
    expect(parseParked(item?.raw)).toEqual([item]);
  });

  it("parks a change without field or value, and reads those beside it", () => {
    const good = { field: "messages", value: valueOf(messages(textMessage())) };
    const changes = [{ value: {} }, good, { field: "messages", value: null }, { field: 3 }];
    const body = { object: "whatsapp_business_account", entry: [{ id: "1", changes }] };
    expect(outcomes(body)).toEqual(["unknown_shape", "message", "unknown_shape", "unknown_shape"]);
  });

  it("parks a known field that holds nothing known", () => {
    expect(outcomes(bodyOf("messages", {}))).toEqual(["unknown_shape"]);
    expect(outcomes(bodyOf("messages", { reports: [1] }))).toEqual(["unknown_shape"]);
    expect(outcomes(bodyOf("history", {}))).toEqual(["unknown_shape"]);
  });

  it.each(["flows", "payment_configuration_update", "partner_solutions", "automatic_events", ""])(
    "parks the field %j, which we do not take",
    (field) => {
      expect(outcomes(bodyOf(field, { event: "X" }))).toEqual(["unknown_field"]);
    },
  );

  it.each(["group_settings_update", "group_status_update", "group_lifecycle_update"])(
    "parks the field %s as group traffic",
    (field) => {
      expect(outcomes(bodyOf(field, { groups: [] }))).toEqual(["group"]);
    },
  );

  it("has no items for empty lists", () => {
    expect(parseWebhook(messages())).toEqual([]);
    expect(parseWebhook({ object: "whatsapp_business_account", entry: [{ changes: [] }] })).toEqual(
      [],
    );
  });
});

describe("times", () => {
  it("are taken as they are told, of yesterday, of tomorrow, and of the far past", () => {
    for (const [timestamp, at] of [
      ["1794755045", 1_794_755_045_000],
      ["1794927845", 1_794_927_845_000],
      ["1", 1_000],
      [1_794_841_445, 1_794_841_445_000],
    ]) {
      const [item] = parseWebhook(messages(textMessage({ timestamp })));
      expect(item).toMatchObject({ kind: "message", occurredAt: at });
    }
  });
});

function valueOf(body: unknown): unknown {
  return (body as { entry: { changes: { value: unknown }[] }[] }).entry[0]?.changes[0]?.value;
}
