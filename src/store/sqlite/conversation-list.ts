import { ownersWithin, type ConversationFilter } from "../../domain/conversation-filter.ts";
import type { WorkspaceId } from "../../domain/ids.ts";
import { bucketsOf } from "../list-bucket.ts";
import { UNREAD_COUNT_MAX, type UnreadCount } from "../reader.ts";
import type { Connection } from "./connection.ts";
import { createConversationRuns, NEWEST, type ListKey } from "./conversation-runs.ts";
import { byNewest, mergeRuns } from "./merge-runs.ts";
import { createSearchIndex } from "./search-index.ts";
import { createTagged } from "./tags.ts";

interface CandidateRow extends ListKey {
  line: string;
  bucket: number;
  owner: string | null;
}

/** Up to so many contacts or tagged conversations are looked at one by one; of more, a page is found sooner by going through the list. */
const CANDIDATES_MAX = 3_000;
/** Conversations of the list that are gone through per candidate, before those are looked at one by one after all. */
const WALKED_PER_CANDIDATE = 4;
/** Unread conversations that a search is tried on before its count is said to be a lower bound: about 10 ms. */
const COUNTED_MAX = 20_000;

/** What a search and a tag leave of the list, before the rest of the filter is looked at. */
interface Selection {
  /** All conversations that fit the whole filter, when they are few enough to be looked at one by one. */
  few: ListKey[] | null;
  /** Whether a conversation of the list fits search and tag; null when all do. */
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
  const taggedWith = createTagged(connection);
  const columns =
    "c.pk, c.last_activity_at as at, c.id, c.contact_number as contact, c.line, c.bucket, c.owner";
  const ofContacts = connection.query<CandidateRow>(
    `select ${columns} from json_each(?) j cross join conversations c on c.contact_number = j.value
     where c.workspace = ? and c.last_activity_at is not null`,
  );
  const ofNumbers = connection.query<CandidateRow>(
    `select ${columns} from json_each(?) j cross join conversations c on c.pk = j.value
     where c.workspace = ? and c.last_activity_at is not null`,
  );

  /** Numbers of the contacts that a search finds: all of them, rising. */
  function contactsOf(workspaceId: WorkspaceId, terms: ConversationFilter["search"]) {
    if (terms === null) return null;
    const few = search.find(workspaceId, terms, CANDIDATES_MAX + 1);
    return few.length <= CANDIDATES_MAX ? few : search.find(workspaceId, terms, NEWEST);
  }

  return (workspaceId: WorkspaceId, filter: ConversationFilter): Selection => {
    const tagged = filter.tag === null ? null : taggedWith(workspaceId, filter.tag);
    const contacts = contactsOf(workspaceId, filter.search);
    const isFound = contacts === null ? null : membership(contacts);
    const fits = ({ pk, contact }: ListKey): boolean =>
      (tagged === null || tagged.has(pk)) &&
      (isFound === null || (contact !== null && isFound[contact] === 1));
    const leaves = createFits(filter);
    const left = (rows: CandidateRow[]) => rows.filter((row) => fits(row) && leaves(row));
    const byTag = () => left(ofNumbers.all(JSON.stringify([...(tagged ?? [])]), workspaceId));
    const bySearch = () => left(ofContacts.all(JSON.stringify(contacts ?? []), workspaceId));
    const [tags, people] = [tagged?.size ?? Infinity, contacts?.length ?? Infinity];
    const all = tags <= people ? byTag : bySearch;
    const size = Math.min(tags, people);
    return {
      few: size <= CANDIDATES_MAX ? all() : null,
      fits: size === Infinity ? null : fits,
      patience: size * WALKED_PER_CANDIDATE,
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

/** Whether a conversation is left by everything in the filter but search and tag. */
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
