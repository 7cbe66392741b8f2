import {
  isShown,
  type MessageItem,
  type TimelineItem,
} from "../../../domain/conversation/message.ts";
import type { Connection } from "../connection.ts";
import { PLACE, type Place, type Places } from "./places.ts";

/** Timeline items of a conversation, by the conversation's number. */
export interface Items {
  /**
   * To be called inside a write. `versionBefore` is the conversation's: an item of a later version is taken for new at first.
   * Throws when another item of the conversation has the same source id.
   */
  put(conversation: number, item: TimelineItem, versionBefore: number): void;
  message(conversation: number, sourceId: string): MessageItem | undefined;
  messageById(conversation: number, id: string): MessageItem | undefined;
}

/** What is kept of an item beside its document: what its places are made of. */
interface Columns {
  version: number;
  occurred_at: number;
  shown: number;
  source_id: string | null;
}

export function createItems(connection: Connection, places: Places): Items {
  const insert = connection.statement(
    "insert into items (version, occurred_at, shown, source_id, doc) values (?, ?, ?, ?, ?)",
  );
  const remove = connection.statement("delete from items where pk = ?");
  const columns = connection.query<Columns>(
    "select version, occurred_at, shown, source_id from items where pk = ?",
  );
  const update = connection.statement(
    `update items set version = ?, occurred_at = ?, shown = ?, source_id = ?, doc = ?
     where pk = ?`,
  );
  const bySource = connection.query<{ doc: string }>(
    `select i.doc from places p join items i on i.pk = p.ref
     where p.conversation = ? and p.kind = ${PLACE.source} and p.at = 0 and p.version = 0 and p.name = ?`,
  );

  const byPk = connection.query<{ doc: string }>("select doc from items where pk = ?");

  /** False when an item with this id stands already; then nothing is written. */
  function add(conversation: number, item: TimelineItem): boolean {
    const now = columnsOf(item);
    const pk = insert.insert(...valuesOf(now), JSON.stringify(item));
    if (pk === null) throw new Error("the item was not inserted");
    if (!places.addIfFree(itemPlace(conversation, item.id), pk)) {
      remove.run(pk);
      return false;
    }
    for (const place of placesOf(conversation, item.id, now)) places.add(place, pk);
    return true;
  }

  function replace(conversation: number, pk: number, item: TimelineItem): void {
    const before = columns.get(pk);
    const now = columnsOf(item);
    update.run(...valuesOf(now), JSON.stringify(item), pk);
    if (before === undefined || isSame(before, now)) return;
    for (const place of placesOf(conversation, item.id, before)) places.remove(place);
    for (const place of placesOf(conversation, item.id, now)) places.add(place, pk);
  }

  return {
    put(conversation, item, versionBefore) {
      if (item.version > versionBefore && add(conversation, item)) return;
      const pk = places.find(itemPlace(conversation, item.id));
      if (pk === undefined) add(conversation, item);
      else replace(conversation, pk, item);
    },
    message(conversation, sourceId) {
      const row = bySource.get(conversation, sourceId);
      return row === undefined ? undefined : (JSON.parse(row.doc) as MessageItem);
    },
    messageById(conversation, id) {
      const pk = places.find(itemPlace(conversation, id));
      const row = pk === undefined ? undefined : byPk.get(pk);
      if (row === undefined) return undefined;
      const item = JSON.parse(row.doc) as TimelineItem;
      return item.kind === "message" ? item : undefined;
    },
  };
}

function columnsOf(item: TimelineItem): Columns {
  return {
    version: item.version,
    occurred_at: Math.trunc(item.occurredAt),
    shown: isShown(item) ? 1 : 0,
    source_id: item.kind === "message" ? item.sourceId : null,
  };
}

function valuesOf({ version, occurred_at, shown, source_id }: Columns) {
  return [version, occurred_at, shown, source_id] as const;
}

function isSame(a: Columns, b: Columns): boolean {
  return (
    a.version === b.version &&
    a.occurred_at === b.occurred_at &&
    a.shown === b.shown &&
    a.source_id === b.source_id
  );
}

function itemPlace(conversation: number, id: string): Place {
  return { conversation, kind: PLACE.item, at: 0, version: 0, name: id };
}

/** The places that depend on what an item says: its source id, and where the timeline shows it. */
function placesOf(conversation: number, id: string, columns: Columns): Place[] {
  const { version, occurred_at: at, shown, source_id: name } = columns;
  const places: Place[] = [];
  if (name !== null) {
    places.push({ conversation, kind: PLACE.source, at: 0, version: 0, name });
  }
  if (shown === 1) places.push({ conversation, kind: PLACE.shown, at, version, name: id });
  return places;
}
