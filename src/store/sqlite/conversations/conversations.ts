import type { ConversationId, WorkspaceId } from "../../../domain/ids.ts";
import { lastSaid, messageIdsOf, sourceIdsOf } from "../../../domain/intake/named-messages.ts";
import type { Line } from "../../../domain/line.ts";
import type { MessageItem } from "../../../domain/conversation/message.ts";
import { contactOf } from "../../../domain/contact/stored-contact.ts";
import { conversationOf } from "../../../domain/conversation/stored-conversation.ts";
import type {
  ConversationStore,
  DueConversation,
  Mailbox,
  MailboxDepth,
} from "../../conversation-store.ts";
import type { DeadEntryStore } from "../../dead-entry-store.ts";
import type { FollowUp } from "./follow-up.ts";
import { createCommitting } from "./commit.ts";
import type { Connection } from "../connection.ts";
import { createDeadEntries } from "../intake/dead-entries.ts";
import { createEntries } from "../intake/entries.ts";
import type { Feed } from "../feed/feed.ts";
import { createItems } from "./items.ts";
import type { MediaFiles } from "../media/media-files.ts";
import { createPlaces } from "./places.ts";
import { createNewSends } from "../sending/send-rows.ts";
import { createThreads } from "./threads.ts";

interface LoadRow {
  pk: number;
  doc: string | null;
  line: string;
  contact: string;
  flows: number | null;
}

/** Loading and committing on SQLite. A commit is one write, so there is never a half-written one to repair. */
export function createConversations(
  connection: Connection,
  parts: { feed: Feed; files: Pick<MediaFiles, "addFile">; followUp: FollowUp },
): ConversationStore & DeadEntryStore {
  const threads = createThreads(connection);
  const entries = createEntries(connection);
  const items = createItems(connection, createPlaces(connection));
  const sends = createNewSends(connection);
  const { note: noteDead, ...deadEntries } = createDeadEntries(connection, entries);
  const commit = createCommitting(connection, {
    ...parts,
    threads,
    entries,
    items,
    sends,
    noteDead,
  });
  const documents = connection.query<LoadRow>(
    `select c.pk, c.doc, l.doc as line, p.doc as contact,
       (select flows_version from workspaces w where w.id = c.workspace) as flows
     from conversations c
     join lines l on l.id = c.line and l.workspace = c.workspace
     join contacts p on p.workspace = c.workspace and p.id = c.contact
     where c.workspace = ? and c.id = ?`,
  );

  function load(
    workspaceId: WorkspaceId,
    conversationId: ConversationId,
    { maxEntries }: { maxEntries: number },
  ): Mailbox | null {
    const row = documents.get(workspaceId, conversationId);
    if (row === undefined) return null;
    const { pk } = row;
    const waiting = entries.waiting({ workspaceId, conversationId, pk }, maxEntries + 1);
    const taken = waiting.slice(0, maxEntries);
    const sourceIds = new Set(taken.flatMap(({ input }) => sourceIdsOf(input)));
    const conversation = row.doc === null ? null : conversationOf(row.doc);
    const flowsVersion = row.flows ?? 0;
    const ids = new Set([
      ...taken.flatMap(messageIdsOf),
      ...lastSaid(conversation, { flowsVersion }),
    ]);
    const bySource = [...sourceIds].map((sourceId) => items.message(pk, sourceId));
    const messages = unique([...bySource, ...[...ids].map((id) => items.messageById(pk, id))]);
    return {
      conversation,
      line: JSON.parse(row.line) as Line,
      contact: contactOf(row.contact),
      entries: taken,
      more: waiting.length > taken.length,
      messages,
      flowsVersion,
    };
  }

  return {
    ...createQueues(connection),
    ...deadEntries,
    load: (workspaceId, conversationId, options) =>
      connection.glance(() => load(workspaceId, conversationId, options)),
    commit: (wanted) => connection.write(() => commit(wanted)),
    repair: async () => 0,
    history: (workspaceId, conversationId) =>
      connection.read(() => {
        const pk = threads.pkOf(workspaceId, conversationId);
        return pk === undefined ? [] : entries.applied({ workspaceId, conversationId, pk });
      }),
  };
}

const NOTHING_WAITS: MailboxDepth = { waitingEntries: 0, oldestReceivedAt: null, deadEntries: 0 };

/** Each message once, although entries may name it in two ways. */
function unique(found: readonly (MessageItem | undefined)[]): MessageItem[] {
  const messages = found.filter((message) => message !== undefined);
  return [...new Map(messages.map((message) => [message.id, message])).values()];
}

/** What waits and what is due, over all workspaces: for the sweeps and `/metrics`. */
function createQueues(
  connection: Connection,
): Pick<ConversationStore, "waiting" | "due" | "upcoming" | "depth"> {
  const oldestFirst = connection.query<{ conversation: number }>(
    `select conversation from entries where version is null and received_at <= ?
     order by received_at, conversation`,
  );
  const reference = connection.query<{ workspaceId: WorkspaceId; conversationId: ConversationId }>(
    "select workspace as workspaceId, id as conversationId from conversations where pk = ?",
  );
  const dueBetween = connection.query<DueConversation>(
    `select workspace as workspaceId, id as conversationId, next_due_at as dueAt from conversations
     where next_due_at > ? and next_due_at <= ? order by next_due_at limit ?`,
  );
  const depth = connection.query<Omit<MailboxDepth, "deadEntries">>(
    `select count(*) as waitingEntries, min(received_at) as oldestReceivedAt
     from entries where version is null`,
  );
  const dead = connection.query<Pick<MailboxDepth, "deadEntries">>(
    "select count(*) as deadEntries from dead_entries where replayed_at is null",
  );

  const due = (query: { after: number; until: number; limit: number }) =>
    connection.read(() =>
      dueBetween
        .all(Math.floor(query.after), Math.floor(query.until), query.limit)
        .map((row) => ({ ...row })),
    );

  return {
    waiting: ({ before, limit }) =>
      connection.read(() => {
        const found = new Set<number>();
        for (const { conversation } of oldestFirst.each(Math.floor(before))) {
          if (found.size >= limit) break;
          found.add(conversation);
        }
        return [...found].flatMap((pk) => {
          const row = reference.get(pk);
          return row === undefined ? [] : [{ ...row }];
        });
      }),
    due: ({ now, limit }) => due({ after: Number.MIN_SAFE_INTEGER, until: now, limit }),
    upcoming: due,
    depth: () => connection.read(() => ({ ...NOTHING_WAITS, ...depth.get(), ...dead.get() })),
  };
}
