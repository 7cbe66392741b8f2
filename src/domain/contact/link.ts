import type { Contact } from "./contact.ts";
import { crmEvent } from "./crm-event.ts";
import type { NewEvent } from "../events.ts";
import type { ItemTimes } from "./identity.ts";
import type { LineId } from "../ids.ts";

/** What tells that whoever wrote on a line was found in the CRM by their number (Q64). */
export function linkedEvent(
  contact: Contact,
  item: { lineId: LineId; key: string; times: ItemTimes },
): NewEvent {
  const { workspaceId, id, version, ownerId } = contact;
  const { lineId, key, times } = item;
  return crmEvent(
    { workspaceId, contactId: id, recordId: null, version },
    { type: "contact.associated", data: { lineId, ownerId } },
    {
      cause: { kind: "webhook", id: key, actor: { kind: "contact", id } },
      at: times.receivedAt,
    },
  );
}
