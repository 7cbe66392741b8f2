import type { Contact, MergeProposal } from "../../domain/contact.ts";
import type { Conversation } from "../../domain/conversation.ts";
import type { WorkspaceId } from "../../domain/ids.ts";
import type { Line } from "../../domain/line.ts";
import type { TimelineItem } from "../../domain/message.ts";
import type { User } from "../../domain/user.ts";
import type { Page } from "../intake-store.ts";
import type { ConversationQuery, ConversationRow, Reader } from "../reader.ts";
import type { Connection, Query } from "./connection.ts";
import { decodeCursor, pageOf } from "./cursor.ts";

interface Row {
  doc: string;
  line: string;
  contact: string;
}

interface ItemRow {
  occurred_at: number;
  version: number;
  id: string;
  doc: string;
}

const CONVERSATIONS = "conversations";
const TIMELINE = "timeline";
const NEWEST = Number.MAX_SAFE_INTEGER;

/** Lists and single conversations for people. */
export function createReader(connection: Connection): Reader {
  const contact = connection.query<{ doc: string }>(
    "select doc from contacts where workspace = ? and id = ?",
  );
  const proposals = connection.query<{ doc: string }>(
    "select doc from merge_proposals where workspace = ? order by id",
  );
  return {
    ...createConversationReader(connection),
    ...createTimelineReader(connection),
    contact: (workspaceId, contactId) =>
      connection.read(() => {
        const row = contact.get(workspaceId, contactId);
        return row === undefined ? null : (JSON.parse(row.doc) as Contact);
      }),
    mergeProposals: (workspaceId) =>
      connection.read(() =>
        proposals.all(workspaceId).map(({ doc }) => JSON.parse(doc) as MergeProposal),
      ),
  };
}

function createConversationReader(
  connection: Connection,
): Pick<Reader, "conversations" | "conversation"> {
  const rowOf = createRowOf(connection);
  const lists = {
    anyLine: conversationLists(connection, "c.workspace = ?1 and ?2 is null"),
    oneLine: conversationLists(connection, "c.workspace = ?1 and c.line = ?2"),
  };
  const one = connection.query<Row>(
    `select c.doc, l.doc as line, p.doc as contact from conversations c
     join lines l on l.id = c.line
     join contacts p on p.workspace = c.workspace and p.id = c.contact
     where c.workspace = ? and c.id = ? and c.doc is not null`,
  );

  function page(workspaceId: WorkspaceId, query: ConversationQuery): Page<ConversationRow> {
    const { status, lineId, cursor, limit } = query;
    const [at, id] = cursor === null ? [NEWEST, ""] : decodeCursor(CONVERSATIONS, cursor, [0, ""]);
    const list = (lineId === null ? lists.anyLine : lists.oneLine)[status];
    const rows = list.all(workspaceId, lineId, at, id, limit + 1);
    return pageOf(
      rows.map((row) => rowOf(workspaceId, row)),
      {
        list: CONVERSATIONS,
        limit,
        placeOf: ({ conversation: { lastActivityAt, id: last } }) => [
          Math.trunc(lastActivityAt ?? 0),
          last,
        ],
        itemOf: (row) => row,
      },
    );
  }

  return {
    conversations: (workspaceId, query) => connection.read(() => page(workspaceId, query)),
    conversation: (workspaceId, conversationId) =>
      connection.read(() => {
        const row = one.get(workspaceId, conversationId);
        return row === undefined ? null : rowOf(workspaceId, row);
      }),
  };
}

function createTimelineReader(connection: Connection): Pick<Reader, "timeline"> {
  const items = connection.query<ItemRow>(
    `select i.occurred_at, i.version, i.id, i.doc from items i
     where i.conversation = (select pk from conversations where workspace = ? and id = ?)
       and i.shown = 1 and (i.occurred_at, i.version, i.id) < (?, ?, ?)
     order by i.occurred_at desc, i.version desc, i.id desc limit ?`,
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
        placeOf: (row) => [row.occurred_at, row.version, row.id],
        itemOf: (row) => JSON.parse(row.doc) as TimelineItem,
      });
    },
  };
}

/** One list per status. The index keeps open and closed ones apart, so all of them are the two lists merged. */
function conversationLists(
  connection: Connection,
  scope: string,
): Record<"open" | "closed" | "all", Query<Row>> {
  const keys = (open: number) =>
    `select c.pk, c.last_activity_at as at, c.id from conversations c
     where ${scope} and c.open = ${open} and c.last_activity_at is not null
       and (c.last_activity_at, c.id) < (?3, ?4)`;
  const page = (selected: string) =>
    connection.query<Row>(
      `select c.doc, l.doc as line, p.doc as contact
       from (${selected} order by at desc, id desc limit ?5) k
       join conversations c on c.pk = k.pk
       join lines l on l.id = c.line
       join contacts p on p.workspace = c.workspace and p.id = c.contact
       order by k.at desc, k.id desc`,
    );
  return {
    open: page(keys(1)),
    closed: page(keys(0)),
    all: page(`${keys(1)} union all ${keys(0)}`),
  };
}

/** Puts a conversation together with the names of its line and owner. */
function createRowOf(connection: Connection) {
  const owner = connection.query<{ doc: string }>(
    "select doc from users where workspace = ? and id = ?",
  );
  return (workspaceId: WorkspaceId, row: Row): ConversationRow => {
    const conversation = JSON.parse(row.doc) as Conversation;
    const line = JSON.parse(row.line) as Line;
    const { ownerId } = conversation.facts;
    const ownerRow = ownerId === null ? undefined : owner.get(workspaceId, ownerId);
    const user = ownerRow === undefined ? null : (JSON.parse(ownerRow.doc) as User);
    return {
      conversation,
      line: { id: line.id, name: line.name, displayPhoneNumber: line.displayPhoneNumber },
      contact: JSON.parse(row.contact) as Contact,
      owner: user === null ? null : { id: user.id, name: user.name },
    };
  };
}
