import { ENGINE, WHATSAPP, type Actor, type Cause } from "../../domain/actor.ts";
import { EVENT_TYPES, type EventEnvelope, type EventType } from "../../domain/events.ts";
import {
  crmEventIdOf,
  DEFAULT_WORKSPACE,
  eventIdOf,
  sendIdOf,
  startedEventIdOf,
} from "../../domain/ids.ts";
import { commandKey, timerKey, webhookKey } from "../../domain/intake/intake.ts";
import { sendResultKey, type SendResult } from "../../domain/sending/send.ts";
import { AT, BRUNO, CONVERSATION, LINE, ursula } from "../openapi/examples/story.ts";
import { CONVERSATION_EXAMPLE } from "../views/conversation-example.ts";

/*
 * Examples of envelopes out of the documentation's one story: Bruno Díaz writes to the line "Sales", Ursula Prado answers.
 */

const URSULA: Actor = { kind: "user", id: ursula.id };
const BY_BRUNO: Actor = { kind: "contact", id: BRUNO };
/** A record of Bruno's of each kind. */
export const RECORDS = {
  opportunity: "rec_0k2f7v9c1m3n5p7q9s1u",
  activity: "rec_1m3n5p7q9s1u0k2f7v9c",
  task: "rec_7q9s1u0k2f7v9c1m3n5p",
};
/** Another user, and another contact. */
export const MARTA = "usr_5p7q9s1u0k2f7v9c1m3n";
export const OTHER_CONTACT = "ct_5p7q9s1u0k2f7v9c1m3n";

const EPISODE = CONVERSATION_EXAMPLE.episode.number;
const { waId, userId, username, profileName } = CONVERSATION_EXAMPLE.contact;
/** What every event of a conversation's step says of line and contact. */
export const PARTIES = {
  line: { id: LINE, name: CONVERSATION_EXAMPLE.line.name },
  contact: { id: BRUNO, name: profileName, waId, userId, username },
};

/** Why it happened: something that WhatsApp told, of the contact or of a message of ours. */
export const heard = (item: string, actor: Actor = BY_BRUNO): Cause => ({
  kind: "webhook",
  id: webhookKey(LINE, item),
  actor,
});
export const reported = (item: string): Cause => heard(item, WHATSAPP);
export const fromPhone = (item: string): Cause => heard(item, { kind: "phone", id: LINE });

/** A command of Ursula's, by its `Idempotency-Key`. */
export const asked = (key: string): Cause => ({
  kind: "command",
  id: commandKey(URSULA.id, key),
  actor: URSULA,
});

/** A request of Ursula's that changes the CRM, by its id in the log. */
export const requested = (id: string): Cause => ({ kind: "request", id, actor: URSULA });

/** A deadline that came. */
export const fired = (timer: "windowClosing" | "windowExpired" | "pickup", at: string): Cause => ({
  kind: "timer",
  id: timerKey(CONVERSATION, { timer, dueAt: Date.parse(at), version: 18 }),
  actor: ENGINE,
});

/** What became of a send. */
export const posted = (message: string, result: SendResult): Cause => ({
  kind: "send",
  id: sendResultKey(sendIdOf(CONVERSATION, message), result),
  actor: result.kind === "uncertain" ? ENGINE : WHATSAPP,
});

interface Step {
  version: number;
  /** Place among the events of its step. */
  index?: number;
  at?: string;
  cause: Cause;
  data?: Record<string, unknown>;
}

/** An event of a step of the conversation. */
export function ofConversation<T extends EventType>(
  type: T,
  { version, index = 0, at = AT, cause, data = {} }: Step,
): EventEnvelope & { type: T } {
  const isStart = type === "conversation.started_by_contact";
  return {
    id: isStart ? startedEventIdOf(CONVERSATION, EPISODE) : eventIdOf(CONVERSATION, version, index),
    ...head(type, at),
    conversation: { id: CONVERSATION, episode: EPISODE, version },
    cause,
    data: { ...PARTIES, ...data },
  };
}

/** An event of a change in the CRM: of Bruno, or of a record of his. */
export function ofCrm<T extends EventType>(
  type: T,
  {
    recordId,
    version,
    index = 0,
    at = AT,
    cause,
    data = {},
    name = `v${version}`,
  }: Step & { recordId?: string; name?: string },
): EventEnvelope & { type: T } {
  const names = recordId === undefined ? { contactId: BRUNO } : { recordId, contactId: BRUNO };
  return {
    id: crmEventIdOf(recordId ?? BRUNO, name, index),
    ...head(type, at),
    conversation: null,
    cause,
    data: { ...names, version, ...data },
  };
}

/** Each type has a place of its own in the story's feed. */
function head<T extends EventType>(type: T, at: string) {
  const recordedAt = new Date(Date.parse(at) + 420).toISOString();
  const seq = 1_042 + EVENT_TYPES.indexOf(type);
  return { type, workspaceId: DEFAULT_WORKSPACE, seq, occurredAt: at, recordedAt };
}
