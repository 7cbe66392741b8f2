import type { Contact } from "../domain/contact/contact.ts";
import type { Conversation } from "../domain/conversation/conversation.ts";
import { conversationIdOf } from "../domain/ids.ts";
import type { HistoryEntry, Outcome } from "../domain/intake/intake.ts";
import type { EffectiveSettings, Line } from "../domain/line.ts";
import { applyEntry } from "./apply-entry.ts";
import { newConversation } from "./snapshot.ts";
import { Turn } from "./turn.ts";

/** Whether an entry changed anything. The others share the version they found, so their place among equals means nothing. */
export function isStep({ kind }: Outcome): boolean {
  return kind === "applied" || kind === "held";
}

/**
 * Takes every step of a conversation's history again, under the settings and at the time it was taken, and returns the conversation
 * after the last one, or after version `until`. Equal to the stored document, member for member (promise 7, invariant I8);
 * null before the first step.
 */
export function fold(
  history: readonly HistoryEntry[],
  world: {
    line: Line;
    contact: Contact;
    settingsOf: (version: number) => EffectiveSettings;
    until?: number;
  },
): Conversation | null {
  const { line, contact, settingsOf, until } = world;
  const turn = new Turn({
    conversation: newConversation({
      workspaceId: line.workspaceId,
      // It may have begun with a contact who was merged since.
      id: history[0]?.conversationId ?? conversationIdOf(line.id, contact.id),
      lineId: line.id,
      contactId: contact.id,
    }),
    line,
    contact,
    messages: [],
  });
  for (const entry of history) {
    const { applied } = entry;
    if (until !== undefined && applied.version > until) break;
    if (!isStep(applied.outcome)) continue;
    applyEntry(turn, entry, {
      now: applied.at,
      settings: settingsOf(applied.settingsVersion),
      contactOwnerId: applied.contactOwnerId,
    });
  }
  return turn.conversation.version === 0 ? null : turn.conversation;
}
