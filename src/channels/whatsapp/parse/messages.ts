import type { InboundItem } from "../../../domain/intake/inbound.ts";
import { mailboxItem, parkedItem, rawItem, withContacts, type LineChange } from "./change.ts";
import { readIds, type ContactBook } from "./contact-book.ts";
import { keys } from "./keys.ts";
import type { JsonObject } from "./read.ts";
import { readMessage } from "./riders.ts";
import { readRotation } from "./system.ts";
import { readRemark, readUtterance } from "./utterance.ts";

/** WhatsApp's own words for what its API does not carry: no later code will read more of it. */
const NEVER_READABLE = new Set(["unsupported", "unknown"]);

/**
 * One member of `messages[]`: something a contact wrote or did, or WhatsApp's word that the contact changed.
 *
 * A message of a type newer than this code becomes two items: the message itself, unread, because somebody did write; and a
 * parked copy, which fills it in when code that can read it replays it.
 */
export function parseMessage(
  change: LineChange,
  item: unknown,
  book: ContactBook,
): InboundItem | InboundItem[] {
  const rawWith = (contacts: JsonObject[]): JsonObject =>
    rawItem(change, withContacts(contacts, { messages: [item] }));
  const read = readUtterance(change, item, () => rawWith([]));
  if (read.kind === "parked") return read.item;
  const { id, at, type, body } = read.utterance;
  if (type === "system") return readRotation(change, read.utterance, book);

  const ids = readIds(body["from"], body["from_user_id"], body["from_parent_user_id"]);
  const { identity, contacts } = book.match(ids);
  const raw = rawWith(contacts);
  const remark = readRemark(read.utterance, "contact");
  if (remark === "invalid") return parkedItem(change, "invalid", raw, rawWith([]));
  if (remark !== null) {
    return mailboxItem(change, { key: remark.key, identity, occurredAt: at, raw }, remark.input);
  }
  const message = readMessage(id, type, body);
  const entry = mailboxItem(
    change,
    { key: keys.message(id), identity, occurredAt: at, raw },
    { kind: "message", message },
  );
  const isNewer = message.content.type === "unsupported" && !NEVER_READABLE.has(type);
  return isNewer ? [entry, parkedItem(change, "unknown_type", raw, rawWith([]))] : entry;
}
