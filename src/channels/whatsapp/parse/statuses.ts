import type { InboundItem, MessageStatus, Pricing } from "../../../domain/intake/inbound.ts";
import { parseCallStatus } from "./calls.ts";
import { lineFaultOf, type LineFault } from "../../../domain/sending/send-verdict.ts";
import {
  mailboxItem,
  noticeItem,
  parkedItem,
  rawItem,
  withContacts,
  type LineChange,
} from "./change.ts";
import { readIds, type ContactBook } from "./contact-book.ts";
import { readErrors } from "./errors.ts";
import { keys } from "./keys.ts";
import {
  readBoolean,
  readId,
  readObject,
  readText,
  readUnixTime,
  type JsonObject,
} from "./read.ts";

/** One member of `statuses[]`: what became of a message of ours, or of a call (WhatsApp section 3). */
export function parseStatus(
  change: LineChange,
  item: unknown,
  book: ContactBook,
): InboundItem | InboundItem[] {
  const raw = (contacts: JsonObject[]): JsonObject =>
    rawItem(change, withContacts(contacts, { statuses: [item] }));
  const report = readObject(item);
  if (report === null) return parkedItem(change, "invalid", raw([]));
  if (isOfGroup(report)) return parkedItem(change, "group", raw([]));
  const sourceId = readId(report["id"]);
  const occurredAt = readUnixTime(report["timestamp"]);
  if (sourceId === null || occurredAt === null) return parkedItem(change, "invalid", raw([]));

  const { identity, contacts } = book.match(readRecipient(report));
  if (report["type"] === "call") {
    return parseCallStatus(change, { sourceId, occurredAt, identity, raw: raw(contacts), report });
  }
  const status = readStatus(report["status"]);
  if (status === null) return parkedItem(change, "unknown_shape", raw(contacts), raw([]));
  const errors = readErrors(report["errors"]);
  const told = mailboxItem(
    change,
    { key: keys.status(sourceId, status), identity, occurredAt, raw: raw(contacts) },
    {
      kind: "status",
      sourceId,
      status,
      errors,
      pricing: readPricing(readObject(report["pricing"])),
      callbackData: readText(report["biz_opaque_callback_data"]),
    },
  );
  const fault = status === "failed" ? lineFaultOf(errors) : null;
  return fault === null ? told : [told, lineFault(change, { fault, occurredAt, report })];
}

/** News of the line, beside the message by which it shows; whoever reads it learns nothing of the person. */
function lineFault(
  change: LineChange,
  {
    fault: { code, stop: reason },
    occurredAt,
    report,
  }: { fault: LineFault; occurredAt: number; report: JsonObject },
): InboundItem {
  return noticeItem(change, {
    key: keys.lineFault(change.lineId, code, occurredAt),
    event: String(code),
    occurredAt,
    ...(reason !== null && { stop: { reason, code } }),
    raw: rawItem(change, { errors: report["errors"] }),
  });
}

/** Sends to a group are reported per participant; none of them is a conversation's. */
function isOfGroup(report: JsonObject): boolean {
  return (
    report["recipient_type"] === "group" ||
    readId(report["recipient_participant_id"]) !== null ||
    readId(report["recipient_participant_user_id"]) !== null
  );
}

/** The values of today. Older versions' `deleted` and `warning`, and tomorrow's, say nothing about delivery. */
function readStatus(value: unknown): MessageStatus | null {
  switch (value) {
    case "sent":
    case "delivered":
    case "read":
    case "played":
    case "failed":
      return value;
    default:
      return null;
  }
}

/** Meta spells the parent's member in three ways (WhatsApp section 3, last row). */
function readRecipient(report: JsonObject): ReturnType<typeof readIds> {
  return readIds(
    report["recipient_id"],
    report["recipient_user_id"],
    report["parent_recipient_user_id"] ??
      report["recipient_parent_user_id"] ??
      report["parent_user_id"],
  );
}

function readPricing(pricing: JsonObject | null): Pricing | null {
  if (pricing === null) return null;
  return {
    billable: readBoolean(pricing["billable"]),
    model: readText(pricing["pricing_model"]),
    type: readText(pricing["type"]),
    category: readText(pricing["category"]),
  };
}
