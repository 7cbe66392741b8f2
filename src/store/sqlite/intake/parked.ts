import type { WorkspaceId } from "../../../domain/ids.ts";
import type { ParkedReason } from "../../../domain/intake/inbound.ts";
import type { IntakeStore, ParkedItem, ReplayQuery } from "../../intake-store.ts";
import type { Connection } from "../connection.ts";
import { decodeCursor, NEWEST_PLACE, pageOf } from "../../page-cursor.ts";
import type { ToPark } from "../../to-park.ts";

export interface Parked extends Pick<IntakeStore, "parked" | "parkedForReplay" | "settleParked"> {
  /** To be called inside a write. */
  park(item: ToPark): void;
}

interface Row {
  pk: number;
  workspace: string;
  reason: ParkedReason;
  line: string | null;
  field: string;
  parked_at: number;
  replayed_at: number | null;
  raw: string;
}

const LIST = "parked";
const REPLAY_LIST = "parked-replay";
/** A place before all others, in the order of arrival. */
const OLDEST: [number, number] = [-1, -1];
const COLUMNS = "pk, workspace, reason, line, field, parked_at, replayed_at, raw";

export function createParked(connection: Connection): Parked {
  const insert = connection.statement(
    `insert into parked (workspace, key, reason, line, field, parked_at, raw)
     values (?, ?, ?, ?, ?, ?, ?) on conflict (workspace, key) do nothing`,
  );
  const settle = connection.statement(
    "update parked set replayed_at = ? where pk = ? and workspace = ? and replayed_at is null",
  );
  const lists = createLists(connection);

  return {
    ...createReplaying(connection),
    park({ workspaceId, key, reason, lineId, field, raw, parkedAt }) {
      const text = JSON.stringify(raw ?? null);
      insert.run(workspaceId, key, reason, lineId, field, Math.trunc(parkedAt), text);
    },
    async parked(workspaceId, { reason, lineId, replayed, cursor, limit }) {
      const [at, pk] =
        cursor === null ? [NEWEST_PLACE, NEWEST_PLACE] : decodeCursor(LIST, cursor, [0, 0]);
      const ofState = replayed ? lists.listed : lists.waiting;
      const list = lineId === null ? ofState.anyLine : ofState.oneLine;
      const rows = await connection.read(() =>
        list.all(workspaceId, at, pk, reason, lineId, limit + 1),
      );
      return pageOf(rows, {
        list: LIST,
        limit,
        placeOf,
        itemOf,
      });
    },
    settleParked: (workspaceId, ids, at) =>
      connection.write(() => {
        for (const id of ids) settle.run(Math.trunc(at), pkOf(id), workspaceId);
      }),
  };
}

function createLists(connection: Connection) {
  const list = (condition: string) =>
    connection.query<Row>(
      `select ${COLUMNS} from parked where workspace = ?1 and (parked_at, pk) < (?2, ?3)
       and (?4 is null or reason = ?4) and ${condition} order by parked_at desc, pk desc limit ?6`,
    );
  return {
    listed: { anyLine: list("?5 is null"), oneLine: list("line = ?5") },
    waiting: {
      anyLine: list("replayed_at is null and ?5 is null"),
      oneLine: list("replayed_at is null and line = ?5"),
    },
  };
}

function createReplaying(connection: Connection): Pick<IntakeStore, "parkedForReplay"> {
  const oldest = (condition: string) =>
    connection.query<Row>(
      `select ${COLUMNS} from parked where workspace = ?1 and replayed_at is null
       and (?2 is null or reason = ?2) and ${condition} and (parked_at, pk) > (?4, ?5)
       order by parked_at, pk limit ?6`,
    );
  const ofAnyLine = oldest("?3 is null");
  const ofLine = oldest("line = ?3");
  const one = connection.query<Row>(
    `select ${COLUMNS} from parked where pk = ? and workspace = ? and replayed_at is null`,
  );

  /** Named items are few, so each is looked up by itself. */
  function named(workspaceId: WorkspaceId, ids: readonly string[]): Row[] {
    return [...new Set(ids)]
      .map((id) => one.get(pkOf(id), workspaceId))
      .filter((row) => row !== undefined)
      .sort((a, b) => a.parked_at - b.parked_at || a.pk - b.pk);
  }

  function rowsBehind(workspaceId: WorkspaceId, query: ReplayQuery, [at, pk]: [number, number]) {
    const { ids, lineId, reason, limit } = query;
    if (ids === null) {
      const list = lineId === null ? ofAnyLine : ofLine;
      return list.all(workspaceId, reason, lineId, at, pk, limit + 1);
    }
    return named(workspaceId, ids).filter(
      (row) =>
        (lineId === null || row.line === lineId) &&
        (reason === null || row.reason === reason) &&
        (row.parked_at > at || (row.parked_at === at && row.pk > pk)),
    );
  }

  return {
    async parkedForReplay(workspaceId, query) {
      const { cursor, limit } = query;
      const place = cursor === null ? OLDEST : decodeCursor(REPLAY_LIST, cursor, OLDEST);
      const rows = await connection.read(() => rowsBehind(workspaceId, query, place));
      return pageOf(rows, { list: REPLAY_LIST, limit, placeOf, itemOf });
    },
  };
}

const placeOf = (row: Row): [number, number] => [row.parked_at, row.pk];

function itemOf(row: Row): ParkedItem {
  return {
    id: `p${row.pk}`,
    workspaceId: row.workspace,
    reason: row.reason,
    lineId: row.line,
    field: row.field,
    raw: JSON.parse(row.raw),
    parkedAt: row.parked_at,
    replayedAt: row.replayed_at,
  };
}

/** The row of an id; an id that is none of ours names no row. */
function pkOf(id: string): number {
  return /^p\d{1,15}$/.test(id) ? Number(id.slice(1)) : 0;
}
