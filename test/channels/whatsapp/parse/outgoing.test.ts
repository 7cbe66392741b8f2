import { describe, expect, it } from "vitest";
import { parseParked, parseWebhook } from "../../../../src/channels/whatsapp/parse/envelope.ts";
import { bodyOf, textMessage } from "../support.ts";

const LINE_NUMBER = "525550000001";
const echo = (members: Record<string, unknown>): unknown =>
  parseWebhook(bodyOf("smb_message_echoes", { message_echoes: [textMessage(members)] }))[0];

describe("echoes from the phone app", () => {
  it.each<[string, Record<string, unknown>]>([
    ["from the line to the contact", { from: LINE_NUMBER, to: "525511110001" }],
    ["with both swapped", { from: "525511110001", to: LINE_NUMBER }],
    ["from the line's id", { from: "200000000000000001", to: "525511110001" }],
    ["from the line's number in another variant", { from: "5215550000001", to: "525511110001" }],
    ["from a number nobody knows", { from: "999999999", to: "525511110001" }],
    ["from nobody", { from: undefined, to: "525511110001" }],
    ["to nobody", { from: "525511110001", to: undefined }],
  ])("belong to the contact, %s", (_what, parties) => {
    expect(echo(parties)).toMatchObject({ kind: "echo", identity: { waId: "525511110001" } });
  });

  it("do not take the line's own user id for the contact's", () => {
    const parties = { from: LINE_NUMBER, from_user_id: "MX.LINE", to: "525511110001" };
    expect(echo(parties)).toMatchObject({ identity: { userId: null, waId: "525511110001" } });
  });

  it("never make the line a contact of itself", () => {
    expect(echo({ from: LINE_NUMBER, to: LINE_NUMBER })).toMatchObject({
      identity: { userId: null, waId: null },
    });
  });

  it("are read from messages[] as well: the field's name is the direction", () => {
    const message = textMessage({ from: LINE_NUMBER, to: "525511110001" });
    const [item] = parseWebhook(bodyOf("smb_message_echoes", { messages: [message] }));
    expect(item).toMatchObject({ kind: "echo", key: "b:wamid.A" });
    expect(parseParked(item?.raw)).toEqual([item]);
  });

  it("hold reactions of the business, and nothing of a system", () => {
    const reaction = { message_id: "wamid.0", emoji: "👍" };
    expect(echo({ type: "reaction", reaction, to: "525511110001" })).toMatchObject({
      kind: "reaction",
      by: "business",
    });
    expect(echo({ type: "system", system: {} })).toMatchObject({ parked: "unknown_type" });
    expect(echo({ type: "revoke", revoke: 1 })).toMatchObject({ parked: "invalid" });
    expect(echo({ group_id: "G1" })).toMatchObject({ parked: "group" });
  });
});

describe("statuses", () => {
  const report = (members: Record<string, unknown>): unknown => {
    const status = { id: "wamid.A", status: "read", timestamp: "1794841445", ...members };
    return parseWebhook(bodyOf("messages", { statuses: [status] }))[0];
  };

  it("of a group's participants are group traffic, however they show it", () => {
    expect(report({ recipient_participant_user_id: "MX.1" })).toMatchObject({ parked: "group" });
    expect(report({ recipient_type: "group" })).toMatchObject({ parked: "group" });
    expect(report({ recipient_type: "individual" })).toMatchObject({ kind: "status" });
  });

  it.each(["captured", "READ", "", null, 7, ["read"], "constructor"])(
    "with the value %j wait until somebody knows what it means",
    (status) => {
      expect(report({ status })).toMatchObject({ kind: "parked", parked: "unknown_shape" });
    },
  );

  it("differ in their key by value, and repeat it otherwise", () => {
    expect(report({})).toMatchObject({ key: "s:wamid.A:read" });
    expect(report({ status: "delivered" })).toMatchObject({ key: "s:wamid.A:delivered" });
    expect(report({ biz_opaque_callback_data: 5 })).toMatchObject({
      key: "s:wamid.A:read",
      callbackData: null,
    });
  });

  it("of a call open the window only when it was accepted", () => {
    const call = { type: "call", id: "wacid.1", recipient_id: "525511110001" };
    expect(report({ ...call, status: "ACCEPTED" })).toMatchObject({
      kind: "call",
      key: "c:wacid.1:accepted",
      direction: "outgoing",
      opensWindow: true,
    });
    expect(report({ ...call, status: "REJECTED" })).toMatchObject({ opensWindow: false });
    expect(report({ ...call, status: 1 })).toMatchObject({ parked: "invalid" });
  });
});

describe("calls", () => {
  const call = (members: Record<string, unknown>): unknown => {
    const item = { id: "wacid.1", timestamp: "1794841445", event: "connect", ...members };
    return parseWebhook(bodyOf("calls", { calls: [item] }))[0];
  };

  it("tell who called by the parties where no direction is given", () => {
    expect(call({ from: "525511110001", to: LINE_NUMBER })).toMatchObject({
      direction: "incoming",
      opensWindow: true,
      identity: { waId: "525511110001" },
    });
    expect(call({ from: LINE_NUMBER, to: "525511110001" })).toMatchObject({
      direction: "outgoing",
      opensWindow: false,
      identity: { waId: "525511110001" },
    });
  });

  it("of the business that nobody answered do not open the window", () => {
    const ours = { direction: "BUSINESS_INITIATED", event: "terminate", to: "525511110001" };
    expect(call(ours)).toMatchObject({ opensWindow: false });
    expect(call({ ...ours, duration: 0 })).toMatchObject({ opensWindow: false });
    expect(call({ ...ours, duration: 3 })).toMatchObject({ opensWindow: true });
    expect(call({ ...ours, start_time: "1794841440" })).toMatchObject({ opensWindow: true });
  });

  it("without id, event or time are parked", () => {
    for (const missing of ["id", "event", "timestamp"]) {
      expect(call({ [missing]: undefined })).toMatchObject({ parked: "invalid" });
    }
    expect(call({ group_id: "G1" })).toMatchObject({ parked: "group" });
  });
});
