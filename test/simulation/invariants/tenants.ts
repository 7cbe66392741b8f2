import { isOfConversation } from "../../../src/domain/events.ts";
import type { Dump } from "../../support/memory-store/dump.ts";
import { workspaceOfLine } from "../outside/places.ts";
import type { Evidence } from "./evidence.ts";

/** I12: every row names the workspace it stands in, and belongs to a line and a contact of that workspace. */
export function checkTenants({ verdict, dumps }: Evidence): void {
  for (const dump of dumps) {
    const { workspaceId, conversations, entries, events } = dump;
    for (const row of rowsOf(dump)) {
      if (row.workspaceId !== workspaceId) {
        verdict.broken("I12", `a row of ${row.workspaceId} stands in ${workspaceId}`);
      }
    }
    const contacts = new Set(dump.contacts.map(({ id }) => id));
    const ids = new Set([
      ...events.filter(isOfConversation).map(({ conversation }) => conversation.id),
      ...entries.map(({ entry }) => entry.conversationId),
    ]);
    for (const id of [...ids, ...conversations.map((conversation) => conversation.id)]) {
      const [lineId = "", contactId = ""] = id.split("-");
      if (workspaceOfLine(lineId) !== workspaceId || !contacts.has(contactId)) {
        verdict.broken("I12", `conversation ${id} is not of ${workspaceId}`);
      }
    }
  }
}

function rowsOf(dump: Dump): { workspaceId: string }[] {
  return [
    ...dump.lines,
    ...dump.contacts,
    ...dump.proposals,
    ...dump.conversations,
    ...dump.entries.map(({ entry }) => entry),
    ...dump.events,
    ...dump.endpoints,
    ...dump.deliveries.map(({ delivery }) => delivery),
    ...dump.parked,
  ];
}
