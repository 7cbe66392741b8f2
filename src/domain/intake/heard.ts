import { WHATSAPP, type Actor } from "../actor.ts";
import { senderOf } from "../contact/address.ts";
import type { ContactId, LineId } from "../ids.ts";
import type { MailboxInput, MailboxItem } from "./inbound.ts";

/** What WhatsApp tells; of what may open a window also whence it came (`senderOf`), when that is told. */
export type HeardInput = MailboxInput & { from?: string };

/** What is kept of an item in the mailbox. Whose it is stands in the entry itself, and the raw item beside it. */
export function heardOf(item: MailboxItem): HeardInput {
  const { key: _key, lineId: _lineId, identity, occurredAt: _at, raw: _raw, ...input } = item;
  const from = input.kind === "message" || input.kind === "call" ? senderOf(identity) : null;
  return from === null ? input : { ...input, from };
}

/** Who is the cause of what was told. */
export function authorOf(
  input: MailboxInput,
  { contactId, lineId }: { contactId: ContactId; lineId: LineId },
): Actor {
  switch (input.kind) {
    case "message":
      return { kind: "contact", id: contactId };
    case "echo":
      return { kind: "phone", id: lineId };
    case "reaction":
    case "edit":
    case "revoke":
      return input.by === "contact"
        ? { kind: "contact", id: contactId }
        : { kind: "phone", id: lineId };
    case "call":
      return input.direction === "incoming"
        ? { kind: "contact", id: contactId }
        : { kind: "phone", id: lineId };
    case "history":
    case "status":
    case "rotation":
      return WHATSAPP;
  }
}
