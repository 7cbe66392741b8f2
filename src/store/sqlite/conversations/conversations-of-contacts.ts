import {
  ownersWithin,
  type ConversationFilter,
} from "../../../domain/conversation/conversation-filter.ts";
import type { WorkspaceId } from "../../../domain/ids.ts";
import { bucketsOf } from "../../list-bucket.ts";
import type { Connection } from "../connection.ts";
import { NEWEST, OLDEST } from "./conversation-runs.ts";
import type { ListKey } from "./list-indexes.ts";

interface Asked {
  workspaceId: WorkspaceId;
  /** Numbers of contacts. */
  contacts: readonly number[];
  /** Its search is left out of account: the contacts are what it found. */
  filter: ConversationFilter;
}

/** Conversations of some contacts that a filter leaves: each contact is looked at, so they should be few. */
export function createConversationsOfContacts(connection: Connection) {
  const found = `
    from json_each(?1) j cross join conversations c on c.contact_number = j.value
    where c.workspace = ?2 and c.last_activity_at between ?3 and ?4
      and c.bucket in (select value from json_each(?5))
      and (?6 is null or c.line in (select value from json_each(?6)))
      and (?7 is null or c.owner is null or c.owner in (select value from json_each(?7)))
      and (?8 is null or exists (select 1 from json_each(c.tags) t where t.value = ?8))`;
  const page = connection.query<ListKey>(
    `select c.pk, c.last_activity_at as at, c.id, c.contact_number as contact ${found}
       and (c.last_activity_at, c.id) < (?9, ?10)
     order by c.last_activity_at desc, c.id desc limit ?11`,
  );
  const count = connection.query<{ found: number }>(
    `select count(*) as found from (select 1 ${found} limit ?9) counted`,
  );
  return {
    /** The `count` newest of them behind a place of the list. */
    newest: (asked: Asked, from: { at: number; id: string }, limit: number): ListKey[] =>
      page.all(...valuesOf(asked), from.at, from.id, limit),
    /** How many there are; counts no further than `max`. */
    count: (asked: Asked, max: number): number => count.get(...valuesOf(asked), max)?.found ?? 0,
  };
}

function valuesOf({ workspaceId, contacts, filter }: Asked) {
  const { lineIds, from, until, tag } = filter;
  const owners = ownersWithin(filter);
  // Those without an owner have buckets of their own.
  const buckets = [
    ...(owners === null || owners.unassigned ? bucketsOf(filter, { isOwned: false }) : []),
    ...bucketsOf(filter, { isOwned: true }),
  ];
  return [
    JSON.stringify(contacts),
    workspaceId,
    from === null ? OLDEST : Math.ceil(from),
    until === null ? NEWEST : Math.ceil(until) - 1,
    JSON.stringify(buckets),
    lineIds === null ? null : JSON.stringify(lineIds),
    owners === null ? null : JSON.stringify(owners.ids),
    tag,
  ] as const;
}
