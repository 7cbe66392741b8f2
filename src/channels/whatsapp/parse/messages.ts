import type { InboundItem } from "../../../domain/inbound.ts";
import { mailboxItem, parkedItem, rawItem, withContacts, type LineChange } from "./change.ts";
import { readIds, type ContactBook } from "./contact-book.ts";
import { keys } from "./keys.ts";
import type { JsonObject } from "./read.ts";
import { readMessage } from "./riders.ts";
import { readRotation } from "./system.ts";
import { readRemark, readUtterance } from "./utterance.ts";

/** One member of `messages[]`: something a contact wrote or did, or WhatsApp's word that the contact changed. */
export function parseMessage(change: LineChange, item: unknown, book: ContactBook): InboundItem {
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
  if (remark === "invalid") return parkedItem(change, "invalid", raw);
  if (remark !== null) {
    return mailboxItem(change, { key: remark.key, identity, occurredAt: at, raw }, remark.input);
  }
  const message = readMessage(id, type, body);
  return mailboxItem(
    change,
    { key: keys.message(id), identity, occurredAt: at, raw },
    { kind: "message", message },
  );
}
