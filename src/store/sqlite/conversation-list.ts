import { ownersWithin, type ConversationFilter } from "../../domain/conversation-filter.ts";
import type { WorkspaceId } from "../../domain/ids.ts";
import { bucketsOf } from "../list-bucket.ts";
import { UNREAD_COUNT_MAX, type UnreadCount } from "../reader.ts";
import type { Connection } from "./connection.ts";
import { createConversationRuns, NEWEST, type ListKey } from "./conversation-runs.ts";
import { byNewest, mergeRuns } from "./merge-runs.ts";
import { createSearchIndex } from "./search-index.ts";

interface CandidateRow extends ListKey {
  line: string;
  bucket: number;
  owner: string | null;
}

/** Up to so many contacts are looked at one by one; of more, a page is found sooner by going through the list. */
const CANDIDATES_MAX = 3_000;
/** Conversations of the list that are gone through per contact that fits, before those are looked at one by one after all. */
const WALKED_PER_CONTACT = 4;
/** Unread conversations that a search is tried on before its count is said to be a lower bound: about 10 ms. */
const COUNTED_MAX = 20_000;

type Contacts = { kind: "all" } | { kind: "few"; numbers: number[] } | Many;
interface Many {
  kind: "many";
  numbers: number[];
  /** By contact number: whether it fits. */
  fits: Uint8Array;
}

/** Finds and counts conversations by any filter. */
export function createConversationList(connection: Connection) {
  const runsOf = createConversationRuns(connection);
  const search = createSearchIndex(connection);
  const candidates = connection.query<CandidateRow>(
    `select c.pk, c.last_activity_at as at, c.id, c.contact_number as contact, c.line, c.bucket, c.owner
     from json_each(?) j cross join conversations c on c.contact_number = j.value
     where c.workspace = ? and c.last_activity_at is not null`,
  );

  function contactsOf(workspaceId: WorkspaceId, terms: ConversationFilter["search"]): Contacts {
    if (terms === null) return { kind: "all" };
    const few = search.find(workspaceId, terms, CANDIDATES_MAX + 1);
    if (few.length <= CANDIDATES_MAX) return { kind: "few", numbers: few };
    const numbers = search.find(workspaceId, terms, NEWEST);
    const fits = new Uint8Array((numbers.at(-1) ?? 0) + 1);
    for (const number of numbers) fits[number] = 1;
    return { kind: "many", numbers, fits };
  }

  /** Conversations of these contacts that the rest of the filter leaves. */
  function ofContacts(
    workspaceId: WorkspaceId,
    filter: ConversationFilter,
    numbers: readonly number[],
  ): ListKey[] {
    const fits = createFits(filter);
    return candidates.all(JSON.stringify(numbers), workspaceId).filter(fits);
  }

  /** The `count` most recently active conversations behind a place of the list. */
  function newest(
    workspaceId: WorkspaceId,
    filter: ConversationFilter,
    { from, count }: { from: { at: number; id: string }; count: number },
  ): ListKey[] {
    const contacts = contactsOf(workspaceId, filter.search);
    const inOrder = () => mergeRuns(runsOf(workspaceId, filter, from.at), from);
    if (contacts.kind === "all") return inOrder().take(count).toArray();
    const walked = contacts.kind === "many" ? walk(inOrder(), contacts, count) : null;
    if (walked !== null) return walked;
    return ofContacts(workspaceId, filter, contacts.numbers)
      .filter((key) => byNewest(from, key) < 0)
      .sort(byNewest)
      .slice(0, count);
  }

  function countRuns(workspaceId: WorkspaceId, filter: ConversationFilter): number {
    let count = 0;
    for (const run of runsOf(workspaceId, filter)) {
      count += run.count(UNREAD_COUNT_MAX + 1 - count);
      if (count > UNREAD_COUNT_MAX) break;
    }
    return count;
  }

  function unreadCount(workspaceId: WorkspaceId, given: ConversationFilter): UnreadCount {
    const filter = { ...given, unread: true };
    const contacts = contactsOf(workspaceId, filter.search);
    if (contacts.kind === "all") return countUpTo(countRuns(workspaceId, filter));
    if (contacts.kind === "few") {
      return countUpTo(ofContacts(workspaceId, filter, contacts.numbers).length);
    }
    let [looked, count] = [0, 0];
    for (const { contact } of mergeRuns(runsOf(workspaceId, filter), { at: NEWEST, id: "" })) {
      if (contact !== null && contacts.fits[contact] === 1) count += 1;
      if (++looked >= COUNTED_MAX) return { count, exact: false };
    }
    return countUpTo(count);
  }

  return { newest, unreadCount };
}

/** Goes through the list; null when that is no way to fill a page. */
function walk(keys: Iterable<ListKey>, { numbers, fits }: Many, count: number): ListKey[] | null {
  const found: ListKey[] = [];
  let left = numbers.length * WALKED_PER_CONTACT;
  for (const key of keys) {
    if (key.contact !== null && fits[key.contact] === 1) found.push(key);
    if (found.length >= count) return found;
    if (--left <= 0) return null;
  }
  return found;
}

function countUpTo(count: number): UnreadCount {
  const exact = count <= UNREAD_COUNT_MAX;
  return { count: exact ? count : UNREAD_COUNT_MAX, exact };
}

/** Whether a conversation is left by everything in the filter but the search. */
function createFits(filter: ConversationFilter): (row: CandidateRow) => boolean {
  const { lineIds, from, until } = filter;
  const owners = ownersWithin(filter);
  const buckets = new Set([true, false].flatMap((isOwned) => bucketsOf(filter, { isOwned })));
  return ({ at, line, bucket, owner }) =>
    buckets.has(bucket) &&
    (lineIds === null || lineIds.includes(line)) &&
    (owners === null || (owner === null ? owners.unassigned : owners.ids.includes(owner))) &&
    (from === null || at >= from) &&
    (until === null || at < until);
}
