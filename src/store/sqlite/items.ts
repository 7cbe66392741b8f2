import type { MessageItem, TimelineItem } from "../../domain/message.ts";
import type { Connection } from "./connection.ts";

/** Timeline items of a conversation, by the conversation's number. */
export interface Items {
  /** To be called inside a write. `expectedVersion`: the version before the commit that writes the item. */
  put(pk: number, item: TimelineItem, expectedVersion: number): void;
  message(pk: number, sourceId: string): MessageItem | undefined;
}

export function createItems(connection: Connection): Items {
  const upsert = connection.statement(
    `insert into items (conversation, id, version, occurred_at, shown, source_id, doc)
     values (?, ?, ?, ?, ?, ?, ?)
     on conflict (conversation, id) do update set version = excluded.version,
       occurred_at = excluded.occurred_at, shown = excluded.shown, source_id = excluded.source_id,
       doc = excluded.doc`,
  );
  const replaceDocument = connection.statement(
    `update items set doc = ?7 where conversation = ?1 and id = ?2 and version = ?3
     and occurred_at = ?4 and shown = ?5 and source_id is ?6`,
  );
  const bySource = connection.query<{ doc: string }>(
    "select doc from items where conversation = ? and source_id = ?",
  );

  return {
    put(pk, item, expectedVersion) {
      const shown = item.kind === "activity" || item.content !== null ? 1 : 0;
      const sourceId = item.kind === "message" ? item.sourceId : null;
      const at = Math.trunc(item.occurredAt);
      const row = [pk, item.id, item.version, at, shown, sourceId, JSON.stringify(item)] as const;
      // An item of an earlier step mostly changes in its document only (a status, a reaction), which leaves the indexes alone.
      if (item.version <= expectedVersion && replaceDocument.run(...row) === 1) return;
      upsert.run(...row);
    },
    message(pk, sourceId) {
      const row = bySource.get(pk, sourceId);
      return row === undefined ? undefined : (JSON.parse(row.doc) as MessageItem);
    },
  };
}
