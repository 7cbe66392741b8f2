import type { InboundItem } from "../../../domain/intake/inbound.ts";
import { parseCall } from "./calls.ts";
import {
  hasLine,
  OBJECT,
  parkedItem,
  rawChange,
  rawEntry,
  rawItem,
  readChange,
  readEntry,
  type Change,
  type LineChange,
} from "./change.ts";
import { createContactBook, type ContactBook } from "./contact-book.ts";
import { parseEcho } from "./echoes.ts";
import { parseHistoryChunk, parseHistoryFile } from "./history.ts";
import { parseMessage } from "./messages.ts";
import { parseLineError, parseNotices } from "./notices.ts";
import { readList, readObject, readText, type JsonObject } from "./read.ts";
import { parseStatus } from "./statuses.ts";
import { parseUserIdUpdate } from "./system.ts";

/**
 * A webhook's items, in the order of the body: entry x change x item (WhatsApp section 1). This is the file to read first.
 *
 * Never throws, and drops nothing, whatever JSON it is given: members it does not know are ignored and stay in `raw`,
 * wrong types read as null, and what cannot be understood is `parked` by itself, beside its good neighbours. An empty list
 * has no items. Depth is the caller's concern (`json-guard.ts`).
 */
export function parseWebhook(body: unknown): InboundItem[] {
  const envelope = readObject(body);
  const entries = readList(envelope?.["entry"]);
  if (envelope === null || entries === null || envelope["object"] !== OBJECT) {
    const field = readText(envelope?.["object"]) ?? "";
    return [parkedItem({ lineId: null, field }, "unknown_shape", body ?? null)];
  }
  return entries.flatMap(parseEntry);
}

/**
 * Parses an item again: `raw` of any item, parked or not, is a webhook body with that item alone. Gives the same item
 * under the same key, unless this code has learned to read it since (`POST /v1/parked/replay`).
 */
export function parseParked(raw: unknown): InboundItem[] {
  return parseWebhook(raw);
}

function parseEntry(value: unknown): InboundItem[] {
  const entry = readObject(value);
  const changes = readList(entry?.["changes"]);
  if (entry === null || changes === null) return [unknownShape({ object: OBJECT, entry: [value] })];
  return changes.flatMap((member) => {
    const change = readObject(member);
    const field = readText(change?.["field"]);
    const body = readObject(change?.["value"]);
    if (field === null || body === null) {
      return [unknownShape(rawEntry(readEntry(entry), [member]), field ?? "")];
    }
    return parseChange(readChange(entry, field, body));
  });
}

function unknownShape(raw: unknown, field = ""): InboundItem {
  return parkedItem({ lineId: null, field }, "unknown_shape", raw);
}

type ItemParser = (
  change: LineChange,
  item: unknown,
  book: ContactBook,
) => InboundItem | InboundItem[];
type ListParsers = readonly (readonly [member: string, parse: ItemParser])[];

const ERRORS: ListParsers[number] = ["errors", parseLineError];

/** Fields whose items belong to conversations: which of their lists is read how. Several may stand in one value. */
const CONVERSATION_FIELDS: ReadonlyMap<string, ListParsers> = new Map<string, ListParsers>([
  [
    "messages",
    [["messages", parseMessage], ["statuses", parseStatus], ["calls", parseCall], ERRORS],
  ],
  // Meta's own agent holds the thread; the contact wrote all the same (WhatsApp section 5).
  ["standby", [["messages", parseMessage], ["statuses", parseStatus], ERRORS]],
  ["calls", [["calls", parseCall], ["statuses", parseStatus], ERRORS]],
  ["smb_message_echoes", [["message_echoes", parseEcho], ["messages", parseEcho], ERRORS]],
  ["history", [["history", parseHistoryChunk], ["messages", parseHistoryFile], ERRORS]],
  ["user_id_update", [["user_id_update", parseUserIdUpdate]]],
]);

function parseChange(change: Change): InboundItem[] {
  const { field, value } = change;
  const lists = CONVERSATION_FIELDS.get(field);
  if (lists?.some(([member]) => isPresent(value[member]))) {
    return hasLine(change)
      ? parseLists(change, lists)
      : [parkedItem(change, "invalid", rawChange(change, value))];
  }
  const notices = parseNotices(change);
  if (notices !== null) return notices;
  if (field.startsWith("group_")) return [parkedItem(change, "group", rawChange(change, value))];
  const reason = lists === undefined ? "unknown_field" : "unknown_shape";
  return [parkedItem(change, reason, rawChange(change, value))];
}

function parseLists(change: LineChange, lists: ListParsers): InboundItem[] {
  const { value } = change;
  const book = createContactBook(value["contacts"], itemCount(value, lists));
  return lists.flatMap(([member, parse]) => {
    if (!isPresent(value[member])) return [];
    const list = readList(value[member]);
    if (list === null) {
      return parkedItem(change, "invalid", rawItem(change, { [member]: value[member] }));
    }
    return list.flatMap((item) => parse(change, item, book));
  });
}

/** Items in a value that may be about a person. A chunk of history counts as many, being full of threads. */
function itemCount(value: JsonObject, lists: ListParsers): number {
  if (isPresent(value["history"])) return Number.POSITIVE_INFINITY;
  return lists
    .filter((list) => list !== ERRORS)
    .reduce((sum, [member]) => sum + (readList(value[member])?.length ?? 0), 0);
}

/** Null counts as left out, as everywhere. */
function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}
