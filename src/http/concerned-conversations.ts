import type { StoredEvent } from "../domain/events.ts";
import { conversationIdOf, type ConversationId, type WorkspaceId } from "../domain/ids.ts";
import type { SettingsStore } from "../store/settings-store.ts";

/** Says of each event which conversations it concerns: its own, and of a contact's event those that the contact may have, one on each line. */
export type Concerned = (event: StoredEvent) => ConversationId[];

/** Asks for the workspace's lines, and only when one of these events is about a contact. */
export async function concernedBy(
  events: readonly StoredEvent[],
  workspaceId: WorkspaceId,
  store: Pick<SettingsStore, "lines">,
): Promise<Concerned> {
  const lines = events.some((event) => contactIdOf(event) !== null)
    ? await store.lines(workspaceId)
    : [];
  return (event) => {
    const contactId = contactIdOf(event);
    if (contactId !== null) return lines.map(({ id }) => conversationIdOf(id, contactId));
    return event.conversation === null ? [] : [event.conversation.id];
  };
}

/** The contact of an event of the CRM. Events of conversations name theirs otherwise. */
function contactIdOf({ data }: StoredEvent): string | null {
  const { contactId } = data;
  return typeof contactId === "string" ? contactId : null;
}
