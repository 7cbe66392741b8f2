import type { ConversationId, WorkspaceId } from "../../../domain/ids.ts";
import type { Line } from "../../../domain/line.ts";
import type { TimelineItem } from "../../../domain/conversation/message.ts";
import { contactOf } from "../../../domain/contact/stored-contact.ts";
import { conversationOf } from "../../../domain/conversation/stored-conversation.ts";
import type { User } from "../../../domain/people/user.ts";
import type { Page } from "../../intake-store.ts";
import type { ConversationQuery, ConversationRow, Reader } from "../../reader.ts";
import type { Connection } from "../connection.ts";
import { createContactRows } from "../contacts/contact-rows.ts";
import { createConversationList } from "./conversation-list.ts";
import { NEWEST } from "./conversation-runs.ts";
import { decodeCursor, pageOf } from "../../page-cursor.ts";
import { createItems } from "./items.ts";
import { createPlaces, PLACE } from "./places.ts";
import { createThreads } from "./threads.ts";

interface Row {
  doc: string;
  line: string;
  contact: string;
}

interface ItemRow {
  at: number;
  version: number;
  name: string;
  doc: string;
}

const CONVERSATIONS = "conversations";
const TIMELINE = "timeline";

/** Lists and single conversations for people. */
export function createReader(connection: Connection): Omit<Reader, "mergeProposals"> {
  const { follow } = createContactRows(connection);
  return {
    ...createConversationReader(connection),
    ...createTimelineReader(connection),
    ...createMessageReader(connection),
    contact: (workspaceId, contactId) => connection.read(() => follow(workspaceId, contactId)),
  };
}

function createConversationReader(
  connection: Connection,
): Pick<
  Reader,
  "conversations" | "conversation" | "conversationsById" | "unreadCount" | "ownersOf"
> {
  const rowOf = createRowOf(connection);
  const list = createConversationList(connection);
  const documents = connection.query<Row>(
    `select c.doc, l.doc as line, p.doc as contact from conversations c
     join lines l on l.id = c.line
     join contacts p on p.workspace = c.workspace and p.id = c.contact
     where c.pk = ?`,
  );
  const one = connection.query<Row>(
    `select c.doc, l.doc as line, p.doc as contact from conversations c
     join lines l on l.id = c.line
     join contacts p on p.workspace = c.workspace and p.id = c.contact
     where c.workspace = ? and c.id = ? and c.doc is not null`,
  );

  function find(workspaceId: WorkspaceId, id: ConversationId): ConversationRow | null {
    const row = one.get(workspaceId, id);
    return row === undefined ? null : rowOf(workspaceId, row);
  }
  const owners = connection.query<{ id: string; owner: string | null }>(
    `select id, owner from conversations
     where workspace = ? and id in (select value from json_each(?)) and doc is not null`,
  );

  function page(workspaceId: WorkspaceId, query: ConversationQuery): Page<ConversationRow> {
    const { cursor, limit } = query;
    const [at, id] = cursor === null ? [NEWEST, ""] : decodeCursor(CONVERSATIONS, cursor, [0, ""]);
    const keys = list.newest(workspaceId, query, { from: { at, id }, count: limit + 1 });
    const { items, cursor: next } = pageOf(keys, {
      list: CONVERSATIONS,
      limit,
      placeOf: (key) => [key.at, key.id],
      itemOf: (key) => documents.get(key.pk),
    });
    const rows = items.filter((row) => row !== undefined);
    return { items: rows.map((row) => rowOf(workspaceId, row)), cursor: next };
  }

  return {
    conversations: (workspaceId, query) => connection.read(() => page(workspaceId, query)),
    unreadCount: (workspaceId, filter) =>
      connection.read(() => list.unreadCount(workspaceId, filter)),
    conversation: (workspaceId, conversationId) =>
      connection.read(() => find(workspaceId, conversationId)),
    conversationsById: (workspaceId, conversationIds) =>
      connection.read(() => {
        const rows = [...new Set(conversationIds)].map((id) => find(workspaceId, id));
        return rows.filter((row) => row !== null);
      }),
    ownersOf: (workspaceId, conversationIds) =>
      connection.read(() => {
        const rows = owners.all(workspaceId, JSON.stringify(conversationIds));
        return new Map(rows.map(({ id, owner }) => [id, owner]));
      }),
  };
}

function createTimelineReader(connection: Connection): Pick<Reader, "timeline"> {
  const items = connection.query<ItemRow>(
    `select p.at, p.version, p.name, i.doc from places p join items i on i.pk = p.ref
     where p.conversation = (select pk from conversations where workspace = ? and id = ?)
       and p.kind = ${PLACE.shown} and (p.at, p.version, p.name) < (?, ?, ?)
     order by p.at desc, p.version desc, p.name desc limit ?`,
  );
  return {
    async timeline(workspaceId, conversationId, { cursor, limit }) {
      const [at, version, id] =
        cursor === null ? [NEWEST, NEWEST, ""] : decodeCursor(TIMELINE, cursor, [0, 0, ""]);
      const rows = await connection.read(() =>
        items.all(workspaceId, conversationId, at, version, id, limit + 1),
      );
      return pageOf(rows, {
        list: TIMELINE,
        limit,
        placeOf: (row) => [row.at, row.version, row.name],
        itemOf: (row) => JSON.parse(row.doc) as TimelineItem,
      });
    },
  };
}

function createMessageReader(connection: Connection): Pick<Reader, "messages"> {
  const threads = createThreads(connection);
  const items = createItems(connection, createPlaces(connection));
  return {
    messages: (workspaceId, conversationId, ids) =>
      connection.read(() => {
        const pk = threads.pkOf(workspaceId, conversationId);
        if (pk === undefined) return [];
        return ids.flatMap((id) => items.messageById(pk, id) ?? []);
      }),
  };
}

/** Puts a conversation together with the names of its line and owner. */
function createRowOf(connection: Connection) {
  const owner = connection.query<{ doc: string }>(
    "select doc from users where workspace = ? and id = ?",
  );
  return (workspaceId: WorkspaceId, row: Row): ConversationRow => {
    const conversation = conversationOf(row.doc);
    const line = JSON.parse(row.line) as Line;
    const { ownerId } = conversation.facts;
    const ownerRow = ownerId === null ? undefined : owner.get(workspaceId, ownerId);
    const user = ownerRow === undefined ? null : (JSON.parse(ownerRow.doc) as User);
    return {
      conversation,
      line: { id: line.id, name: line.name, displayPhoneNumber: line.displayPhoneNumber },
      contact: contactOf(row.contact),
      owner: user === null ? null : { id: user.id, name: user.name },
    };
  };
}
