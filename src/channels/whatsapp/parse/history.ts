import type { InboundItem, MessageStatus } from "../../../domain/intake/inbound.ts";
import {
  isLine,
  mailboxItem,
  noticeItem,
  parkedItem,
  rawItem,
  withContacts,
  type LineChange,
} from "./change.ts";
import { joinIds, readIds, type ContactBook, type PersonIds } from "./contact-book.ts";
import { otherParty } from "./echoes.ts";
import { keys } from "./keys.ts";
import { readInteger, readList, readObject, readText, type JsonObject } from "./read.ts";
import { readMessage } from "./riders.ts";
import { readRemark, readUtterance } from "./utterance.ts";

/** A message of the past, and where it was found. */
interface PastMessage {
  item: unknown;
  /** The thread's person; nobody for files, which come outside threads. */
  thread: PersonIds & { username: string | null };
  keyOf: (id: string) => string;
  rawWith: (contacts: JsonObject[]) => JsonObject;
}

const NOBODY = { userId: null, parentUserId: null, waId: null, username: null };

/**
 * One member of `history[]`: a chunk of up to 180 days of threads, in no order; or the word that the business declined to
 * share it (2593109), which is a notice (WhatsApp section 5).
 */
export function parseHistoryChunk(
  change: LineChange,
  item: unknown,
  book: ContactBook,
): InboundItem[] {
  const chunk = readObject(item);
  const threads = readList(chunk?.["threads"]);
  const errors = readList(chunk?.["errors"]) ?? [];
  const notices = errors.map((error) =>
    noticeItem(change, {
      event: codeOf(error),
      raw: rawItem(change, { history: [{ errors: [error] }] }),
    }),
  );
  const messages = (threads ?? []).flatMap((thread) => parseThread(change, thread, book));
  if (notices.length > 0 || messages.length > 0) return [...notices, ...messages];
  const raw = rawItem(change, { history: [item] });
  // A chunk with nothing but its progress: the import goes on, or is done.
  return [
    readObject(chunk?.["metadata"]) === null
      ? parkedItem(change, "invalid", raw)
      : noticeItem(change, { event: "progress", raw }),
  ];
}

/** `messages[]` under `history`: the file of a media message that a thread announced. Same wamid, so another key. */
export function parseHistoryFile(
  change: LineChange,
  item: unknown,
  book: ContactBook,
): InboundItem {
  return parsePastMessage(change, book, {
    item,
    thread: NOBODY,
    keyOf: keys.historyFile,
    rawWith: (contacts) => rawItem(change, withContacts(contacts, { messages: [item] })),
  });
}

function parseThread(change: LineChange, item: unknown, book: ContactBook): InboundItem[] {
  const thread = readObject(item);
  const messages = readList(thread?.["messages"]);
  if (thread === null || messages === null) {
    return [parkedItem(change, "invalid", rawItem(change, { history: [{ threads: [item] }] }))];
  }
  const context = readObject(thread["context"]);
  const ids = joinIds(
    readIds(thread["id"], null, null),
    readIds(context?.["wa_id"], context?.["user_id"], context?.["parent_user_id"]),
  );
  const person = { ...ids, username: readText(context?.["username"]) };
  const { messages: _all, ...head } = thread;
  return messages.map((message) =>
    parsePastMessage(change, book, {
      item: message,
      thread: person,
      keyOf: keys.history,
      rawWith: (contacts) =>
        rawItem(
          change,
          withContacts(contacts, { history: [{ threads: [{ ...head, messages: [message] }] }] }),
        ),
    }),
  );
}

function parsePastMessage(
  change: LineChange,
  book: ContactBook,
  { item, thread, keyOf, rawWith }: PastMessage,
): InboundItem {
  const read = readUtterance(change, item, () => rawWith([]));
  if (read.kind === "parked") return read.item;
  const { id, at, type, body } = read.utterance;
  const direction = directionOf(change, body);
  const party =
    direction === "outgoing"
      ? otherParty(change, body)
      : readIds(body["from"], body["from_user_id"], body["from_parent_user_id"]);
  const { identity: matched, contacts } = book.match(joinIds(thread, party));
  const identity = { ...matched, username: matched.username ?? thread.username };
  const raw = rawWith(contacts);
  // A rotation of long ago would give the contact identifiers that it has lost again since.
  if (type === "system") return parkedItem(change, "unknown_type", raw, rawWith([]));

  const remark = readRemark(read.utterance, direction === "incoming" ? "contact" : "business");
  if (remark === "invalid") return parkedItem(change, "invalid", raw, rawWith([]));
  if (remark !== null) {
    return mailboxItem(change, { key: remark.key, identity, occurredAt: at, raw }, remark.input);
  }
  return mailboxItem(
    change,
    { key: keyOf(id), identity, occurredAt: at, raw },
    {
      kind: "history",
      message: readMessage(id, type, body),
      direction,
      status: direction === "outgoing" ? readPastStatus(body) : null,
    },
  );
}

/** By who sent it; a thread has both sides' messages, and only the business's own have `from_me`. */
function directionOf(change: LineChange, message: JsonObject): "incoming" | "outgoing" {
  const isOurs =
    readObject(message["history_context"])?.["from_me"] === true || isLine(change, message["from"]);
  return isOurs ? "outgoing" : "incoming";
}

/** PENDING and words unknown read as null: `queued` would say that it is ours to send. */
function readPastStatus(message: JsonObject): MessageStatus | null {
  switch (readObject(message["history_context"])?.["status"]) {
    case "SENT":
      return "sent";
    case "DELIVERED":
      return "delivered";
    case "READ":
      return "read";
    case "PLAYED":
      return "played";
    case "ERROR":
    case "FAILED":
      return "failed";
    default:
      return null;
  }
}

function codeOf(error: unknown): string | null {
  const code = readInteger(readObject(error)?.["code"]);
  return code === null ? null : String(code);
}
