import type { Contact } from "./contact.ts";
import type { NewEvent } from "../events.ts";
import type { ItemTimes } from "./identity.ts";
import { crmEventIdOf, type LineId } from "../ids.ts";

/** What tells that whoever wrote on a line was found in the CRM by their number (Q64). */
export function linkedEvent(
  contact: Contact,
  item: { lineId: LineId; key: string; times: ItemTimes },
): NewEvent {
  const { workspaceId, id, version, ownerId } = contact;
  const { lineId, key, times } = item;
  return {
    id: crmEventIdOf(id, `v${version}`, 0),
    type: "contact.associated",
    workspaceId,
    occurredAt: times.receivedAt,
    recordedAt: times.receivedAt,
    conversation: null,
    cause: { kind: "webhook", id: key, actor: { kind: "contact", id } },
    data: { contactId: id, version, lineId, ownerId },
    history: { contactId: id, recordId: null },
  };
}
