import { describe, expect, it } from "vitest";
import { parseParked, parseWebhook } from "../../../../src/channels/whatsapp/parse/envelope.ts";
import { bodyOf, textMessage } from "../support.ts";

function rotate(
  system: unknown,
  message: Record<string, unknown> = {},
  contacts?: unknown,
): unknown {
  const item = textMessage({ type: "system", text: undefined, system, ...message });
  return parseWebhook(bodyOf("messages", { contacts, messages: [item] }))[0];
}

describe("rotation by system messages", () => {
  it("takes the sender's user id for the old one, unless it is the new one already", () => {
    const system = { type: "user_changed_number", wa_id: "525511119999", user_id: "MX.NEW" };
    expect(rotate(system, { from_user_id: "MX.OLD" })).toMatchObject({
      identity: { userId: "MX.OLD", waId: "525511110001" },
    });
    expect(rotate(system, { from_user_id: "MX.NEW" })).toMatchObject({
      identity: { userId: null, waId: "525511110001" },
    });
  });

  it("does not take the new number for the old one where it stands in from", () => {
    const system = {
      type: "user_changed_number",
      wa_id: "525511110001",
      user_id: "MX.NEW",
      previous_user_id: "MX.OLD",
    };
    expect(rotate(system)).toMatchObject({
      identity: { userId: "MX.OLD", waId: null },
      next: { userId: "MX.NEW", waId: "525511110001" },
    });
  });

  it("never takes identifiers from the body's words, which hold a name that anybody may choose", () => {
    const system = {
      type: "user_changed_user_id",
      user_id: "US.NEW",
      body: "User US.VICTIM changed from US.OLD to US.NEW",
    };
    expect(rotate(system, { from: undefined })).toMatchObject({
      kind: "rotation",
      change: "userId",
      identity: { userId: null, parentUserId: null, waId: null },
    });
  });

  it("takes the name of a contact beside it, but not identifiers, which may be the new ones", () => {
    const system = { type: "customer_changed_number", wa_id: "525511119999" };
    const contacts = [{ profile: { name: "Ana" }, wa_id: "525511110001", user_id: "MX.NEW" }];
    expect(rotate(system, {}, contacts)).toMatchObject({
      identity: { name: "Ana", waId: "525511110001", userId: null },
    });
  });

  it("is parked if it names no new identifier, or is of a kind we do not know", () => {
    expect(rotate({ type: "user_changed_number" })).toMatchObject({ parked: "unknown_shape" });
    expect(rotate({ type: "user_got_a_boat", wa_id: "525511119999" })).toMatchObject({
      parked: "unknown_type",
    });
    expect(rotate(null)).toMatchObject({ parked: "invalid" });
  });
});

describe("rotation by the older field user_id_update", () => {
  const update = {
    wa_id: "525511110001",
    detail: "User id has been updated.",
    user_id: { previous: "MX.OLD", current: "MX.NEW" },
    parent_user_id: { previous: "MX.ENT.OLD", current: "MX.ENT.NEW" },
    timestamp: "1794841445",
  };
  const contacts = [{ profile: { name: "Ana" }, wa_id: "525511110001" }];

  it("goes from the previous to the current identifiers", () => {
    const items = parseWebhook(
      bodyOf("user_id_update", { contacts, user_id_update: [update, update] }),
    );
    expect(items[0]).toMatchObject({
      kind: "rotation",
      change: "userId",
      identity: { userId: "MX.OLD", parentUserId: "MX.ENT.OLD", waId: null, name: "Ana" },
      next: { userId: "MX.NEW", parentUserId: "MX.ENT.NEW", waId: "525511110001" },
      occurredAt: 1_794_841_445_000,
    });
    expect(items[1]?.key).toBe(items[0]?.key);
    expect(parseParked(items[0]?.raw)).toEqual([items[0]]);
  });

  it("takes the entry's time if it has none of its own", () => {
    const timeless = { ...update, timestamp: undefined };
    const body = bodyOf("user_id_update", { user_id_update: [timeless] }, { time: 1_794_841_446 });
    expect(parseWebhook(body)).toMatchObject([{ occurredAt: 1_794_841_446_000 }]);
  });

  it.each<[string, unknown, string]>([
    ["no object", 5, "invalid"],
    ["no time", { ...update, timestamp: null }, "invalid"],
    ["one id only", { ...update, user_id: "MX.NEW" }, "unknown_shape"],
    [
      "nothing of before",
      { ...update, user_id: { current: "MX.NEW" }, parent_user_id: null },
      "unknown_shape",
    ],
  ])("is parked with %s", (_what, item, parked) => {
    expect(parseWebhook(bodyOf("user_id_update", { user_id_update: [item] }))).toMatchObject([
      { kind: "parked", parked },
    ]);
  });
});
