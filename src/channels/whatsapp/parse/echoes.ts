import type { InboundItem } from "../../../domain/intake/inbound.ts";
import {
  isLine,
  mailboxItem,
  parkedItem,
  rawItem,
  withContacts,
  type Change,
  type LineChange,
} from "./change.ts";
import { isNobody, readIds, type ContactBook, type PersonIds } from "./contact-book.ts";
import { keys } from "./keys.ts";
import type { JsonObject } from "./read.ts";
import { readMessage } from "./riders.ts";
import { readRemark, readUtterance } from "./utterance.ts";

/**
 * One member of `message_echoes[]`: sent by the business from its phone app, or an edit, revoke or reaction made there.
 * The field's name is the direction, for `from` and `to` were seen swapped (WhatsApp section 5).
 */
export function parseEcho(change: LineChange, item: unknown, book: ContactBook): InboundItem {
  const rawWith = (contacts: JsonObject[]): JsonObject =>
    rawItem(change, withContacts(contacts, { message_echoes: [item] }));
  const read = readUtterance(change, item, () => rawWith([]));
  if (read.kind === "parked") return read.item;
  const { id, at, type, body } = read.utterance;
  const { identity, contacts } = book.match(otherParty(change, body));
  const raw = rawWith(contacts);
  if (type === "system") return parkedItem(change, "unknown_type", raw, rawWith([]));

  const remark = readRemark(read.utterance, "business");
  if (remark === "invalid") return parkedItem(change, "invalid", raw, rawWith([]));
  if (remark !== null) {
    return mailboxItem(change, { key: remark.key, identity, occurredAt: at, raw }, remark.input);
  }
  const message = readMessage(id, type, body);
  return mailboxItem(
    change,
    { key: keys.echo(id), identity, occurredAt: at, raw },
    { kind: "echo", message },
  );
}

/**
 * Of the two parties of a message, the one that is not the line. If neither is recognised, the receiver, where there is
 * one: that is how the documentation prints messages of the business.
 */
export function otherParty(change: Change, message: JsonObject): PersonIds {
  const sender = readIds(message["from"], message["from_user_id"], message["from_parent_user_id"]);
  const receiver = readIds(message["to"], message["to_user_id"], message["to_parent_user_id"]);
  if (isLine(change, message["from"])) {
    // The line's own user id, if Meta ever prints it here, must not become the contact's.
    return isLine(change, message["to"]) ? { ...receiver, waId: null } : receiver;
  }
  if (isLine(change, message["to"])) return sender;
  return isNobody(receiver) ? sender : receiver;
}
