import { contactOf } from "../../../domain/contact/stored-contact.ts";
import type { Line } from "../../../domain/line.ts";
import { decodeCursor, pageOf } from "../../page-cursor.ts";
import type { Past, PastStore } from "../../past-store.ts";
import type { Connection } from "../connection.ts";
import { createEntries } from "../intake/entries.ts";

interface Row {
  pk: number;
  workspace: string;
  id: string;
  line: string;
  updated_at: number | null;
}

/** Conversations that one call looks at: reading them holds up everything else for some milliseconds. */
const LOOKED_AT_MAX = 1_000;
const LIST = "pasts";

export function createPasts(connection: Connection): PastStore {
  const entries = createEntries(connection);
  const after = connection.query<Row>(
    `select pk, workspace, id, line, json_extract(doc, '$.updatedAt') as updated_at
     from conversations where pk > ? order by pk limit ?`,
  );
  const newest = connection.query<{ pk: number | null }>("select max(pk) as pk from conversations");
  const surroundings = connection.query<{ line: string; contact: string }>(
    `select l.doc as line, p.doc as contact from conversations c
     join lines l on l.id = c.line and l.workspace = c.workspace
     join contacts p on p.workspace = c.workspace and p.id = c.contact where c.pk = ?`,
  );

  function pastOf({ pk, workspace: workspaceId, id: conversationId }: Row): Past | null {
    const around = surroundings.get(pk);
    if (around === undefined) return null;
    return {
      line: JSON.parse(around.line) as Line,
      contact: contactOf(around.contact),
      history: entries.applied({ workspaceId, conversationId, pk }),
    };
  }

  return {
    pasts: (workspaceId, { since, lineIds, cursor, limit }) =>
      connection.read(() => {
        const [from] = cursor === null ? [0] : decodeCursor(LIST, cursor, [0] as const);
        const rows = after.all(from, LOOKED_AT_MAX);
        const found = rows.filter(
          (row) =>
            row.workspace === workspaceId &&
            (lineIds === null || lineIds.includes(row.line)) &&
            (row.updated_at ?? -Infinity) >= since,
        );
        const shown = found.slice(0, limit);
        const isWhole = shown.length === found.length;
        const last = isWhole ? rows.at(-1) : shown.at(-1);
        const isEnd = isWhole && rows.length < LOOKED_AT_MAX;
        const all = newest.get()?.pk ?? 0;
        return {
          items: shown.flatMap((row) => pastOf(row) ?? []),
          cursor: isEnd || last === undefined ? null : cursorAt(last),
          share: isEnd || last === undefined || all === 0 ? 1 : last.pk / all,
        };
      }),
  };
}

function cursorAt({ pk }: Row): string | null {
  const place = { list: LIST, limit: 1, placeOf: (at: number) => [at], itemOf: (at: number) => at };
  return pageOf([pk, pk], place).cursor;
}
