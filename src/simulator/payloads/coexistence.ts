import type { Content } from "./content.ts";
import { contactMember, receiverMembers, type Identity } from "./identity.ts";
import { compact, unixText, type JsonObject } from "./json.ts";
import { messageMember, type InboundMessage } from "./message.ts";
import { lineUpdate, lineValue, type LineRef, type Update } from "./update.ts";

/**
 * `smb_message_echoes`: sent from the phone app, so outgoing, whatever `from` and `to` say: the field
 * name is the direction (section 5). `edit` and `revoke` come the same way.
 */
export function echoUpdate(echo: {
  line: LineRef;
  to: Identity;
  id: string;
  at: number;
  content: Content;
  /** Some fixtures show both parties swapped. */
  swapParties?: boolean;
}): Update {
  const parties: JsonObject =
    echo.swapParties === true
      ? compact({ from: echo.to.waId, to: echo.line.displayPhoneNumber })
      : { from: echo.line.displayPhoneNumber, ...receiverMembers(echo.to) };
  return {
    key: `echo:${echo.line.phoneNumberId}:${echo.id}`,
    entryId: echo.line.wabaId,
    field: "smb_message_echoes",
    value: {
      ...lineValue(echo.line),
      contacts: [contactMember(echo.to)],
      message_echoes: [{ ...parties, id: echo.id, timestamp: unixText(echo.at), ...echo.content }],
    },
  };
}

/** One old message of a thread: either side may have written it. */
export interface HistoryMessage {
  id: string;
  at: number;
  sentBy: "contact" | "business";
  content: Content;
  /** What became of it: `READ`, `DELIVERED`, `PENDING` and so on. */
  status: string;
}

/** One chunk of `history`: phase 0 (first day), 1 (to day 90) or 2 (to day 180); chunks come unordered. */
export function historyUpdate(
  line: LineRef,
  chunk: { phase: 0 | 1 | 2; order: number; progress: number },
  threads: { person: Identity; messages: HistoryMessage[] }[],
): Update {
  return lineUpdate(line, "history", {
    history: [
      {
        metadata: { phase: chunk.phase, chunk_order: chunk.order, progress: chunk.progress },
        threads: threads.map(({ person, messages }) => ({
          id: person.waId ?? person.userId ?? "",
          context: compact({
            wa_id: person.waId,
            user_id: person.userId,
            username: person.username,
          }),
          messages: messages.map((message) => historyMember(line, person, message)),
        })),
      },
    ],
  });
}

function historyMember(line: LineRef, person: Identity, message: HistoryMessage): JsonObject {
  const parties: JsonObject =
    message.sentBy === "contact"
      ? compact({ from: person.waId, from_user_id: person.userId })
      : { from: line.displayPhoneNumber, ...receiverMembers(person) };
  return {
    ...parties,
    id: message.id,
    timestamp: unixText(message.at),
    ...message.content,
    history_context: compact({
      status: message.status,
      from_me: message.sentBy === "business" ? true : undefined,
    }),
  };
}

/** Stands in a history thread where media was; the media follows under the same wamid. */
export const mediaPlaceholder: Content = { type: "media_placeholder" };

/** The media of a placeholder: field `history`, but in `messages[]` like a live message. */
export function historyMediaUpdate(message: InboundMessage): Update {
  return {
    key: `history-media:${message.line.phoneNumberId}:${message.id}`,
    entryId: message.line.wabaId,
    field: "history",
    value: {
      ...lineValue(message.line),
      contacts: [contactMember(message.from)],
      messages: [messageMember(message)],
    },
  };
}

/** The business declined to share its history. */
export function historyDeclinedUpdate(line: LineRef): Update {
  return lineUpdate(line, "history", {
    history: [
      {
        errors: [
          {
            code: 2593109,
            title: "History sync is turned off by the business from the WhatsApp Business App",
            message: "History sync is turned off by the business from the WhatsApp Business App",
            error_data: { details: "History sharing is turned off by the business" },
          },
        ],
      },
    ],
  });
}

/** `smb_app_state_sync`: the phone app's contact book. */
export function appStateSyncUpdate(
  line: LineRef,
  person: Identity,
  change: { action: "add" | "remove"; at: number },
): Update {
  const [firstName] = person.name.split(" ");
  return lineUpdate(line, "smb_app_state_sync", {
    state_sync: [
      {
        type: "contact",
        contact: compact({
          full_name: change.action === "add" ? person.name : undefined,
          first_name: change.action === "add" ? firstName : undefined,
          phone_number: person.waId,
          user_id: person.userId,
          username: person.username,
        }),
        action: change.action,
        metadata: { timestamp: unixText(change.at) },
      },
    ],
  });
}
