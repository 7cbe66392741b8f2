import type { Filter } from "mongodb";
import { unfiltered } from "../../../domain/conversation/conversation-filter.ts";
import type { ContactId, WorkspaceId } from "../../../domain/ids.ts";
import type { Visibility } from "../../../domain/people/visibility.ts";
import type { Collections, ConversationDocument } from "../documents.ts";
import { keyOf } from "../keys.ts";
import { listQueryOf } from "../conversations/list-query.ts";

/** Contacts of up to so many conversations are asked for by name; of more, one who has any is soon come upon. */
const FEW_MAX = 3_000;

/** Contacts who have a conversation that somebody may see: these they may see too, whoever owns the contact. */
export function createContactsInSight({ conversations }: Pick<Collections, "conversations">) {
  const options = { projection: { contact: 1 } };
  return {
    /** The keys of all of them; null when that is much. */
    async few(workspaceId: WorkspaceId, visibility: Visibility): Promise<string[] | null> {
      if (visibility.kind === "all") return null;
      const query = listQueryOf(workspaceId, unfiltered(visibility));
      const rows = await conversations
        .find(query, options)
        .limit(FEW_MAX + 1)
        .toArray();
      if (rows.length > FEW_MAX) return null;
      return [...new Set(rows.map(({ contact }) => keyOf(workspaceId, contact)))];
    },
    /** Which of these are among them. */
    async among(
      workspace: WorkspaceId,
      visibility: Visibility,
      ids: readonly ContactId[],
    ): Promise<Set<ContactId>> {
      const of = { workspace, contact: { $in: [...ids] }, version: { $gt: 0 } };
      const found = await conversations.find({ ...of, ...within(visibility) }, options).toArray();
      return new Set(found.map(({ contact }) => contact));
    },
  };
}

function within(visibility: Visibility): Filter<ConversationDocument> {
  if (visibility.kind === "all") return {};
  const { ownerIds, unassigned } = visibility;
  return { owner: { $in: [...ownerIds, ...(unassigned ? [null] : [])] } };
}
