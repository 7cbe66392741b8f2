import type { InboundItem } from "../../../domain/intake/inbound.ts";
import { noticeItem, rawChange, rawItem, withContacts, type Change } from "./change.ts";
import { createContactBook, readIds, type PersonIds } from "./contact-book.ts";
import { keys } from "./keys.ts";
import {
  readId,
  readInteger,
  readList,
  readObject,
  readText,
  readUnixTime,
  type JsonObject,
} from "./read.ts";

/**
 * Fields that tell news about templates, numbers, accounts and preferences (WhatsApp section 5), and the members that may
 * hold the word for what happened, the first one found counts. Everything in them stays in the raw item.
 */
const EVENT_MEMBERS: ReadonlyMap<string, readonly string[]> = new Map([
  ["message_template_status_update", ["event"]],
  ["message_template_quality_update", ["new_quality_score"]],
  ["message_template_components_update", []],
  ["template_category_update", ["new_category", "correct_category"]],
  ["phone_number_quality_update", ["event"]],
  ["phone_number_name_update", ["decision"]],
  ["business_capability_update", []],
  ["business_username_update", ["status"]],
  ["account_update", ["event"]],
  ["account_alerts", ["alert_type"]],
  ["account_review_update", ["decision"]],
  ["security", ["event"]],
  ["user_preferences", ["value"]],
  ["smb_app_state_sync", ["action"]],
  ["standby", []],
  ["messaging_handovers", ["event"]],
]);

/** Fields whose value holds a list: each member of it is an item of its own, for it may come again in another batch. */
const LIST_MEMBERS: ReadonlyMap<string, string> = new Map([
  ["user_preferences", "user_preferences"],
  ["smb_app_state_sync", "state_sync"],
]);

/** The notices of a change, or null if its field is none that carries them. */
export function parseNotices(change: Change): InboundItem[] | null {
  if (!EVENT_MEMBERS.has(change.field)) return null;
  const member = LIST_MEMBERS.get(change.field);
  const list = member === undefined ? null : readList(change.value[member]);
  if (member === undefined || list === null) return [parseNotice(change)];
  const book = createContactBook(change.value["contacts"], 0);
  return list.map((item) => {
    const body = readObject(item);
    const { contacts, identity } = book.match(readIds(body?.["wa_id"], body?.["user_id"], null));
    const wanted = change.field === "user_preferences" ? readWanted(body) : null;
    const at = body?.["timestamp"] ?? readObject(body?.["metadata"])?.["timestamp"];
    return noticeItem(change, {
      event: readEvent(change.field, body),
      raw: rawItem(change, withContacts(contacts, { [member]: [item] })),
      occurredAt: readUnixTime(at),
      ...(wanted === null ? {} : { preference: { identity: idsOf(identity), wanted } }),
    });
  });
}

/** Whether marketing is wanted; null when it is about something else. Meta has told of no other category yet. */
function readWanted(body: JsonObject | null): boolean | null {
  const category = readText(body?.["category"]) ?? "marketing_messages";
  const value = readText(body?.["value"]);
  if (category !== "marketing_messages" || (value !== "stop" && value !== "resume")) return null;
  return value === "resume";
}

function idsOf({ userId, parentUserId, waId }: PersonIds): PersonIds {
  return { userId, parentUserId, waId };
}

/** A fault of the line itself: `errors[]` beside `messages[]` and `statuses[]` (WhatsApp section 1). */
export function parseLineError(change: Change, item: unknown): InboundItem {
  const code = readInteger(readObject(item)?.["code"]);
  return noticeItem(change, {
    event: code === null ? null : String(code),
    raw: rawItem(change, { errors: [item] }),
  });
}

function parseNotice(change: Change): InboundItem {
  const { field, value, entryTime } = change;
  const event = readEvent(field, value);
  const raw = rawChange(change, value);
  const templateId = readInteger(value["message_template_id"]);
  const hasOwnKey =
    field === "message_template_status_update" &&
    templateId !== null &&
    event !== null &&
    entryTime !== null;
  const key = hasOwnKey ? keys.templateStatus(templateId, event, entryTime) : keys.notice(raw);
  const templateName = readId(value["message_template_name"]);
  const named = templateName === null ? {} : { templateName };
  return noticeItem({ ...change, wabaId: readWabaId(change) }, { key, event, raw, ...named });
}

function readEvent(field: string, body: JsonObject | null): string | null {
  const alert = readObject(body?.["alert_info"]);
  for (const member of EVENT_MEMBERS.get(field) ?? []) {
    const event = readText(body?.[member]) ?? readText(alert?.[member]);
    if (event !== null) return event;
  }
  return null;
}

/** In events about partners, `entry.id` is the partner's business, and the account stands inside (WhatsApp section 1). */
function readWabaId({ value, wabaId }: Change): string | null {
  return readId(readObject(value["waba_info"])?.["waba_id"]) ?? wabaId;
}
