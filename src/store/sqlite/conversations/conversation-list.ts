import type { ConversationFilter } from "../../../domain/conversation/conversation-filter.ts";
import type { WorkspaceId } from "../../../domain/ids.ts";
import { UNREAD_COUNT_MAX, type UnreadCount } from "../../reader.ts";
import type { Connection } from "../connection.ts";
import { createConversationsOfContacts } from "./conversations-of-contacts.ts";
import { createConversationRuns, NEWEST, type ListKey } from "./conversation-runs.ts";
import { mergeRuns } from "../crm/merge-runs.ts";
import { createSearchIndex } from "../contacts/search-index.ts";

/** Conversations of a page, for the choice of the way to it. */
const PAGE = 50;
/** What it costs to look up a contact's conversations, in steps through the list. */
const STEPS_PER_CONTACT = 3;
/** Conversations of the list that are gone through per contact, before they are looked at one by one after all. */
const WALKED_PER_CONTACT = 4;
/** Unread conversations that a search is tried on before its count is said to be a lower bound. */
const COUNTED_MAX = 20_000;

/** Whom a search finds. */
interface Found {
  /** Their numbers, rising. */
  contacts: readonly number[];
  /** By number: 1 for who is found. */
  members: Uint8Array;
}

/** Finds and counts conversations by any filter. */
export function createConversationList(connection: Connection) {
  const runsOf = createConversationRuns(connection);
  const ofContacts = createConversationsOfContacts(connection);
  const search = createSearchIndex(connection);

  function finding(workspaceId: WorkspaceId, filter: ConversationFilter): Found | null {
    if (filter.search === null) return null;
    const contacts = search.find(workspaceId, filter.search, NEWEST);
    return { contacts, members: membership(contacts) };
  }

  /** The `count` most recently active conversations behind a place of the list. */
  function newest(
    workspaceId: WorkspaceId,
    filter: ConversationFilter,
    { from, count }: { from: { at: number; id: string }; count: number },
  ): ListKey[] {
    const inOrder = () => mergeRuns(runsOf(workspaceId, filter, from.at), from);
    const found = finding(workspaceId, filter);
    if (found === null) return inOrder().take(count).toArray();
    const walked = areFew(found) ? null : walk(inOrder(), found, count);
    if (walked !== null) return walked;
    return ofContacts.newest({ workspaceId, contacts: found.contacts, filter }, from, count);
  }

  function unreadCount(workspaceId: WorkspaceId, given: ConversationFilter): UnreadCount {
    const filter = { ...given, unread: true };
    const found = finding(workspaceId, filter);
    if (found !== null && areFew(found)) {
      const asked = { workspaceId, contacts: found.contacts, filter };
      return countUpTo(ofContacts.count(asked, UNREAD_COUNT_MAX + 1));
    }
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

/**
 * Whether contacts are rather looked at one by one than come upon in the list. That takes some steps for each; going through the list takes
 * the page divided by their share of all contacts, of whom there are about as many as the greatest number says.
 */
function areFew({ contacts, members }: Found): boolean {
  return STEPS_PER_CONTACT * contacts.length ** 2 <= PAGE * members.length;
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
  let left = found.contacts.length * WALKED_PER_CONTACT;
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
