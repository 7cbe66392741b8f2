import type { InboundItem, MailboxInput } from "../../../domain/intake/inbound.ts";
import { mailboxItem, parkedItem, rawItem, withContacts, type LineChange } from "./change.ts";
import { isNobody, readIds, type ContactBook, type PersonIds } from "./contact-book.ts";
import { keys } from "./keys.ts";
import { readId, readObject, readText, readUnixTime, type JsonObject } from "./read.ts";
import type { Utterance } from "./utterance.ts";

type Rotation = Extract<MailboxInput, { kind: "rotation" }>;

/**
 * `system` messages: the contact's identifiers changed (WhatsApp sections 2 and 4). The item's identity is who the
 * contact was, `next` who it is now. `from` is the old number, or absent; the old user id has a member of its own since
 * August 2026. `body` tells old and new in words too, but beside the profile name, which anybody may set to look like
 * that: it is never read.
 */
export function readRotation(
  change: LineChange,
  { id, at, body }: Utterance,
  book: ContactBook,
): InboundItem {
  const system = readObject(body["system"]);
  const kind = readText(system?.["type"]);
  const sender = readIds(body["from"], body["from_user_id"], body["from_parent_user_id"]);
  const wire = (contacts: JsonObject[]): JsonObject =>
    rawItem(change, withContacts(contacts, { messages: [body] }));
  const text = readText(system?.["body"]);

  switch (kind) {
    case "user_changed_number":
    case "customer_changed_number":
    case "user_changed_user_id": {
      const next = nextIds(system ?? {});
      if (isNobody(next)) return parkedItem(change, "unknown_shape", wire([]));
      const previous = previousIds(sender, system ?? {}, next);
      const { identity, contacts } = book.profileOf(previous);
      return mailboxItem(
        change,
        { key: keys.rotation(id), identity, occurredAt: at, raw: wire(contacts) },
        rotation(kind === "user_changed_user_id" ? "userId" : "number", next, text),
      );
    }
    case "customer_identity_changed": {
      const { identity, contacts } = book.match(sender);
      const { userId, parentUserId, waId } = identity;
      return mailboxItem(
        change,
        { key: keys.rotation(id), identity, occurredAt: at, raw: wire(contacts) },
        rotation("identity", { userId, parentUserId, waId }, text),
      );
    }
    default:
      return parkedItem(change, system === null ? "invalid" : "unknown_type", wire([]));
  }
}

/**
 * `user_id_update`, a field Meta announced and withdrew; some providers still send it. `wa_id` is the number the contact
 * has now, and nothing else than the previous user id tells who it was.
 */
export function parseUserIdUpdate(
  change: LineChange,
  item: unknown,
  book: ContactBook,
): InboundItem {
  const update = readObject(item);
  const userId = readObject(update?.["user_id"]);
  const parent = readObject(update?.["parent_user_id"]);
  const next = readIds(update?.["wa_id"], userId?.["current"], parent?.["current"]);
  const previous = readIds(null, userId?.["previous"], parent?.["previous"]);
  const raw = (contacts: JsonObject[]): JsonObject =>
    rawItem(change, withContacts(contacts, { user_id_update: [item] }));
  const at =
    readUnixTime(update?.["timestamp"]) ??
    (change.entryTime === null ? null : change.entryTime * 1_000);
  if (update === null || at === null) return parkedItem(change, "invalid", raw([]));
  if (isNobody(previous) || next.userId === null) {
    return parkedItem(change, "unknown_shape", raw([]));
  }
  const profile = book.profileOf(next);
  return mailboxItem(
    change,
    {
      key: keys.rotationOf(raw([])),
      identity: { ...profile.identity, ...previous },
      occurredAt: at,
      raw: raw(profile.contacts),
    },
    rotation("userId", next, readText(update["detail"])),
  );
}

function rotation(change: Rotation["change"], next: PersonIds, body: string | null): Rotation {
  return { kind: "rotation", change, next, body };
}

function nextIds(system: JsonObject): PersonIds {
  return readIds(
    system["wa_id"] ?? system["new_wa_id"],
    system["user_id"],
    system["parent_user_id"],
  );
}

/** What the sender's members say is the old identifier, unless they already carry the new one. */
function previousIds(sender: PersonIds, system: JsonObject, next: PersonIds): PersonIds {
  const old = readIds(
    system["customer"],
    readId(system["previous_user_id"]),
    readId(system["previous_parent_user_id"]),
  );
  return {
    userId: old.userId ?? unless(sender.userId, next.userId),
    parentUserId: old.parentUserId ?? unless(sender.parentUserId, next.parentUserId),
    waId: unless(old.waId, next.waId) ?? unless(sender.waId, next.waId),
  };
}

function unless(id: string | null, next: string | null): string | null {
  return id === next ? null : id;
}
