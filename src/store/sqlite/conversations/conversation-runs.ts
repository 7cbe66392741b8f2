import type { ConversationFilter } from "../../../domain/conversation/conversation-filter.ts";
import { ownersWithin } from "../../../domain/conversation/conversation-filter.ts";
import type { LineId, WorkspaceId } from "../../../domain/ids.ts";
import { bucketsOf } from "../../list-bucket.ts";
import type { Connection } from "../connection.ts";
import {
  entriesWithin,
  equalTo,
  LIST_INDEXES,
  type ListIndex,
  type ListKey,
} from "./list-indexes.ts";

/** Conversations that stand together in an index, newest first. Those of a filter are the merge of some runs. */
export interface Run {
  /** Which they are: values for `within` of its index. */
  place: RunPlace;
  /** Newest conversations of the run at or before `at`: an upper bound without a search. Null: there is none. */
  head: number | null;
  /** The next keys behind a place. */
  after(from: { at: number; id: string }, count: number): ListKey[];
  /** How many there are; counts no further than `max`. */
  count(max: number): number;
  /** Whose they are, without order; of no more than `max`. */
  contacts(max: number): (number | null)[];
}

/** The newest end of time that a column can hold, and the oldest. */
export const NEWEST = Number.MAX_SAFE_INTEGER;
export const OLDEST = Number.MIN_SAFE_INTEGER;

/** Where a run stands. */
export interface RunPlace {
  index: ListIndex;
  /** JSON of its equalities. */
  key: string;
  /** JSON of the lines that are asked for, null for all. */
  onlyLines: string | null;
  /** The earliest time that is asked for. */
  oldest: number;
}

/**
 * Finds the runs that a filter consists of: buckets of each line when anybody's conversations will do, or nobody's; buckets of each owner
 * otherwise; with a tag, those of the tag. Of several hundred runs most are empty or too old for the page: one statement tells where each begins.
 */
export function createConversationRuns(connection: Connection) {
  const lines = connection.query<{ id: LineId }>("select id from lines where workspace = ?");
  const all = {
    listed: createRunsOf(connection, LIST_INDEXES.listed),
    owned: createRunsOf(connection, LIST_INDEXES.owned),
  };
  const tagged = {
    listed: createRunsOf(connection, LIST_INDEXES.taggedListed),
    owned: createRunsOf(connection, LIST_INDEXES.taggedOwned),
  };

  function linesWithin(workspaceId: WorkspaceId, lineIds: readonly LineId[] | null): LineId[] {
    const ids = lines.all(workspaceId).map(({ id }) => id);
    return lineIds === null ? ids : ids.filter((id) => lineIds.includes(id));
  }

  return (workspaceId: WorkspaceId, filter: ConversationFilter, newest = NEWEST): Run[] => {
    const owners = ownersWithin(filter);
    const range = {
      from: filter.from === null ? OLDEST : Math.ceil(filter.from),
      to: Math.min(newest, filter.until === null ? NEWEST : Math.ceil(filter.until) - 1),
    };
    const buckets = {
      free: bucketsOf(filter, { isOwned: false }),
      owned: bucketsOf(filter, { isOwned: true }),
    };
    const ofLines = [
      ...(owners === null || owners.unassigned ? buckets.free : []),
      ...(owners === null ? buckets.owned : []),
    ];
    const lineKeys =
      ofLines.length === 0
        ? []
        : linesWithin(workspaceId, filter.lineIds).flatMap((line) =>
            ofLines.map((bucket) => [line, bucket]),
          );
    const ownerKeys = [...new Set(owners?.ids)].flatMap((owner) =>
      buckets.owned.map((bucket) => [owner, workspaceId, bucket]),
    );
    const onlyLines = filter.lineIds === null ? null : JSON.stringify(filter.lineIds);
    const { listed, owned } = filter.tag === null ? all : tagged;
    const behindTag = (keys: Key[]): Key[] =>
      filter.tag === null ? keys : keys.map((key) => [filter.tag as string, ...key]);
    return [
      ...listed(behindTag(lineKeys), range, null),
      ...owned(behindTag(ownerKeys), range, onlyLines),
    ];
  };
}

type Key = (string | number)[];

function createRunsOf(connection: Connection, index: ListIndex) {
  const { table, equal, rest } = index;
  const entries = entriesWithin(index);
  const heads = connection.query<{ heads: string }>(
    `select json_group_array((
       select last_activity_at from ${table}
       where ${equalTo(equal, "j.value")} and last_activity_at between ?3 and ?4 ${rest}
       order by last_activity_at desc limit 1
     )) as heads, ?2 as unused from json_each(?1) j`,
  );
  const next = connection.query<ListKey>(
    `select pk, last_activity_at as at, id, contact_number as contact, ?2 as unused from ${entries}
       and (last_activity_at, id) < (?5, ?6)
     order by last_activity_at desc, id desc limit ?7`,
  );
  const count = connection.query<{ found: number }>(
    `select count(*) as found, ?2 as unused from (select 1 from ${entries} limit ?5) counted`,
  );
  const contacts = connection.query<{ numbers: string }>(
    `select json_group_array(number) as numbers, ?2 as unused
     from (select contact_number as number from ${entries} limit ?5) counted`,
  );

  return (
    keys: readonly Key[],
    { from, to }: { from: number; to: number },
    only: string | null,
  ): Run[] => {
    if (keys.length === 0) return [];
    const found = heads.get(JSON.stringify(keys), only, from, to)?.heads ?? "[]";
    return (JSON.parse(found) as (number | null)[]).map((head, at): Run => {
      const key = JSON.stringify(keys[at]);
      return {
        place: { index, key, onlyLines: only, oldest: from },
        head,
        after: ({ at: time, id }, limit) =>
          next.all(key, only, from, Math.min(to, time), time, id, limit),
        contacts: (max) =>
          head === null
            ? []
            : (JSON.parse(contacts.get(key, only, from, to, max)?.numbers ?? "[]") as number[]),
        count: (max) => (head === null ? 0 : (count.get(key, only, from, to, max)?.found ?? 0)),
      };
    });
  };
}
