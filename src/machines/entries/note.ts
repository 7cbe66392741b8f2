import { noteIdOf } from "../../domain/ids.ts";
import type { Turn } from "../turn.ts";

/** Adds an internal note (Q38). Whatever it says, the conversation is as open, unread and recent as before. */
export function applyNote(turn: Turn, text: string): boolean {
  const { cause, occurredAt } = turn.step;
  const { id: conversationId, facts } = turn.conversation;
  const id = noteIdOf(turn.version);
  turn.put({
    kind: "note",
    conversationId,
    id,
    text,
    author: cause.actor,
    version: turn.version,
    episode: facts.episode.number,
    occurredAt,
  });
  turn.publish("conversation.noted", { note: { id, text, author: cause.actor } });
  return true;
}
