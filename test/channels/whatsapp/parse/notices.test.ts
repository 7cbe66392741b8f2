import { describe, expect, it } from "vitest";
import { parseWebhook } from "../../../../src/channels/whatsapp/parse/envelope.ts";
import { bodyOf } from "../support.ts";

const TIME = 1_794_841_445;

function notice(field: string, value: Record<string, unknown>, time = TIME): unknown {
  return parseWebhook(bodyOf(field, { metadata: undefined, ...value }, { time }))[0];
}

function keyOf(field: string, value: Record<string, unknown>, time = TIME): string {
  return (notice(field, value, time) as { key: string }).key;
}

describe("notices", () => {
  it.each([
    ["account_alerts", { alert_info: { alert_type: "OBA_APPROVED" } }, "OBA_APPROVED"],
    ["account_alerts", { alert_type: "LIMIT" }, "LIMIT"],
    ["account_review_update", { decision: "REJECTED" }, "REJECTED"],
    ["phone_number_name_update", { decision: "APPROVED" }, "APPROVED"],
    ["security", { event: "PIN_CHANGED" }, "PIN_CHANGED"],
    ["messaging_handovers", {}, null],
    ["standby", { something: "new" }, null],
    ["account_update", { event: 5 }, null],
  ])("of %s say what happened", (field, value, event) => {
    expect(notice(field, value)).toMatchObject({
      kind: "notice",
      field,
      event,
      lineId: null,
      wabaId: "300000000000000001",
      occurredAt: TIME * 1_000,
    });
  });

  it("have one key however the members are ordered, and another for another time or account", () => {
    const event = { event: "DISABLED_UPDATE", ban_info: { a: 1, b: [{ c: 2, d: 3 }] } };
    const same = { ban_info: { b: [{ d: 3, c: 2 }], a: 1 }, event: "DISABLED_UPDATE" };
    const key = keyOf("account_update", event);
    expect(keyOf("account_update", same)).toBe(key);
    expect(keyOf("account_update", event, TIME + 1)).not.toBe(key);
    expect(keyOf("account_update", { ...event, ban_info: { a: 1, b: [] } })).not.toBe(key);
    expect(keyOf("account_alerts", event)).not.toBe(key);
    const elsewhere = bodyOf("account_update", { metadata: undefined, ...event }, { id: "9" });
    expect(parseWebhook(elsewhere)[0]?.key).not.toBe(key);
  });

  it("about a template have the key of its id, event and time, if all three are told", () => {
    const value = { message_template_id: 6_000_000_000_000_001, event: "PAUSED" };
    const field = "message_template_status_update";
    expect(keyOf(field, value)).toBe(`n:6000000000000001:PAUSED:${TIME}`);
    expect(keyOf(field, { ...value, event: null })).toMatch(/^n:[0-9a-f]{64}$/);
    expect(keyOf(field, { ...value, message_template_id: {} })).toMatch(/^n:[0-9a-f]{64}$/);
  });

  it("come with a message that failed for what is wrong with its line, once an hour, and name nobody", () => {
    const failed = (id: string, code: number, timestamp = TIME) => ({
      id,
      status: "failed",
      timestamp: String(timestamp),
      recipient_id: "525511110001",
      errors: [{ code, title: "Business eligibility payment issue" }],
    });
    const told = (...statuses: unknown[]) => parseWebhook(bodyOf("messages", { statuses }));
    const [status, fault] = told(failed("wamid.1", 131_042));
    expect(status).toMatchObject({ kind: "status", sourceId: "wamid.1" });
    expect(fault).toMatchObject({
      kind: "notice",
      field: "messages",
      event: "131042",
      lineId: "200000000000000001",
      occurredAt: TIME * 1_000,
    });
    expect(JSON.stringify(fault)).not.toContain("525511110001");
    const [, again] = told(failed("wamid.2", 131_042, TIME + 1));
    const [, later] = told(failed("wamid.3", 131_042, TIME + 3_600));
    const [, other] = told(failed("wamid.4", 131_048));
    expect(again?.key).toBe(fault?.key);
    expect(later?.key).not.toBe(fault?.key);
    expect(other?.key).not.toBe(fault?.key);
    expect(told(failed("wamid.5", 131_026))).toHaveLength(1);
    expect(told({ ...failed("wamid.6", 131_042), status: "sent" })).toHaveLength(1);
  });

  it("about preferences and contacts of the phone app come one by one", () => {
    const stop = { wa_id: "525511110001", value: "stop", timestamp: TIME };
    const resume = { wa_id: "525511110002", value: "resume", timestamp: TIME + 1 };
    const both = parseWebhook(bodyOf("user_preferences", { user_preferences: [stop, resume] }));
    const [alone] = parseWebhook(bodyOf("user_preferences", { user_preferences: [resume] }));
    expect(both).toMatchObject([
      { event: "stop", occurredAt: TIME * 1_000 },
      { event: "resume", occurredAt: (TIME + 1) * 1_000 },
    ]);
    expect(both[1]).toEqual(alone);
    expect(both).toMatchObject([
      { preference: { identity: { waId: "525511110001" }, wanted: false } },
      { preference: { identity: { waId: "525511110002" }, wanted: true } },
    ]);
  });

  it("tell what is wanted of marketing and of nothing else", () => {
    const about = (item: object) =>
      parseWebhook(bodyOf("user_preferences", { user_preferences: [item] }))[0];
    const stop = { wa_id: "525511110001", value: "stop", timestamp: TIME };
    expect(about({ ...stop, category: "marketing_messages" })).toHaveProperty("preference");
    for (const other of [{ category: "utility_messages" }, { value: "pause" }, { value: 1 }]) {
      expect(about({ ...stop, ...other })).not.toHaveProperty("preference");
    }
  });

  it("are made of lists that are none, too", () => {
    expect(notice("user_preferences", { user_preferences: "stop" })).toMatchObject({
      kind: "notice",
      event: null,
    });
    expect(notice("smb_app_state_sync", { state_sync: [null, 5] })).toMatchObject({
      kind: "notice",
      event: null,
    });
  });
});
