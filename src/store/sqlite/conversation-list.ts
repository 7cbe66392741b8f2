import { ownersWithin, type ConversationFilter } from "../../domain/conversation-filter.ts";
import type { WorkspaceId } from "../../domain/ids.ts";
import type { SearchTerm } from "../../domain/search.ts";
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
  tags: string;
}

/** Up to so many contacts are looked at one by one; of more, a page is found sooner by going through the list. */
const CANDIDATES_MAX = 3_000;
/** Conversations of the list that are gone through per contact, before the contacts are looked at one by one after all. */
const WALKED_PER_CANDIDATE = 4;
/** Unread conversations that a search is tried on before its count is said to be a lower bound: about 10 ms. */
const COUNTED_MAX = 20_000;

/** What a search leaves of the list, before the rest of the filter is looked at. */
interface Selection {
  /** All conversations that fit the whole filter, when they are few enough to be looked at one by one. */
  few: ListKey[] | null;
  /** Whether a conversation of the list is found; null when there is no search. */
  fits: ((key: ListKey) => boolean) | null;
  /** How many of the list may be gone through before `all` is the shorter way. */
  patience: number;
  all: () => ListKey[];
}

/** Finds and counts conversations by any filter. */
export function createConversationList(connection: Connection) {
  const runsOf = createConversationRuns(connection);
  const select = createSelecting(connection);

  /** The `count` most recently active conversations behind a place of the list. */
  function newest(
    workspaceId: WorkspaceId,
    filter: ConversationFilter,
    { from, count }: { from: { at: number; id: string }; count: number },
  ): ListKey[] {
    const selection = select(workspaceId, filter);
    if (selection.few === null) {
      const inOrder = mergeRuns(runsOf(workspaceId, filter, from.at), from);
      if (selection.fits === null) return inOrder.take(count).toArray();
      const walked = walk(inOrder, selection.fits, { count, patience: selection.patience });
      if (walked !== null) return walked;
    }
    return (selection.few ?? selection.all())
      .filter((key) => byNewest(from, key) < 0)
      .sort(byNewest)
      .slice(0, count);
  }

  function unreadCount(workspaceId: WorkspaceId, given: ConversationFilter): UnreadCount {
    const filter = { ...given, unread: true };
    const { few, fits } = select(workspaceId, filter);
    if (few !== null) return countUpTo(few.length);
    const runs = runsOf(workspaceId, filter);
    let count = 0;
    if (fits === null) {
      for (const run of runs) {
        count += run.count(UNREAD_COUNT_MAX + 1 - count);
        if (count > UNREAD_COUNT_MAX) break;
      }
      return countUpTo(count);
    }
    let looked = 0;
    for (const key of mergeRuns(runs, { at: NEWEST, id: "" })) {
      if (fits(key)) count += 1;
      if (++looked >= COUNTED_MAX)
        return { count: Math.min(count, UNREAD_COUNT_MAX), exact: false };
    }
    return countUpTo(count);
  }

  return { newest, unreadCount };
}

function createSelecting(connection: Connection) {
  const search = createSearchIndex(connection);
  const ofContacts = connection.query<CandidateRow>(
    `select c.pk, c.last_activity_at as at, c.id, c.contact_number as contact, c.line, c.bucket, c.owner, c.tags
     from json_each(?) j cross join conversations c on c.contact_number = j.value
     where c.workspace = ? and c.last_activity_at is not null`,
  );

  /** Numbers of the contacts that a search finds: all of them, rising. */
  function contactsOf(workspaceId: WorkspaceId, terms: readonly SearchTerm[]): number[] {
    const few = search.find(workspaceId, terms, CANDIDATES_MAX + 1);
    return few.length <= CANDIDATES_MAX ? few : search.find(workspaceId, terms, NEWEST);
  }

  return (workspaceId: WorkspaceId, filter: ConversationFilter): Selection => {
    if (filter.search === null) return { few: null, fits: null, patience: Infinity, all: () => [] };
    const contacts = contactsOf(workspaceId, filter.search);
    const isFound = membership(contacts);
    const leaves = createFits(filter);
    const all = () => ofContacts.all(JSON.stringify(contacts), workspaceId).filter(leaves);
    return {
      few: contacts.length <= CANDIDATES_MAX ? all() : null,
      fits: ({ contact }) => contact !== null && isFound[contact] === 1,
      patience: contacts.length * WALKED_PER_CANDIDATE,
      all,
    };
  };
}

/** By contact number: 1 where it is among these, which rise. */
function membership(numbers: readonly number[]): Uint8Array {
  const members = new Uint8Array((numbers.at(-1) ?? 0) + 1);
  for (const number of numbers) members[number] = 1;
  return members;
}

/** Goes through the list; null when that is no way to fill a page. */
function walk(
  keys: Iterable<ListKey>,
  fits: (key: ListKey) => boolean,
  { count, patience }: { count: number; patience: number },
): ListKey[] | null {
  const found: ListKey[] = [];
  let left = patience;
  for (const key of keys) {
    if (fits(key)) found.push(key);
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
  const { lineIds, from, until, tag } = filter;
  const owners = ownersWithin(filter);
  const buckets = new Set([true, false].flatMap((isOwned) => bucketsOf(filter, { isOwned })));
  return ({ at, line, bucket, owner, tags }) =>
    buckets.has(bucket) &&
    (lineIds === null || lineIds.includes(line)) &&
    (owners === null || (owner === null ? owners.unassigned : owners.ids.includes(owner))) &&
    (tag === null || (JSON.parse(tags) as string[]).includes(tag)) &&
    (from === null || at >= from) &&
    (until === null || at < until);
}
