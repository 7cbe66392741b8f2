import type { CrmStore } from "../../crm-store.ts";
import type { Collections } from "../documents.ts";

export function createContactThreads({
  conversations,
}: Pick<Collections, "conversations">): Pick<CrmStore, "contactThreads"> {
  return {
    async contactThreads(workspace, contact) {
      const projection = { conversation: 1, line: 1, owner: 1, lastActivityAt: 1 };
      const rows = await conversations
        .find({ workspace, contact, version: { $gt: 0 } }, { projection })
        .toArray();
      return rows
        .map(({ conversation, line, owner = null, lastActivityAt = null }) => ({
          conversationId: conversation,
          lineId: line,
          ownerId: owner,
          lastActivityAt,
        }))
        .sort((a, b) => (b.lastActivityAt ?? 0) - (a.lastActivityAt ?? 0));
    },
  };
}
