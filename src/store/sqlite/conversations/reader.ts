import type { ConversationId, LineId, UserId, WorkspaceId } from "../../../domain/ids.ts";
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
  line: LineId;
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
export function createReader(
  connection: Connection,
): Omit<Reader, "mergeProposals" | "mergeProposalPage"> {
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
  const rowsOf = createRowsOf(connection);
  const list = createConversationList(connection);
  const documents = connection.query<Row>(
    `select c.doc, c.line, p.doc as contact from json_each(?) j
     cross join conversations c on c.pk = j.value
     join contacts p on p.workspace = c.workspace and p.id = c.contact`,
  );
  const one = connection.query<Row>(
    `select c.doc, c.line, p.doc as contact from conversations c
     join contacts p on p.workspace = c.workspace and p.id = c.contact
     where c.workspace = ? and c.id = ? and c.doc is not null`,
  );

  function find(workspaceId: WorkspaceId, ids: readonly ConversationId[]): ConversationRow[] {
    const rows = ids.map((id) => one.get(workspaceId, id));
    return rowsOf(
      workspaceId,
      rows.filter((row) => row !== undefined),
    );
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
      itemOf: (key) => key.pk,
    });
    const rows = documents.all(JSON.stringify(items));
    return { items: rowsOf(workspaceId, rows), cursor: next };
  }

  return {
    conversations: (workspaceId, query) => connection.read(() => page(workspaceId, query)),
    unreadCount: (workspaceId, filter) =>
      connection.read(() => list.unreadCount(workspaceId, filter)),
    conversation: (workspaceId, conversationId) =>
      connection.read(() => find(workspaceId, [conversationId])[0] ?? null),
    conversationsById: (workspaceId, conversationIds) =>
      connection.read(() => find(workspaceId, [...new Set(conversationIds)])),
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

/** Puts conversations together with the names of their lines and owners, each of which is read once. */
function createRowsOf(connection: Connection) {
  const lines = connection.query<{ doc: string }>("select doc from lines where id = ?");
  const users = connection.query<{ doc: string }>(
    "select doc from users where workspace = ? and id = ?",
  );

  function lineOf(id: LineId): ConversationRow["line"] {
    const row = lines.get(id);
    if (row === undefined) throw new Error(`a conversation is on line ${id}, which there is not`);
    const { name, displayPhoneNumber } = JSON.parse(row.doc) as Line;
    return { id, name, displayPhoneNumber };
  }

  function ownerOf(workspaceId: WorkspaceId, id: UserId): ConversationRow["owner"] {
    const row = users.get(workspaceId, id);
    return row === undefined ? null : { id, name: (JSON.parse(row.doc) as User).name };
  }

  return (workspaceId: WorkspaceId, rows: readonly Row[]): ConversationRow[] => {
    const line = once(lineOf);
    const owner = once((id: UserId) => ownerOf(workspaceId, id));
    return rows.map((row) => {
      const conversation = conversationOf(row.doc);
      const { ownerId } = conversation.facts;
      return {
        conversation,
        line: line(row.line),
        contact: contactOf(row.contact),
        owner: ownerId === null ? null : owner(ownerId),
      };
    });
  };
}

/** The same, looking up each id no more than once. */
function once<T>(lookUp: (id: string) => T): (id: string) => T {
  const known = new Map<string, T>();
  return (id) => {
    if (!known.has(id)) known.set(id, lookUp(id));
    return known.get(id) as T;
  };
}
