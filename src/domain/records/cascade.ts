import { z } from "zod";
import type { Cause } from "../actor.ts";
import type { Contact } from "../contact/contact.ts";
import { changeContact, stepName, type ContactEdit } from "../contact/contact-edit.ts";
import type { ChangeContext } from "../contact/crm-event.ts";
import { isUnfinished, type CrmRecord, type RecordKind } from "./crm-record.ts";
import type { EventConversation } from "../events.ts";
import type { ContactId, ConversationId, UserId } from "../ids.ts";
import { changeRecord, type RecordEdit } from "./record-edit.ts";

const flag = z.boolean().default(false);

/** What goes to the new owner together with a conversation (R10.4): each by its own flag (Q40). */
export const cascadeSchema = z.strictObject({
  contact: flag,
  opportunities: flag,
  activities: flag,
  tasks: flag,
});
export type CascadeFlags = z.infer<typeof cascadeSchema>;

export function hasCascade(flags: CascadeFlags | undefined): flags is CascadeFlags {
  return flags !== undefined && Object.values(flags).includes(true);
}

/** A hand-over that a step of a conversation brings about: part of its commit, and carried out with it or not at all. */
export interface Cascade {
  contactId: ContactId;
  ownerId: UserId;
  flags: CascadeFlags;
  cause: Cause;
  /** The step's time. */
  at: number;
  conversation: EventConversation;
}

/** How many were moved. The contact is one at most. */
export interface Moved {
  contact: number;
  opportunities: number;
  activities: number;
  tasks: number;
}

const FLAGS = { opportunity: "opportunities", activity: "activities", task: "tasks" } as const;

/** Kinds of records that the flags speak of. */
export function cascadedKinds(flags: CascadeFlags): RecordKind[] {
  return (["opportunity", "activity", "task"] as const).filter((kind) => flags[FLAGS[kind]]);
}

/** What becomes of the contact: null when it is not asked for, or theirs already. */
export function cascadedContact(cascade: Cascade, contact: Contact): ContactEdit | null {
  const { flags, ownerId } = cascade;
  return flags.contact ? changeContact(contact, { ownerId }, contextOf(cascade)) : null;
}

/** What becomes of a record of the contact: null when it is not asked for, finished, or theirs already. */
export function cascadedRecord(cascade: Cascade, record: CrmRecord): RecordEdit | null {
  const { flags, ownerId } = cascade;
  if (!flags[FLAGS[record.kind]] || !isUnfinished(record)) return null;
  return changeRecord(record, { ownerId }, contextOf(cascade));
}

function contextOf({ cause, at, conversation }: Cascade): ChangeContext {
  return { cause, at, conversation, name: stepName(conversation) };
}

/** Counts what a step's cascade moved, by the ids and types of the events that tell of it. */
export function movedBy(
  step: { conversationId: ConversationId; version: number },
  events: Iterable<{ id: string; type: string }>,
): Moved {
  const moved: Moved = { contact: 0, opportunities: 0, activities: 0, tasks: 0 };
  const name = `_${stepName({ id: step.conversationId, version: step.version })}_0`;
  for (const { id, type } of events) {
    if (!id.endsWith(name)) continue;
    if (type === "contact.owner_changed") moved.contact += 1;
    if (type === "opportunity.owner_changed") moved.opportunities += 1;
    if (type === "activity.owner_changed") moved.activities += 1;
    if (type === "task.owner_changed") moved.tasks += 1;
  }
  return moved;
}

/** Types of the events that tell of a hand-over. */
export const OWNER_CHANGES = [
  "contact.owner_changed",
  "opportunity.owner_changed",
  "activity.owner_changed",
  "task.owner_changed",
] as const;
