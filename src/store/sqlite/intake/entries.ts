import type { Cause } from "../../../domain/actor.ts";
import type { Command } from "../../../domain/conversation/commands.ts";
import type { ConversationId, UserId, WorkspaceId } from "../../../domain/ids.ts";
import type {
  AppliedEntry,
  EntryInput,
  HistoryEntry,
  IntakeEntry,
  Outcome,
} from "../../../domain/intake/intake.ts";
import type { Connection } from "../connection.ts";

/** What stands of an entry under its key. */
export interface KeyRow {
  conversationId: ConversationId;
  fingerprint: string | null;
  version: number | null;
  outcome: string | null;
}

/** The part of an entry that is kept as a document. */
interface Body {
  cause: Cause;
  input: EntryInput;
}

interface WaitingRow {
  seq: number;
  key: string;
  occurred_at: number;
  received_at: number;
  body: string;
}

interface AppliedRow extends WaitingRow {
  version: number;
  at: number;
  settings_version: number;
  contact_owner: UserId | null;
  outcome: string;
}

/** Whose mailbox: the conversation's id, and its number in this database. */
export interface Mailboxed {
  workspaceId: WorkspaceId;
  conversationId: ConversationId;
  pk: number;
}

/** The end of a conversation's history. What writes to it answers the new `last`. */
export interface History {
  pk: number;
  last: number | null;
}

/** An entry that is to be written: `seq` is given by the database. */
export type NewEntry = Omit<IntakeEntry, "seq">;

export interface Entries {
  byKey(workspaceId: WorkspaceId, key: string): KeyRow | undefined;
  /** The command under this key; throws when something else stands there, or nothing. */
  commandOf(workspaceId: WorkspaceId, key: string): Command;
  /** Adds a waiting entry behind all others. The key must be new. */
  add(pk: number, entry: NewEntry, rest: { raw: unknown; fingerprint: string | null }): void;
  /** Adds an entry with its outcome. A key that stands already is left as it is: that deadline has come before. */
  addApplied(fired: { entry: IntakeEntry; applied: AppliedEntry }, history: History): number | null;
  /** Writes an outcome; an entry that has one, or does not stand, is left as it is. */
  settle(workspaceId: WorkspaceId, applied: AppliedEntry, history: History): number | null;
  waiting(of: Mailboxed, limit: number): IntakeEntry[];
  /** The entry under a key of this conversation, waiting or not; throws when there is none. */
  one(of: Mailboxed, key: string): IntakeEntry;
  applied(of: Mailboxed): HistoryEntry[];
}

