/**
 * Names of things. Ids are opaque strings to everybody but this file.
 *
 * - workspace: a tenant; first argument of every store call.
 * - line: Meta's `phone_number_id`, digits only (kept as a string: it may exceed 2^53).
 * - contact: our own id, never a phone number (WhatsApp section 4: a number may be missing or change).
 * - conversation: the permanent thread between one line and one contact.
 */
export type WorkspaceId = string;
export type LineId = string;
export type ContactId = string;
export type ConversationId = string;
export type EndpointId = string;
export type UserId = string;
export type RoleId = string;
export type TeamId = string;
export type StatusId = string;
export type TokenId = string;
/** Of a timeline message, within its conversation. */
export type MessageId = string;
/** Of a send, within its workspace. */
export type SendId = string;

/** The workspace that exists from the first start, and that parked items of unknown lines belong to. */
export const DEFAULT_WORKSPACE: WorkspaceId = "default";

/**
 * The one conversation of a line and a contact. Being derived and not drawn, two concurrent first messages
 * cannot make two threads (invariant I3), and it is a legal BullMQ job id part: no `:`, never digits only.
 */
export function conversationIdOf(lineId: LineId, contactId: ContactId): ConversationId {
  return `${lineId}-${contactId}`;
}

/**
 * The conversations that a line and a contact may have: its own, and those that began with contacts it has absorbed, which keep their ids.
 * Which of them goes on is said by `goingOn`.
 */
export function conversationIdsOf(
  lineId: LineId,
  contact: { id: ContactId; absorbed: readonly ContactId[] },
): [ConversationId, ...ConversationId[]] {
  const others = contact.absorbed.map((id) => conversationIdOf(lineId, id));
  return [conversationIdOf(lineId, contact.id), ...others];
}

/**
 * Id of the `index`-th timeline message that a step created: unique within its conversation. Two digits at least, so that messages of one
 * step and one moment stand in the timeline in their order.
 */
export function messageIdOf(version: number, index = 0): MessageId {
  return index === 0 ? `m${version}` : `m${version}.${String(index).padStart(2, "0")}`;
}

/**
 * Id of a send: of the message `name`, or of a sign. It travels as `biz_opaque_callback_data` and comes back in statuses, also of messages
 * that other programs sent; naming the conversation, it cannot be mistaken for theirs. Far below the 512 characters allowed.
 */
export function sendIdOf(conversationId: ConversationId, name: string): SendId {
  return `snd_${conversationId}_${name}`;
}

/** The message of this conversation that callback data names; null when they are not ours. */
export function messageIdOfSend(conversationId: ConversationId, data: string): MessageId | null {
  const prefix = sendIdOf(conversationId, "");
  const name = data.startsWith(prefix) ? data.slice(prefix.length) : "";
  return /^m\d+(\.\d+)?$/.test(name) ? name : null;
}

/** Id of the note that a step added. */
export function noteIdOf(version: number): string {
  return `n${version}`;
}

/** Id of the `index`-th activity of a step. */
export function activityIdOf(version: number, index: number): string {
  return `a${version}.${index}`;
}

/** Id of the `index`-th event of a step; also the `webhook-id` of its deliveries. Stable over crashes and retries. */
export function eventIdOf(conversationId: ConversationId, version: number, index: number): string {
  return `evt_${conversationId}_${version}_${index}`;
}

/** Id of the contact-initiated trigger: one per (conversation, episode), whatever happens (R14.6, Q55). */
export function startedEventIdOf(conversationId: ConversationId, episode: number): string {
  return `evt_${conversationId}_started_${episode}`;
}

/** Id of the `index`-th event of a change of a contact or record; `change` tells it from all others of that one: `v` and the version it led to. */
export function crmEventIdOf(id: string, change: string, index: number): string {
  return `evt_${id}_${change}_${index}`;
}

/**
 * The conversation that an event id names, and what tells the event from others of that conversation; null for an id that the
 * functions above did not make. Lets a store find an event beside its conversation instead of in an index of all ids.
 */
export function partsOfEventId(
  id: string,
): { conversationId: ConversationId; rest: string } | null {
  const [, conversationId, rest] = /^evt_(.+)_(\d+_\d+|started_\d+)$/.exec(id) ?? [];
  return conversationId === undefined || rest === undefined ? null : { conversationId, rest };
}
