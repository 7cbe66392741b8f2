import type { EventType } from "../../domain/events.ts";
import { AUTOMATION_EVENTS } from "./automations.ts";
import { CALL_EVENTS } from "./calls.ts";
import { CONTACT_EVENTS } from "./contacts.ts";
import { CONVERSATION_EVENTS } from "./conversations.ts";
import { MESSAGE_EVENTS } from "./messages.ts";
import type { EventPages } from "./page.ts";
import { RECORD_EVENTS } from "./records.ts";
import { WINDOW_EVENTS } from "./windows.ts";

/** Everything the engine announces, as it is documented: a type of event that has no page here does not compile. */
export const EVENT_CATALOGUE: EventPages<EventType> = {
  ...CONVERSATION_EVENTS,
  ...WINDOW_EVENTS,
  ...MESSAGE_EVENTS,
  ...CALL_EVENTS,
  ...CONTACT_EVENTS,
  ...RECORD_EVENTS,
  ...AUTOMATION_EVENTS,
};

/** The name under which the schema of its `data` is documented. Several types may share one. */
export function dataNameOf(type: EventType): string {
  const { id } = EVENT_CATALOGUE[type].data.meta() ?? {};
  if (id === undefined) throw new Error(`the data of ${type} has no name`);
  return id;
}
