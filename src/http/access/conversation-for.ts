import { standingOf } from "../../domain/people/access.ts";
import type { ConversationId } from "../../domain/ids.ts";
import type { ConversationRow, Reader } from "../../store/reader.ts";
import type { Principal } from "./auth.ts";

type Source = Pick<Reader, "conversation">;

/** The conversation as this principal may read it. Null when there is none, and when it is none of theirs: nobody can tell the two apart. */
export async function conversationToRead(
  principal: Principal,
  id: ConversationId,
  store: Source,
): Promise<ConversationRow | null> {
  const row = await store.conversation(principal.workspaceId, id);
  if (row === null) return null;
  const standing = standingOf(principal.access, row.conversation.facts.ownerId);
  return standing === "unknown" ? null : row;
}

export type ToChange =
  | { kind: "permitted"; row: ConversationRow }
  /** 404 for what they may not see, 403 for what they may see and not change. */
  | { kind: "refused"; code: "conversation.unknown" | "conversation.not_yours" };

/**
 * The conversation as this principal may change it, as things stand now. A command is judged again when its turn comes
 * (`EntryInput.within`); this spares it the way, and keeps the key of the request unused.
 */
export async function conversationToChange(
  principal: Principal,
  id: ConversationId,
  store: Source,
): Promise<ToChange> {
  const row = await conversationToRead(principal, id, store);
  if (row === null) return { kind: "refused", code: "conversation.unknown" };
  const standing = standingOf(principal.access, row.conversation.facts.ownerId);
  return standing === "may_act"
    ? { kind: "permitted", row }
    : { kind: "refused", code: "conversation.not_yours" };
}
