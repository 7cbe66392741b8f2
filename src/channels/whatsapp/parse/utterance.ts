import type { InboundItem, MailboxInput } from "../../../domain/intake/inbound.ts";
import { parkedItem, type Change } from "./change.ts";
import { readContent } from "./content.ts";
import { keys } from "./keys.ts";
import { readId, readObject, readText, readUnixTime, type JsonObject } from "./read.ts";

const EMOJI_CHARS_MAX = 64;

/** What every member of `messages[]`, `message_echoes[]` and a history thread must have. */
export interface Utterance {
  id: string;
  at: number;
  type: string;
  body: JsonObject;
}

export type ReadUtterance =
  | { kind: "utterance"; utterance: Utterance }
  | { kind: "parked"; item: InboundItem };

/**
 * The common part, or why the item waits outside: group traffic must not flow into a 1:1 thread (WhatsApp section 2), and
 * without id, time and type nothing can be done with it. `raw` is asked for only then.
 */
export function readUtterance(change: Change, item: unknown, raw: () => JsonObject): ReadUtterance {
  const park = (reason: "group" | "invalid"): ReadUtterance => ({
    kind: "parked",
    item: parkedItem(change, reason, raw()),
  });
  const body = readObject(item);
  if (body === null) return park("invalid");
  if (readId(body["group_id"]) !== null) return park("group");
  const id = readId(body["id"]);
  const at = readUnixTime(body["timestamp"]);
  const type = readText(body["type"]);
  if (id === null || at === null || type === null) return park("invalid");
  return { kind: "utterance", utterance: { id, at, type, body } };
}

/** What an utterance says of an earlier message, in the same words for either side; null if it is a message itself. */
export type Remark = { key: string; input: MailboxInput } | "invalid" | null;

export function readRemark(utterance: Utterance, by: "contact" | "business"): Remark {
  const { id, type, body } = utterance;
  switch (type) {
    case "reaction":
      return readReaction(id, by, readObject(body["reaction"]));
    case "edit":
      return readEdit(id, by, readObject(body["edit"]));
    case "revoke": {
      const targetSourceId = readId(readObject(body["revoke"])?.["original_message_id"]);
      if (targetSourceId === null) return "invalid";
      return { key: keys.revoke(id), input: { kind: "revoke", by, targetSourceId } };
    }
    default:
      return null;
  }
}

/** A reaction is taken back by leaving the emoji out (documentation) or empty (seen): both read as null. */
function readReaction(id: string, by: "contact" | "business", body: JsonObject | null): Remark {
  const targetSourceId = readId(body?.["message_id"]);
  const emoji = readText(body?.["emoji"]) || null;
  if (targetSourceId === null || (emoji?.length ?? 0) > EMOJI_CHARS_MAX) return "invalid";
  return { key: keys.reaction(id, emoji), input: { kind: "reaction", by, targetSourceId, emoji } };
}

function readEdit(id: string, by: "contact" | "business", body: JsonObject | null): Remark {
  const targetSourceId = readId(body?.["original_message_id"]);
  const message = readObject(body?.["message"]);
  const type = readText(message?.["type"]);
  if (targetSourceId === null || message === null || type === null) return "invalid";
  const content = readContent(type, message);
  return { key: keys.edit(id), input: { kind: "edit", by, targetSourceId, content } };
}
