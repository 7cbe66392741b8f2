import type { TimelineItem } from "../../../domain/conversation/message.ts";
import type { Reader } from "../../reader.ts";
import { createConversationReader } from "./conversation-reader.ts";
import type { Collections } from "../documents.ts";
import { createItems } from "./items.ts";
import { decodeCursor, NEWEST_PLACE, pageOf } from "../../page-cursor.ts";
import { standingContacts } from "../crm/standing.ts";

const LIST = "timeline";

/**
 * Lists and single documents for people. They show what the majority has confirmed; of a commit that is just being made,
 * the conversation may be seen a moment before its items.
 */
export function createReader(
  collections: Collections,
): Omit<Reader, "mergeProposals" | "mergeProposalPage"> {
  const { items, contacts } = collections;
  const byId = createItems(items);
  return {
    ...createConversationReader(collections),

    async timeline(workspace, conversation, { cursor, limit }) {
      const [occurredAt, version, id] =
        cursor === null ? [NEWEST_PLACE, 0, ""] : decodeCursor(LIST, cursor, [0, 0, ""]);
      const behind = [
        { occurredAt: { $lt: occurredAt } },
        { occurredAt, version: { $lt: version } },
        { occurredAt, version, id: { $lt: id } },
      ];
      const rows = await items
        .find({
          workspace,
          conversation,
          shown: true,
          occurredAt: { $lte: occurredAt },
          $or: behind,
        })
        .sort({ occurredAt: -1, version: -1, id: -1 })
        .limit(limit + 1)
        .toArray();
      return pageOf(rows, {
        list: LIST,
        limit,
        placeOf: (row) => [row.occurredAt, row.version, row.id],
        itemOf: (row) => JSON.parse(row.doc) as TimelineItem,
      });
    },

    messages: (workspaceId, conversationId, ids) =>
      byId.messagesById(workspaceId, conversationId, new Set(ids)),

    async contact(workspaceId, contactId) {
      const found = await standingContacts(contacts, workspaceId, [contactId]);
      return found.get(contactId) ?? null;
    },
  };
}
