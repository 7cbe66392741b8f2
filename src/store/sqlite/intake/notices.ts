import type { WorkspaceId } from "../../../domain/ids.ts";
import type { IntakeStore, Notice } from "../../intake-store.ts";
import type { Connection } from "../connection.ts";
import { decodeCursor, NEWEST_PLACE, pageOf } from "../../page-cursor.ts";

/** News to be kept. Its key is unique in the workspace: the same news again makes no second row. */
export interface ToNotice extends Omit<Notice, "id"> {
  workspaceId: WorkspaceId;
  key: string;
}

export interface Notices extends Pick<IntakeStore, "notices"> {
  /** To be called inside a write. */
  note(notice: ToNotice): void;
}

interface Row {
  pk: number;
  field: string;
  event: string | null;
  waba: string | null;
  line: string | null;
  occurred_at: number;
  received_at: number;
  raw: string;
}

const LIST = "notices";

export function createNotices(connection: Connection): Notices {
  const insert = connection.statement(
    `insert into notices (workspace, key, field, event, waba, line, occurred_at, received_at, raw)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (workspace, key) do nothing`,
  );
  const page = connection.query<Row>(
    `select pk, field, event, waba, line, occurred_at, received_at, raw from notices
     where workspace = ? and (received_at, pk) < (?, ?) order by received_at desc, pk desc limit ?`,
  );
  return {
    note({ workspaceId, key, field, event, wabaId, lineId, occurredAt, receivedAt, raw }) {
      insert.run(
        workspaceId,
        key,
        field,
        event,
        wabaId,
        lineId,
        Math.trunc(occurredAt),
        Math.trunc(receivedAt),
        JSON.stringify(raw ?? null),
      );
    },
    async notices(workspaceId, { cursor, limit }) {
      const [at, pk] =
        cursor === null ? [NEWEST_PLACE, NEWEST_PLACE] : decodeCursor(LIST, cursor, [0, 0]);
      const rows = await connection.read(() => page.all(workspaceId, at, pk, limit + 1));
      return pageOf(rows, {
        list: LIST,
        limit,
        placeOf: (row) => [row.received_at, row.pk],
        itemOf,
      });
    },
  };
}

function itemOf(row: Row): Notice {
  return {
    id: `n${row.pk}`,
    field: row.field,
    event: row.event,
    wabaId: row.waba,
    lineId: row.line,
    occurredAt: row.occurred_at,
    receivedAt: row.received_at,
    raw: JSON.parse(row.raw),
  };
}
