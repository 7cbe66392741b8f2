import type { Identity } from "../../../domain/contact/contact.ts";
import type { InboundItem } from "../../../domain/intake/inbound.ts";
import {
  isLine,
  mailboxItem,
  parkedItem,
  rawItem,
  withContacts,
  type LineChange,
} from "./change.ts";
import { readIds, type ContactBook } from "./contact-book.ts";
import { keys } from "./keys.ts";
import { readId, readInteger, readObject, readUnixTime, type JsonObject } from "./read.ts";

/**
 * One member of `calls[]`. A contact's call opens the window, answered or not; ours when the contact accepts (WhatsApp
 * section 7). `connect` of our own call only carries the media offer back, so acceptance shows in its status, or at the
 * latest in a `terminate` that has a start. The time is the event's: after a long call, some minutes later than WhatsApp's.
 */
export function parseCall(change: LineChange, item: unknown, book: ContactBook): InboundItem {
  const raw = (contacts: JsonObject[]): JsonObject =>
    rawItem(change, withContacts(contacts, { calls: [item] }));
  const call = readObject(item);
  if (call === null) return parkedItem(change, "invalid", raw([]));
  if (readId(call["group_id"]) !== null) return parkedItem(change, "group", raw([]));
  const sourceId = readId(call["id"]);
  const event = readId(call["event"]);
  const occurredAt = readUnixTime(call["timestamp"]);
  if (sourceId === null || event === null || occurredAt === null) {
    return parkedItem(change, "invalid", raw([]));
  }
  const direction = readDirection(change, call);
  const { identity, contacts } = book.match(
    direction === "incoming"
      ? readIds(call["from"], call["from_user_id"], call["from_parent_user_id"])
      : readIds(call["to"], call["to_user_id"], call["to_parent_user_id"]),
  );
  const opensWindow = direction === "incoming" || (event === "terminate" && wasAnswered(call));
  return mailboxItem(
    change,
    { key: keys.call(sourceId, event), identity, occurredAt, raw: raw(contacts) },
    { kind: "call", sourceId, event, direction, opensWindow },
  );
}

/** RINGING, ACCEPTED, REJECTED: in `statuses[]`, and only of calls that the business made. */
export function parseCallStatus(
  change: LineChange,
  status: {
    sourceId: string;
    occurredAt: number;
    identity: Identity;
    raw: JsonObject;
    report: JsonObject;
  },
): InboundItem {
  const { sourceId, occurredAt, identity, raw, report } = status;
  const event = readId(report["status"])?.toLowerCase() ?? null;
  if (event === null) return parkedItem(change, "invalid", raw);
  return mailboxItem(
    change,
    { key: keys.call(sourceId, event), identity, occurredAt, raw },
    { kind: "call", sourceId, event, direction: "outgoing", opensWindow: event === "accepted" },
  );
}

function readDirection(change: LineChange, call: JsonObject): "incoming" | "outgoing" {
  switch (call["direction"]) {
    case "USER_INITIATED":
      return "incoming";
    case "BUSINESS_INITIATED":
      return "outgoing";
    default:
      return isLine(change, call["from"]) ? "outgoing" : "incoming";
  }
}

function wasAnswered(call: JsonObject): boolean {
  return readUnixTime(call["start_time"]) !== null || (readInteger(call["duration"]) ?? 0) > 0;
}
