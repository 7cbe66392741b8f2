import type {
  InboundItem,
  MailboxInput,
  MailboxItem,
  NoticeItem,
  ParkedReason,
} from "../../../domain/intake/inbound.ts";
import { canonicalWaId } from "../../../domain/contact/phone.ts";
import { keys } from "./keys.ts";
import { readId, readObject, readText, readUnixTime, type JsonObject } from "./read.ts";

export const OBJECT = "whatsapp_business_account";

/** One change of a webhook: what the items in it have in common. */
export interface Change {
  /** `entry.id` */
  wabaId: string | null;
  /** `entry.time`, Unix seconds; messages come without. */
  entryTime: number | null;
  field: string;
  value: JsonObject;
  /** `metadata.phone_number_id`: the routing key. */
  lineId: string | null;
  /** `metadata.display_phone_number`, as it came. */
  displayPhoneNumber: string | null;
}

/** A change whose line is known: what items of a conversation need. */
export type LineChange = Change & { lineId: string };

export function readChange(entry: JsonObject, field: string, value: JsonObject): Change {
  const metadata = readObject(value["metadata"]);
  return {
    ...readEntry(entry),
    field,
    value,
    lineId: readId(metadata?.["phone_number_id"]),
    displayPhoneNumber: readText(metadata?.["display_phone_number"]),
  };
}

export function readEntry(entry: JsonObject): Pick<Change, "wabaId" | "entryTime"> {
  const at = readUnixTime(entry["time"]);
  return { wabaId: readId(entry["id"]), entryTime: at === null ? null : at / 1_000 };
}

export function hasLine(change: Change): change is LineChange {
  return change.lineId !== null;
}

/** Whether a `from` or `to` is the line itself. It may stand there as number, in any variant, or as `phone_number_id`. */
export function isLine(change: Change, party: unknown): boolean {
  if (typeof party !== "string") return false;
  if (party === change.lineId) return true;
  const { displayPhoneNumber } = change;
  if (displayPhoneNumber === null) return false;
  return party === displayPhoneNumber || sameNumber(party, displayPhoneNumber);
}

function sameNumber(left: string, right: string): boolean {
  const canonical = canonicalWaId(left);
  return canonical !== "" && canonical === canonicalWaId(right);
}

/**
 * An item's raw form: a webhook body with this item alone, so that what parses webhooks parses it again (`parseParked`).
 * Of the value, only what routes the item and `members` come along: a batch of 1,000 must not be kept 1,000 times.
 */
export function rawItem(change: Change, members: JsonObject): JsonObject {
  const metadata: JsonObject = {};
  if (change.displayPhoneNumber !== null) {
    metadata["display_phone_number"] = change.displayPhoneNumber;
  }
  if (change.lineId !== null) metadata["phone_number_id"] = change.lineId;
  return rawChange(change, { messaging_product: "whatsapp", metadata, ...members });
}

/** A whole change as a body of its own. */
export function rawChange({ wabaId, entryTime, field }: Change, value: JsonObject): JsonObject {
  return rawEntry({ wabaId, entryTime }, [{ field, value }]);
}

/** Changes that may be anything, as a body of their own. */
export function rawEntry(
  { wabaId, entryTime }: Pick<Change, "wabaId" | "entryTime">,
  changes: unknown[],
): JsonObject {
  const entry =
    entryTime === null ? { id: wabaId, changes } : { id: wabaId, time: entryTime, changes };
  return { object: OBJECT, entry: [entry] };
}

/** `contacts` of a raw item, left out when there is none. */
export function withContacts(contacts: JsonObject[], members: JsonObject): JsonObject {
  return contacts.length === 0 ? members : { contacts, ...members };
}

export function mailboxItem(
  change: LineChange,
  item: Pick<MailboxItem, "key" | "identity" | "occurredAt" | "raw">,
  input: MailboxInput,
): MailboxItem {
  const { key, identity, occurredAt, raw } = item;
  return { key, lineId: change.lineId, identity, occurredAt, raw, ...input };
}

/**
 * @param bare what the key is made of: `raw` without the contact beside it, which another body may give in other words, and which would
 *   then park the same item twice
 */
export function parkedItem(
  { lineId, field }: Pick<Change, "lineId" | "field">,
  parked: ParkedReason,
  raw: unknown,
  bare: unknown = raw,
): InboundItem {
  return { kind: "parked", key: keys.parked(bare), parked, lineId, field, raw };
}

/** `occurredAt` 0: Meta told no time. */
export function noticeItem(
  change: Change,
  notice: Pick<NoticeItem, "event" | "raw" | "templateName" | "preference" | "stop"> & {
    key?: string;
    occurredAt?: number | null;
  },
): NoticeItem {
  const { wabaId, lineId, field, entryTime } = change;
  const { event, raw, templateName, preference, stop } = notice;
  return {
    kind: "notice",
    key: notice.key ?? keys.notice(raw),
    field,
    event,
    wabaId,
    lineId,
    ...(templateName !== undefined && { templateName }),
    ...(preference !== undefined && { preference }),
    ...(stop !== undefined && { stop }),
    occurredAt: notice.occurredAt ?? (entryTime === null ? 0 : entryTime * 1_000),
    raw,
  };
}
