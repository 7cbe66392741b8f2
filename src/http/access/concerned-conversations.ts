import type { StoredEvent } from "../../domain/events.ts";
import { conversationIdOf, type ConversationId, type WorkspaceId } from "../../domain/ids.ts";
import type { SettingsStore } from "../../store/settings-store.ts";

/** Says of each event which conversations it concerns: its own, and of a contact's event those that the contact may have, one on each line. */
export type Concerned = (event: StoredEvent) => ConversationId[];

/** Asks for the workspace's lines, and only when one of these events is about a contact. */
export async function concernedBy(
  events: readonly StoredEvent[],
  workspaceId: WorkspaceId,
  store: Pick<SettingsStore, "lines">,
): Promise<Concerned> {
  const lines = events.some((event) => contactIdsOf(event).length > 0)
    ? await store.lines(workspaceId)
    : [];
  return (event) => {
    const contactIds = contactIdsOf(event);
    if (contactIds.length > 0) {
      return lines.flatMap(({ id }) => contactIds.map((of) => conversationIdOf(id, of)));
    }
    return event.conversation === null ? [] : [event.conversation.id];
  };
}

/** The contact of an event of the CRM, and the one that it has absorbed. Events of conversations name theirs otherwise. */
function contactIdsOf({ data: { contactId, mergedContactId } }: StoredEvent): string[] {
  if (typeof contactId !== "string") return [];
  return typeof mergedContactId === "string" ? [contactId, mergedContactId] : [contactId];
}
