import { conversationOf } from "../../../domain/conversation/stored-conversation.ts";
import { lastSaid, messageIdsOf, sourceIdsOf } from "../../../domain/intake/named-messages.ts";
import type { Line } from "../../../domain/line.ts";
import type { ConversationStore } from "../../conversation-store.ts";
import { NEWEST } from "../feed/append.ts";
import type { ContactTrail } from "../crm/contact-trail.ts";
import type { Collections } from "../documents.ts";
import type { Entries } from "../intake/entries.ts";
import type { Items } from "./items.ts";
import { keyOf } from "../keys.ts";
import type { Pending } from "./pending.ts";

/**
 * Loading conversations. The order of the reads is the point: first the document, then what is pending in it goes to its
 * places, and only then the mailbox is read. So an entry that a commit up to that version has dealt with is never seen
 * waiting; and one that a later commit deals with makes the turn end in a conflict.
 *
 * Everything is read as the primary has it now, confirmed by the majority or not: what is unconfirmed can only go into a
 * commit, and is confirmed before that is.
 */
export function createLoading(
  collections: Pick<Collections, "conversations" | "lines" | "flowBooks">,
  parts: { pending: Pending; entries: Entries; items: Items; follow: ContactTrail["follow"] },
): Pick<ConversationStore, "load" | "history"> {
  const { conversations, lines, flowBooks } = collections;
  const { pending, entries, items, follow } = parts;
  return {
    async load(workspaceId, conversationId, { maxEntries }) {
      const row = await conversations.findOne({ _id: keyOf(workspaceId, conversationId) }, NEWEST);
      if (row === null) return null;
      await pending.moveOut(row);
      const [line, contact, waiting, flowBook] = await Promise.all([
        lines.findOne({ _id: row.line, workspace: workspaceId }, NEWEST),
        follow(workspaceId, row.contact),
        entries.waiting(workspaceId, conversationId, maxEntries + 1),
        flowBooks.findOne({ _id: workspaceId }, { ...NEWEST, projection: { version: 1 } }),
      ]);
      if (line === null || contact === null) return null;
      const taken = waiting.slice(0, maxEntries);
      const sourceIds = new Set(taken.flatMap(({ input }) => sourceIdsOf(input)));
      const conversation = row.doc === undefined ? null : conversationOf(row.doc);
      const flowsVersion = flowBook?.version ?? 0;
      const ids = new Set([
        ...taken.flatMap(messageIdsOf),
        ...lastSaid(conversation, { flowsVersion }),
      ]);
      const [bySource, byId] = await Promise.all([
        items.messages(workspaceId, conversationId, sourceIds),
        items.messagesById(workspaceId, conversationId, ids),
      ]);
      const messages = new Map([...bySource, ...byId].map((message) => [message.id, message]));
      return {
        conversation,
        line: JSON.parse(line.doc) as Line,
        contact,
        entries: taken,
        more: waiting.length > taken.length,
        messages: [...messages.values()],
        flowsVersion,
      };
    },
    history: entries.history,
  };
}
