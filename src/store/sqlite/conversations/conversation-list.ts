import type { ConversationFilter } from "../../../domain/conversation/conversation-filter.ts";
import type { WorkspaceId } from "../../../domain/ids.ts";
import type { SearchTerm } from "../../../domain/conversation/search.ts";
import { UNREAD_COUNT_MAX, type UnreadCount } from "../../reader.ts";
import type { Connection } from "../connection.ts";
import { createConversationsOfContacts } from "./conversations-of-contacts.ts";
import { createConversationRuns } from "./conversation-runs.ts";
import { createFoundWalk, foundOf, isFound, type Found } from "./found-walk.ts";
import type { ListKey } from "./list-indexes.ts";
import { mergeRuns } from "../crm/merge-runs.ts";
import { createSearchIndex } from "../contacts/search-index.ts";

/** Conversations of a page, for the choice of the way to it. */
const PAGE = 50;
/** What it costs to look up a contact's conversations, in steps through the list. */
const STEPS_PER_CONTACT = 30;
/** Unread conversations that a search is tried on before its count is said to be a lower bound. */
const COUNTED_MAX = 20_000;

interface Finding extends Found {
  /** Their numbers, rising. */
  contacts: readonly number[];
}

/** Finds and counts conversations by any filter. */
export function createConversationList(connection: Connection) {
  const runsOf = createConversationRuns(connection);
  const walk = createFoundWalk(connection);
  const ofContacts = createConversationsOfContacts(connection);
  const search = createSearchIndex(connection);

  function finding(workspaceId: WorkspaceId, terms: readonly SearchTerm[]): Finding {
    const contacts = search.find(workspaceId, terms);
    return { contacts, ...foundOf(contacts) };
  }

  /** The `count` most recently active conversations behind a place of the list. */
  function newest(
    workspaceId: WorkspaceId,
    filter: ConversationFilter,
    { from, count }: { from: { at: number; id: string }; count: number },
  ): ListKey[] {
    const runs = () => runsOf(workspaceId, filter, from.at);
    if (filter.search === null) return mergeRuns(runs(), from).take(count).toArray();
    const found = finding(workspaceId, filter.search);
    const { contacts } = found;
    const lookedMax = contacts.length * STEPS_PER_CONTACT;
    const walked = areFew(found) ? null : walk(runs(), found, { from, count, lookedMax });
    return walked ?? ofContacts.newest({ workspaceId, contacts, filter }, from, count);
  }

  function unreadCount(workspaceId: WorkspaceId, given: ConversationFilter): UnreadCount {
    const filter = { ...given, unread: true };
    const found = filter.search === null ? null : finding(workspaceId, filter.search);
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
        for (const contact of contacts) if (isFound(found, contact)) count += 1;
        if (looked >= COUNTED_MAX) return { ...countUpTo(count), exact: false };
      }
    }
    return countUpTo(count);
  }

  return { newest, unreadCount };
}

/**
 * Whether contacts are rather looked at one by one than come upon in the list. That takes some steps for each; going through the list takes
 * the page times the distance between them.
 */
function areFew({ contacts, distance }: Finding): boolean {
  return STEPS_PER_CONTACT * contacts.length <= PAGE * distance;
}

function countUpTo(count: number): UnreadCount {
  const exact = count <= UNREAD_COUNT_MAX;
  return { count: exact ? count : UNREAD_COUNT_MAX, exact };
}
