import type { Content } from "./content.ts";
import { contactMember, senderMembers, type Identity } from "./identity.ts";
import { unixText, type JsonObject } from "./json.ts";
import { riderMembers, type Riders } from "./riders.ts";
import { lineValue, type LineRef, type Update } from "./update.ts";

/** One message of a contact to a line. */
export interface InboundMessage {
  line: LineRef;
  from: Identity;
  /** wamid */
  id: string;
  /** When the person sent it, epoch ms; travels in whole seconds. */
  at: number;
  content: Content;
  riders?: Riders;
}

/** The update of one inbound message, `contacts[]` beside it (section 2). */
export function messageUpdate(message: InboundMessage): Update {
  return {
    key: messageKey(message.line, message.id, message.content),
    entryId: message.line.wabaId,
    field: "messages",
    value: {
      ...lineValue(message.line),
      contacts: [contactMember(message.from)],
      messages: [messageMember(message)],
    },
  };
}

/** One member of `messages[]`, as the `messages`, `standby` and `history` fields share it. */
export function messageMember(message: Omit<InboundMessage, "line">): JsonObject {
  return {
    ...senderMembers(message.from),
    id: message.id,
    timestamp: unixText(message.at),
    ...message.content,
    ...riderMembers(message.riders ?? {}),
  };
}

/**
 * Dedupe key of a message (section 6). A reaction's key has the emoji too: the documentation prints
 * a removal under the same wamid as the addition.
 */
function messageKey(line: LineRef, id: string, content: Content): string {
  const key = `message:${line.phoneNumberId}:${id}`;
  if (content.type !== "reaction") return key;
  const reaction = content["reaction"] as JsonObject;
  return `${key}:${typeof reaction["emoji"] === "string" ? reaction["emoji"] : ""}`;
}
