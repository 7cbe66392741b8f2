import { DatabaseSync } from "node:sqlite";
import type { Contact } from "../../../../src/domain/contact/contact.ts";
import type { Conversation } from "../../../../src/domain/conversation/conversation.ts";
import type { StoredEvent } from "../../../../src/domain/events.ts";
import type { EntryInput, HistoryEntry } from "../../../../src/domain/intake/intake.ts";
import type { EffectiveSettings, Line } from "../../../../src/domain/line.ts";
import type { TimelineItem } from "../../../../src/domain/conversation/message.ts";

/** All that the database file holds, read from outside: none of the engine's own reading code is trusted here. */
export interface Record {
  conversations: {
    workspace: string;
    pk: number;
    id: string;
    nextDueAt: number | null;
    doc: Conversation;
  }[];
  /** By conversation, in order of version and arrival. */
  history: Map<number, HistoryEntry[]>;
  items: { conversation: number; doc: TimelineItem }[];
  /** In order of workspace and place. */
  events: StoredEvent[];
  deliveries: { workspace: string; eventId: string; state: string; attempts: number }[];
  contacts: Map<string, Contact>;
  lines: Map<string, Line>;
  settings: Map<string, EffectiveSettings>;
  parked: number;
  /** Conversations whose list of applied entries does not hold all of them. */
  brokenChains: string[];
}

/** What still has to be done, by the database. All zero: calm. */
export interface Backlog {
  waiting: number;
  deadlines: number;
  unrelayed: number;
  pending: number;
}

interface EntryRow {
  workspace: string;
  conversation: number;
  conversationId: string;
  seq: number;
  key: string;
  version: number;
  at: number;
  settings_version: number;
  contact_owner: string | null;
  outcome: string;
  received_at: number;
  occurred_at: number;
  body: string;
}

export function readBacklog(path: string): Backlog {
  return using(path, (all) => {
    const count = (sql: string): number => Number(all<{ n: number | null }>(sql)[0]?.n ?? 0);
    return {
      waiting: count("select count(*) as n from entries where version is null"),
      deadlines: count("select count(*) as n from conversations where next_due_at is not null"),
      unrelayed: count("select sum(last_seq - relayed_seq) as n from workspaces"),
      pending: count("select count(*) as n from deliveries where state = 'pending'"),
    };
  });
}

export function readRecord(path: string): Record {
  return using(path, (all) => ({
    conversations: all<{
      workspace: string;
      pk: number;
      id: string;
      due: number | null;
      doc: string;
    }>("select workspace, pk, id, next_due_at as due, doc from conversations order by pk").map(
      ({ due, doc, ...row }) => ({ ...row, nextDueAt: due, doc: JSON.parse(doc) }),
    ),
    history: historyOf(
      all<EntryRow>(
        `select e.*, c.id as conversationId from entries e join conversations c on c.pk = e.conversation
         where e.version is not null order by e.conversation, e.version, e.seq`,
      ),
    ),
    items: all<{ conversation: number; doc: string }>(
      // Kind 1: the places of items by their ids.
      `select p.conversation, i.doc from items i left join places p on p.ref = i.pk and p.kind = 1`,
    ).map(({ conversation, doc }) => ({ conversation, doc: JSON.parse(doc) })),
    events: all<{ workspace: string; seq: number; type: string; id: string; body: string }>(
      "select workspace, seq, type, id, body from events order by workspace, seq",
    ).map(({ workspace, body, ...row }) => ({
      ...row,
      workspaceId: workspace,
      ...JSON.parse(body),
    })),
    deliveries: all(
      `select d.workspace, e.id as eventId, d.state, d.attempts from deliveries d
       join events e on e.workspace = d.workspace and e.seq = d.seq`,
    ),
    contacts: documents(all("select workspace || ' ' || id as id, doc from contacts")),
    lines: documents(all("select id, doc from lines")),
    settings: documents(all("select line || ' ' || version as id, doc from line_settings")),
    parked: all("select pk from parked").length,
    brokenChains: all<{ id: string }>(BROKEN_CHAINS).map(({ id }) => id),
  }));
}

const BROKEN_CHAINS = `
  with recursive chain (conversation, seq) as (
    select pk, last_entry from conversations where last_entry is not null
    union all
    select e.conversation, e.previous from chain c join entries e on e.seq = c.seq
    where e.previous is not null
  ), linked as (select conversation, count(*) as n from chain group by conversation),
  applied as (
    select conversation, count(*) as n from entries where version is not null group by conversation
  )
  select c.id from applied a join conversations c on c.pk = a.conversation
  left join linked l on l.conversation = a.conversation where l.n is not a.n`;

type All = <Row>(sql: string) => Row[];

function using<T>(path: string, read: (all: All) => T): T {
  const db = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
  try {
    db.exec("begin");
    return read(<Row>(sql: string) => db.prepare(sql).all() as Row[]);
  } finally {
    db.close();
  }
}

function documents<T>(rows: { id: string; doc: string }[]): Map<string, T> {
  return new Map(rows.map(({ id, doc }) => [id, JSON.parse(doc) as T]));
}

function historyOf(rows: EntryRow[]): Map<number, HistoryEntry[]> {
  const history = new Map<number, HistoryEntry[]>();
  for (const row of rows) {
    const entries = history.get(row.conversation) ?? [];
    history.set(row.conversation, entries);
    const { cause, input } = JSON.parse(row.body) as {
      cause: HistoryEntry["cause"];
      input: EntryInput;
    };
    entries.push({
      workspaceId: row.workspace,
      conversationId: row.conversationId,
      key: row.key,
      seq: row.seq,
      occurredAt: row.occurred_at,
      receivedAt: row.received_at,
      cause,
      input,
      applied: {
        key: row.key,
        version: row.version,
        at: row.at,
        settingsVersion: row.settings_version,
        contactOwnerId: row.contact_owner,
        outcome: JSON.parse(row.outcome),
      },
    });
  }
  return history;
}
