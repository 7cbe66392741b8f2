import type { WorkspaceId } from "../../../domain/ids.ts";
import type { Line } from "../../../domain/line.ts";
import { conversationOf } from "../../../domain/conversation/stored-conversation.ts";
import type { User } from "../../../domain/people/user.ts";
import type { ConversationRow, Reader } from "../../reader.ts";
import { countUnread, newestConversations } from "./conversation-list.ts";
import type { Collections, ConversationDocument } from "../documents.ts";
import { keyOf } from "../keys.ts";
import { decodeCursor, NEWEST_PLACE, pageOf } from "../../page-cursor.ts";
import { standingContacts } from "../crm/standing.ts";

const LIST = "conversations";
const OWNER_ONLY = { conversation: 1, owner: 1 } as const;

export function createConversationReader(
  collections: Pick<Collections, "conversations" | "contacts" | "lines" | "users">,
): Pick<
  Reader,
  "conversations" | "conversation" | "conversationsById" | "unreadCount" | "ownersOf"
> {
  const { conversations } = collections;
  return {
    async conversations(workspaceId, { cursor, limit, ...filter }) {
      const [at, key] = cursor === null ? [NEWEST_PLACE, ""] : decodeCursor(LIST, cursor, [0, ""]);
      const place = { from: { at, key }, count: limit + 1 };
      const rows = await newestConversations(collections, { workspaceId, filter }, place);
      const page = pageOf(rows, {
        list: LIST,
        limit,
        placeOf: (row) => [row.lastActivityAt ?? 0, row._id],
        itemOf: (row) => row,
      });
      return { ...page, items: await withNames(collections, workspaceId, page.items) };
    },

    unreadCount: (workspaceId, filter) => countUnread(collections, workspaceId, filter),

    async conversation(workspaceId, conversationId) {
      const filter = { _id: keyOf(workspaceId, conversationId) };
      const row = await conversations.findOne(filter, { projection: { pending: 0 } });
      if (row === null) return null;
      const [named] = await withNames(collections, workspaceId, [row]);
      return named ?? null;
    },

    async conversationsById(workspaceId, conversationIds) {
      const keys = [...new Set(conversationIds)].map((id) => keyOf(workspaceId, id));
      const filter = { _id: { $in: keys } };
      const rows = await conversations.find(filter, { projection: { pending: 0 } }).toArray();
      return withNames(collections, workspaceId, rows);
    },

    async ownersOf(workspaceId, conversationIds) {
      const keys = conversationIds.map((id) => keyOf(workspaceId, id));
      const rows = await conversations
        .find({ _id: { $in: keys }, doc: { $exists: true } }, { projection: OWNER_ONLY })
        .toArray();
      return new Map(rows.map(({ conversation, owner }) => [conversation, owner ?? null]));
    },
  };
}

/** Puts conversations together with the names of their lines, contacts and owners; leaves out those that have not begun. */
async function withNames(
  collections: Pick<Collections, "contacts" | "lines" | "users">,
  workspaceId: WorkspaceId,
  rows: readonly ConversationDocument[],
): Promise<ConversationRow[]> {
  const begun = rows.flatMap(({ line, contact, doc }) =>
    doc === undefined ? [] : [{ line, contact, conversation: conversationOf(doc) }],
  );
  const ids = (of: readonly string[]) => ({ $in: [...new Set(of)] });
  const keys = (of: readonly string[]) => ids(of.map((id) => keyOf(workspaceId, id)));
  const owners = begun.flatMap(({ conversation }) => conversation.facts.ownerId ?? []);
  const [lines, contacts, users] = await Promise.all([
    collections.lines.find({ _id: ids(begun.map(({ line }) => line)) }).toArray(),
    standingContacts(
      collections.contacts,
      workspaceId,
      begun.map(({ contact }) => contact),
    ),
    collections.users.find({ _id: keys(owners) }).toArray(),
  ]);
  const lineById = documentsById<Line>(lines);
  const userByKey = documentsById<User>(users);
  return begun.flatMap(({ line: lineId, contact: contactId, conversation }) => {
    const line = lineById.get(lineId);
    const contact = contacts.get(contactId);
    if (line === undefined || contact === undefined) return [];
    const { ownerId } = conversation.facts;
    const owner = ownerId === null ? undefined : userByKey.get(keyOf(workspaceId, ownerId));
    const { id, name, displayPhoneNumber } = line;
    return {
      conversation,
      line: { id, name, displayPhoneNumber },
      contact,
      owner: owner === undefined ? null : { id: owner.id, name: owner.name },
    };
  });
}

function documentsById<T>(documents: readonly { _id: string; doc: string }[]): Map<string, T> {
  return new Map(documents.map(({ _id, doc }) => [_id, JSON.parse(doc) as T]));
}
