import type { EventType } from "../../domain/events.ts";
import { AT, LATER } from "../openapi/examples/story.ts";
import {
  echoedData,
  editedData,
  failedData,
  queuedData,
  reactedData,
  receivedData,
  revokedData,
  statusData,
} from "./message-data.ts";
import type { EventPages } from "./page.ts";
import { asked, fromPhone, heard, ofConversation, posted, reported } from "./told.ts";

const incoming = {
  id: "m17",
  sourceId: "wamid.HBgN",
  direction: "incoming",
  origin: "live",
  occurredAt: AT,
  content: { type: "text", text: "Hola, ¿siguen abiertos?" },
};
const outgoing = {
  id: "m28",
  sourceId: null,
  direction: "outgoing",
  origin: "live",
  occurredAt: LATER,
  content: { type: "text", text: "Sí, hasta las ocho." },
  status: "queued",
};
const ours = { id: "m28", sourceId: "wamid.HBgO" };
const REFUSAL = { code: 131_026, title: "Message undeliverable", details: null };

/** An outgoing message's way: each status once, and never back. */
function statusPage<T extends "sent" | "delivered" | "read" | "played">(
  status: T,
  version: number,
  words: { means: string; when: string },
) {
  return {
    ...words,
    rules: ["Q41", "I10"],
    data: statusData,
    example: ofConversation(`message.${status}`, {
      version,
      at: LATER,
      cause:
        status === "sent"
          ? posted("m28", { kind: "accepted", sourceId: ours.sourceId })
          : reported(`s:${ours.sourceId}:${status}`),
      data: { message: { ...ours, status } },
    }),
  } as const;
}

/** What was said, and what became of it. */
export const MESSAGE_EVENTS = {
  "message.received": {
    means: "The contact has written.",
    when: "For each message, in the order in which they are applied; its `content` is null when it was revoked before it came. Not for imported history, and not a second time for one that WhatsApp tells again.",
    rules: ["T1", "T2", "T3", "R5.10"],
    data: receivedData,
    example: ofConversation("message.received", {
      version: 17,
      index: 2,
      cause: heard("m:wamid.HBgN"),
      data: { message: incoming },
    }),
  },
  "message.echoed": {
    means: "Somebody has written to the contact from the WhatsApp Business app on the phone.",
    when: "For each such message. Not for messages that were sent from here.",
    rules: ["T8", "Q12"],
    data: echoedData,
    example: ofConversation("message.echoed", {
      version: 32,
      at: LATER,
      cause: fromPhone("b:wamid.HBgP"),
      data: {
        message: { ...outgoing, id: "m32", sourceId: "wamid.HBgP", origin: "echo", status: "sent" },
      },
    }),
  },
  "message.queued": {
    means: "A message was accepted for sending, and has its place in the timeline.",
    when: "For each message of a send, also for reactions. Not for a message that is refused at once.",
    rules: ["T5", "T7", "T8"],
    data: queuedData,
    example: ofConversation("message.queued", {
      version: 28,
      index: 1,
      at: LATER,
      cause: asked("send-771"),
      data: { message: outgoing },
    }),
  },
  "message.uncertain": {
    means: "The answer to the send was lost, and nobody knows yet whether WhatsApp took it.",
    when: "Instead of sending it twice. A later status may still settle it; sending it again is for people to decide.",
    rules: ["I9", "Q41"],
    data: statusData,
    example: ofConversation("message.uncertain", {
      version: 33,
      at: LATER,
      cause: posted("m28", { kind: "uncertain" }),
      data: { message: { id: "m28", sourceId: null, status: "uncertain" } },
    }),
  },
  "message.sent": statusPage("sent", 34, {
    means: "WhatsApp has taken the message.",
    when: "Once, by WhatsApp's answer or by its first status. Not when a later status is known already.",
  }),
  "message.delivered": statusPage("delivered", 35, {
    means: "The message is on the contact's device.",
    when: "Once. Not when it is known to be read already, for statuses come in any order.",
  }),
  "message.read": statusPage("read", 36, {
    means: "The contact has seen the message.",
    when: "Once, if the contact lets WhatsApp tell. It is the contact who reads here; colleagues are `conversation.read`.",
  }),
  "message.played": statusPage("played", 37, {
    means: "The contact has listened to the voice message.",
    when: "Once, if the contact lets WhatsApp tell.",
  }),
  "message.failed": {
    means: "The message was not delivered, and `reason` says why in one word.",
    when: "When WhatsApp refuses it or gives it up, when the window shut before it could leave, or when all attempts were in vain. Not after a proof of delivery.",
    rules: ["Q23", "Q41", "I10"],
    data: failedData,
    example: ofConversation("message.failed", {
      version: 38,
      at: LATER,
      cause: reported(`s:${ours.sourceId}:failed`),
      data: { message: { ...ours, status: "failed" }, errors: [REFUSAL], reason: "recipient" },
    }),
  },
  "message.reacted": {
    means: "Somebody has reacted to a message, or taken that back.",
    when: "For each change, of either side; one of ours once WhatsApp has taken it. It opens nothing and marks nothing unread. Not while its message is not here.",
    rules: ["Q22"],
    data: reactedData,
    example: ofConversation("message.reacted", {
      version: 39,
      at: LATER,
      cause: heard("r:wamid.HBgQ:👍"),
      data: { message: ours, by: "contact", emoji: "👍" },
    }),
  },
  "message.edited": {
    means: "A message has another wording; the earlier ones stand in the timeline.",
    when: "For each edit. Not while its message is not here: this then comes with the new wording.",
    rules: [],
    data: editedData,
    example: ofConversation("message.edited", {
      version: 40,
      at: LATER,
      cause: heard("e:wamid.HBgR"),
      data: { message: { ...incoming, content: { type: "text", text: "¿Siguen abiertos hoy?" } } },
    }),
  },
  "message.revoked": {
    means: "A message was taken back for everybody, and is not quoted any more.",
    when: "Once for a message. Not while its message is not here: this then comes without content.",
    rules: [],
    data: revokedData,
    example: ofConversation("message.revoked", {
      version: 41,
      at: LATER,
      cause: heard("v:wamid.HBgS"),
      data: { message: { id: incoming.id, sourceId: incoming.sourceId } },
    }),
  },
} satisfies EventPages<Extract<EventType, `message.${string}`>>;
