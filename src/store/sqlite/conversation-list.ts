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
  tags: string;
}

/** Up to so many contacts are looked at one by one; of more, a page is found sooner by going through the list. */
const CANDIDATES_MAX = 3_000;
/** Conversations of the list that are gone through per contact, before the contacts are looked at one by one after all. */
const WALKED_PER_CANDIDATE = 4;
/** Unread conversations that a search is tried on before its count is said to be a lower bound. */
const COUNTED_MAX = 20_000;

/** Whom a search finds, and their conversations. */
interface Found {
  /** Whether so few that each is looked at. */
  areFew: boolean;
  /** By contact number: 1 for who is found. */
  members: Uint8Array;
  /** How many of the list may be gone through before `all` is the shorter way. */
  patience: number;
  /** All of their conversations that the rest of the filter leaves, in no order. */
  all(): ListKey[];
}

/** Finds and counts conversations by any filter. */
export function createConversationList(connection: Connection) {
  const runsOf = createConversationRuns(connection);
  const finding = createFinding(connection);

  /** The `count` most recently active conversations behind a place of the list. */
  function newest(
    workspaceId: WorkspaceId,
    filter: ConversationFilter,
    { from, count }: { from: { at: number; id: string }; count: number },
  ): ListKey[] {
    const inOrder = () => mergeRuns(runsOf(workspaceId, filter, from.at), from);
    const found = finding(workspaceId, filter);
    if (found === null) return inOrder().take(count).toArray();
    const walked = found.areFew ? null : walk(inOrder(), found, count);
    if (walked !== null) return walked;
    return found
      .all()
      .filter((key) => byNewest(from, key) < 0)
      .sort(byNewest)
      .slice(0, count);
  }

  function unreadCount(workspaceId: WorkspaceId, given: ConversationFilter): UnreadCount {
    const filter = { ...given, unread: true };
    const found = finding(workspaceId, filter);
    if (found?.areFew === true) return countUpTo(found.all().length);
    let [count, looked] = [0, 0];
    for (const run of runsOf(workspaceId, filter)) {
      if (found === null) {
        count += run.count(UNREAD_COUNT_MAX + 1 - count);
        if (count > UNREAD_COUNT_MAX) break;
      } else {
        const contacts = run.contacts(COUNTED_MAX - looked);
        looked += contacts.length;
        for (const contact of contacts) if (isAmong(found, contact)) count += 1;
        if (looked >= COUNTED_MAX) return { ...countUpTo(count), exact: false };
      }
    }
    return countUpTo(count);
  }

  return { newest, unreadCount };
}

function createFinding(connection: Connection) {
  const search = createSearchIndex(connection);
  const ofContacts = connection.query<CandidateRow>(
    `select c.pk, c.last_activity_at as at, c.id, c.contact_number as contact, c.line, c.bucket, c.owner, c.tags
     from json_each(?) j cross join conversations c on c.contact_number = j.value
     where c.workspace = ? and c.last_activity_at is not null`,
  );

  return (workspaceId: WorkspaceId, filter: ConversationFilter): Found | null => {
    if (filter.search === null) return null;
    const contacts = search.find(workspaceId, filter.search, NEWEST);
    return {
      areFew: contacts.length <= CANDIDATES_MAX,
      members: membership(contacts),
      patience: contacts.length * WALKED_PER_CANDIDATE,
      all: () => ofContacts.all(JSON.stringify(contacts), workspaceId).filter(createFits(filter)),
    };
  };
}

function isAmong({ members }: Found, contact: number | null): boolean {
  return contact !== null && members[contact] === 1;
}

/** By contact number: 1 where it is among these, which rise. */
function membership(numbers: readonly number[]): Uint8Array {
  const members = new Uint8Array((numbers.at(-1) ?? 0) + 1);
  for (const number of numbers) members[number] = 1;
  return members;
}

/** The first `count` of the list who are found; null when that is no way to find them. */
function walk(keys: Iterable<ListKey>, found: Found, count: number): ListKey[] | null {
  const page: ListKey[] = [];
  let left = found.patience;
  for (const key of keys) {
    if (isAmong(found, key.contact)) page.push(key);
    if (page.length >= count) return page;
    if (--left <= 0) return null;
  }
  return page;
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
