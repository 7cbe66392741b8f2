import type { LineId, WorkspaceId } from "../../../domain/ids.ts";
import type { LineCapacity, LineSending, LineStop } from "../../../domain/sending/line-sending.ts";
import type { Connection } from "../connection.ts";

/** How a line's sending stands, at rest. */
export interface LineRow {
  line: LineId;
  holder: string | null;
  held_until: number;
  spent: number | null;
  stop: string | null;
  resumes: number;
  resumed_at: number | null;
  capacity: string | null;
}

/** A row per line; a line without one has never sent. */
export interface LineRows {
  find(workspaceId: WorkspaceId, lineId: LineId): LineRow | undefined;
  all(workspaceId: WorkspaceId): LineRow[];
  /** Inside a write: the line's row, made when it is missing. */
  made(workspaceId: WorkspaceId, lineId: LineId): LineRow;
}

export function createLineRows(connection: Connection): LineRows {
  const one = connection.query<LineRow>(
    "select * from line_sending where workspace = ? and line = ?",
  );
  const all = connection.query<LineRow>(
    "select * from line_sending where workspace = ? order by line",
  );
  const begin = connection.statement(
    `insert into line_sending (workspace, line, held_until, resumes) values (?, ?, 0, 0)
     on conflict do nothing`,
  );
  return {
    find: (workspaceId, lineId) => one.get(workspaceId, lineId),
    all: (workspaceId) => all.all(workspaceId),
    made(workspaceId, lineId) {
      begin.run(workspaceId, lineId);
      const row = one.get(workspaceId, lineId);
      if (row === undefined) throw new Error("a row that was just made is missing");
      return row;
    },
  };
}

export function lineSendingOf(row: LineRow): LineSending {
  const { line: lineId, stop, resumes, resumed_at: resumedAt, capacity } = row;
  return {
    lineId,
    stop: stop === null ? null : (JSON.parse(stop) as LineStop),
    resumes,
    resumedAt,
    capacity: capacity === null ? null : (JSON.parse(capacity) as LineCapacity),
  };
}
