import type { IntakeEntry } from "../../../src/domain/intake/intake.ts";
import type { Delivery } from "../../../src/domain/endpoint.ts";
import type {
  ConversationRef,
  DueConversation,
  Mailbox,
} from "../../../src/store/conversation-store.ts";
import type { Notice, ParkedItem } from "../../../src/store/intake-store.ts";

/**
 * What two stores must agree on. Each is free in its own ids of parked items and notices, in the values of an entry's
 * `seq` (the order is not free), in the order of lists that promise none, and in the next attempt of what has ended.
 */

/** In the order of their JSON, for lists whose order is free. */
export function sorted<T>(list: readonly T[]): T[] {
  return list.toSorted((a, b) => compareText(stable(a), stable(b)));
}

export function withoutSeq<T extends IntakeEntry>(entry: T): Omit<T, "seq"> {
  const { seq: _seq, ...rest } = entry;
  return rest;
}

export function comparableMailbox(mailbox: Mailbox | null) {
  if (mailbox === null) return null;
  const { entries, messages, ...rest } = mailbox;
  return { ...rest, entries: entries.map(withoutSeq), messages: sorted(messages) };
}

export function comparableDelivery(delivery: Delivery) {
  const { nextAttemptAt, ...rest } = delivery;
  return { ...rest, nextAttemptAt: delivery.state === "pending" ? nextAttemptAt : null };
}

export function withoutId<T extends ParkedItem | Notice>(item: T): Omit<T, "id"> {
  const { id: _id, ...rest } = item;
  return rest;
}

/** Conversations found by time: their order must rise, and is free within one moment. */
export function comparableDue(found: readonly DueConversation[]) {
  const rises = found.every(({ dueAt }, index) => dueAt >= (found[index - 1]?.dueAt ?? dueAt));
  return { rises, found: sorted(found) };
}

export function comparableRefs(found: readonly ConversationRef[]) {
  return sorted(found);
}

/** JSON with the members of objects in order of their names. */
export function stable(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) => {
    if (typeof member !== "object" || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([a], [b]) => compareText(a, b)));
  });
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