export function createEntries(connection: Connection): Entries {
  const insert = connection.statement(
    `insert into entries (workspace, conversation, received_at, occurred_at, key, fingerprint, body)
     values (?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertRaw = connection.statement("insert into entry_raws (seq, raw) values (?, ?)");
  const insertApplied = connection.statement(
    `insert into entries (workspace, conversation, received_at, occurred_at, key, body,
       version, at, settings_version, contact_owner, outcome, previous)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (workspace, key) do nothing`,
  );
  const waitingSeq = connection.query<{ seq: number }>(
    `select seq from entries
     where workspace = ? and key = ? and conversation = ? and version is null`,
  );
  const settle = connection.statement(
    `update entries set version = ?, at = ?, settings_version = ?, contact_owner = ?, outcome = ?,
       previous = ? where seq = ?`,
  );
  const waiting = connection.query<WaitingRow>(
    `select seq, key, occurred_at, received_at, body from entries
     where conversation = ? and version is null order by seq limit ?`,
  );
  const one = connection.query<WaitingRow>(
    `select seq, key, occurred_at, received_at, body from entries
     where workspace = ? and key = ? and conversation = ?`,
  );
  return {
    ...createKeys(connection),
    add(pk, entry, { raw, fingerprint }) {
      const seq = insert.insert(
        entry.workspaceId,
        pk,
        Math.trunc(entry.receivedAt),
        Math.trunc(entry.occurredAt),
        entry.key,
        fingerprint,
        bodyOf(entry),
      );
      if (raw !== undefined && raw !== null) insertRaw.run(seq, JSON.stringify(raw));
    },
    addApplied({ entry, applied }, { pk, last }) {
      const seq = insertApplied.insert(
        entry.workspaceId,
        pk,
        Math.trunc(entry.receivedAt),
        Math.trunc(entry.occurredAt),
        entry.key,
        bodyOf(entry),
        ...appliedColumns(applied),
        last,
      );
      return seq ?? last;
    },
    settle(workspaceId, applied, { pk, last }) {
      const row = waitingSeq.get(workspaceId, applied.key, pk);
      if (row === undefined) return last;
      settle.run(...appliedColumns(applied), last, row.seq);
      return row.seq;
    },
    one(of, key) {
      const row = one.get(of.workspaceId, key, of.pk);
      if (row === undefined) throw new Error("no entry stands under this key");
      return entryOf(of, row);
    },
    waiting: (of, limit) => waiting.all(of.pk, limit).map((row) => entryOf(of, row)),
    ...createHistory(connection),
  };
}

function createKeys(connection: Connection): Pick<Entries, "byKey" | "commandOf"> {
  const byKey = connection.query<KeyRow>(
    `select c.id as conversationId, e.fingerprint, e.version, e.outcome
     from entries e join conversations c on c.pk = e.conversation where e.workspace = ? and e.key = ?`,
  );
  const bodyByKey = connection.query<{ body: string }>(
    "select body from entries where workspace = ? and key = ?",
  );
  return {
    byKey: (workspaceId, key) => byKey.get(workspaceId, key),
    commandOf(workspaceId, key) {
      const row = bodyByKey.get(workspaceId, key);
      const input = row === undefined ? null : (JSON.parse(row.body) as Body).input;
      if (input?.kind !== "command") throw new Error("no command stands under this key");
      return input.command;
    },
  };
}

function createHistory(connection: Connection): Pick<Entries, "applied"> {
  const applied = connection.query<AppliedRow>(
    `with recursive history (number) as (
       select last_entry from conversations where pk = ?
       union all
       select e.previous from history h join entries e on e.seq = h.number
     )
     select seq, key, occurred_at, received_at, body, version, at, settings_version, contact_owner, outcome
     from history join entries on seq = number order by version, seq`,
  );
  return { applied: (of) => applied.all(of.pk).map((row) => historyOf(of, row)) };
}

export function outcomeOf(text: string): Outcome {
  return JSON.parse(text) as Outcome;
}

/** In the order of the columns: version, at, settings_version, contact_owner, outcome. */
function appliedColumns(applied: AppliedEntry) {
  const { version, at, settingsVersion, contactOwnerId, outcome } = applied;
  return [
    version,
    Math.trunc(at),
    settingsVersion,
    contactOwnerId,
    JSON.stringify(outcome),
  ] as const;
}

function bodyOf({ cause, input }: NewEntry): string {
  return JSON.stringify({ cause, input } satisfies Body);
}

function entryOf({ workspaceId, conversationId }: Mailboxed, row: WaitingRow): IntakeEntry {
  const { cause, input } = JSON.parse(row.body) as Body;
  return {
    workspaceId,
    conversationId,
    key: row.key,
    seq: row.seq,
    occurredAt: row.occurred_at,
    receivedAt: row.received_at,
    cause,
    input,
  };
}

function historyOf(of: Mailboxed, row: AppliedRow): HistoryEntry {
  return {
    ...entryOf(of, row),
    applied: {
      key: row.key,
      version: row.version,
      at: row.at,
      settingsVersion: row.settings_version,
      contactOwnerId: row.contact_owner,
      outcome: outcomeOf(row.outcome),
    },
  };
}
