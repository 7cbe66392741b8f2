import { replayOf } from "../../../domain/intake/dead-entry.ts";
import type { AppliedEntry } from "../../../domain/intake/intake.ts";
import type { WorkspaceId } from "../../../domain/ids.ts";
import type { ConversationRef } from "../../conversation-store.ts";
import type { DeadEntry, DeadEntryStore } from "../../dead-entry-store.ts";
import type { Connection } from "../connection.ts";
import { decodeCursor, NEWEST_PLACE, pageOf } from "../../page-cursor.ts";
import { outcomeOf, type Entries } from "./entries.ts";

export interface DeadEntries extends DeadEntryStore {
  /** Notes an entry that was set aside. To be called inside a write. */
  note(workspaceId: WorkspaceId, applied: AppliedEntry): void;
}

interface Row {
  pk: number;
  at: number;
  conversation: string;
  kind: DeadEntry["kind"];
  outcome: string;
  occurred_at: number;
  received_at: number;
}

interface KeyRow {
  pk: number;
  key: string;
  thread: number;
  conversation: string;
}

const LIST = "dead-entries";

export function createDeadEntries(
  connection: Connection,
  entries: Pick<Entries, "add" | "one">,
): DeadEntries {
  const insert = connection.statement(
    "insert into dead_entries (workspace, key, at) values (?, ?, ?) on conflict do nothing",
  );
  const list = connection.query<Row>(
    `select d.pk, d.at, c.id as conversation, e.body ->> '$.input.kind' as kind, e.outcome, e.occurred_at,
       e.received_at
     from dead_entries d join entries e on e.workspace = d.workspace and e.key = d.key
     join conversations c on c.pk = e.conversation
     where d.workspace = ? and d.replayed_at is null and (d.at, d.pk) < (?, ?)
     order by d.at desc, d.pk desc limit ?`,
  );
  const keys = `select d.pk, d.key, e.conversation as thread, c.id as conversation
     from dead_entries d join entries e on e.workspace = d.workspace and e.key = d.key
     join conversations c on c.pk = e.conversation
     where d.workspace = ? and d.replayed_at is null`;
  const oldest = connection.query<KeyRow>(`${keys} order by d.at, d.pk limit ?`);
  const named = connection.query<KeyRow>(`${keys} and d.pk = ?`);
  const settle = connection.statement("update dead_entries set replayed_at = ? where pk = ?");

  function chosen(workspaceId: WorkspaceId, ids: readonly string[] | null, limit: number) {
    if (ids === null) return oldest.all(workspaceId, limit);
    const rows = [...new Set(ids)].map((id) => named.get(workspaceId, pkOf(id)));
    return rows
      .filter((row) => row !== undefined)
      .sort((a, b) => a.pk - b.pk)
      .slice(0, limit);
  }

  function replay(workspaceId: WorkspaceId, row: KeyRow, at: number): ConversationRef {
    const { pk, key, thread, conversation: conversationId } = row;
    const entry = entries.one({ workspaceId, conversationId, pk: thread }, key);
    entries.add(thread, replayOf(entry, at), { raw: null, fingerprint: null });
    settle.run(Math.trunc(at), pk);
    return { workspaceId, conversationId };
  }

  return {
    note(workspaceId, { key, at, outcome }) {
      if (outcome.kind === "dead") insert.run(workspaceId, key, Math.trunc(at));
    },
    async deadEntries(workspaceId, { cursor, limit }) {
      const [at, pk] =
        cursor === null ? [NEWEST_PLACE, NEWEST_PLACE] : decodeCursor(LIST, cursor, [0, 0]);
      const rows = await connection.read(() => list.all(workspaceId, at, pk, limit + 1));
      return pageOf(rows, {
        list: LIST,
        limit,
        placeOf: (row) => [row.at, row.pk],
        itemOf: (row) => entryOf(workspaceId, row),
      });
    },
    replayDead: (workspaceId, { ids, limit, at }) =>
      connection.write(() =>
        chosen(workspaceId, ids, limit).map((row) => replay(workspaceId, row, at)),
      ),
  };
}

function entryOf(workspaceId: WorkspaceId, row: Row): DeadEntry {
  const outcome = outcomeOf(row.outcome);
  return {
    id: `d${row.pk}`,
    workspaceId,
    conversationId: row.conversation,
    kind: row.kind,
    reason: outcome.kind === "dead" ? outcome.reason : "",
    occurredAt: row.occurred_at,
    receivedAt: row.received_at,
    diedAt: row.at,
  };
}

/** The row of an id; an id that is none of ours names no row. */
function pkOf(id: string): number {
  return /^d\d{1,15}$/.test(id) ? Number(id.slice(1)) : 0;
}
