import { createHash } from "node:crypto";
import type { JsonObject } from "./json.ts";

/** One business number, as webhooks name it. All ids are strings: they may exceed 2^53. */
export interface LineRef {
  phoneNumberId: string;
  /** Digits only, as Meta prints it in `metadata`. */
  displayPhoneNumber: string;
  wabaId: string;
}

/**
 * One update: the smallest thing Meta reports. A webhook body carries 1 to 1,000 of them.
 * `value` holds this single update; the envelope may join several of the same line and field.
 */
export interface Update {
  /** What the receiver must dedupe by (section 6, "Dedupe keys"); the ledger is kept under it. */
  key: string;
  /** `entry.id`. */
  entryId: string;
  /** `entry.time` in Unix seconds; only the fields that are not about messages carry it. */
  entryTime?: number;
  field: string;
  value: JsonObject;
}

/** The `metadata` member: the routing key of every update that belongs to one line. */
function metadataOf(line: LineRef): JsonObject {
  return {
    display_phone_number: line.displayPhoneNumber,
    phone_number_id: line.phoneNumberId,
  };
}

/** The start of every value that is about one line. */
export function lineValue(line: LineRef): JsonObject {
  return { messaging_product: "whatsapp", metadata: metadataOf(line) };
}

/** Key of an update that has no id of its own: field and a hash of the value. */
export function contentKey(field: string, value: JsonObject): string {
  const digest = createHash("sha256").update(JSON.stringify(value)).digest("hex");
  return `${field}:${digest.slice(0, 24)}`;
}

/** An update of one line for a field that carries no `entry.time`. */
export function lineUpdate(line: LineRef, field: string, members: JsonObject): Update {
  const value = { ...lineValue(line), ...members };
  return { key: contentKey(field, value), entryId: line.wabaId, field, value };
}
