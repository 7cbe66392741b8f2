import type { EventType } from "../domain/events.ts";
import type { ActivityName } from "../domain/conversation/message.ts";

/**
 * The machine's only action: something happened that others should know. It comes back from `transition()` as data, and
 * `advance` makes an event of it, and a timeline activity where one is named.
 */
export interface Announcement {
  event: EventType;
  activity: ActivityName | null;
}

export function announce(
  event: EventType,
  activity: ActivityName | null = null,
): { type: "announce"; params: Announcement } {
  return { type: "announce", params: { event, activity } };
}
