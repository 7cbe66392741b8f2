import type { StoredEvent } from "../domain/events.ts";
import type { ActivityItem, ActivityName, TimelineItem } from "../domain/conversation/message.ts";

/** Something in a contact's history: an event of the CRM, or an activity of one of the contact's conversations. */
export type HistoryItem =
  | { kind: "event"; event: StoredEvent }
  | { kind: "activity"; activity: ActivityItem };

/** Which activities of conversations are part of the history: who came and went, not what was said. */
const SHOWN: readonly ActivityName[] = [
  "opened",
  "closed",
  "assigned",
  "unassigned",
  "handed_over",
];

export function isHistoric(item: TimelineItem): item is ActivityItem {
  return item.kind === "activity" && SHOWN.includes(item.activity);
}

/** Where an item stands: by time, then by a name that orders what happened in one moment as its source does. */
export type HistoryPlace = readonly [at: number, name: string];

export function historyPlaceOf(item: HistoryItem): HistoryPlace {
  if (item.kind === "event") return [item.event.occurredAt, `e${padded(item.event.seq)}`];
  const { occurredAt, conversationId, version, id } = item.activity;
  return [occurredAt, `c${conversationId} ${padded(version)} ${id}`];
}

/** Newest first. */
export function byNewest(a: HistoryPlace, b: HistoryPlace): number {
  return b[0] - a[0] || (a[1] < b[1] ? 1 : a[1] > b[1] ? -1 : 0);
}

function padded(number: number): string {
  return String(number).padStart(15, "0");
}
