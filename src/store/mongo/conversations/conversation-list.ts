import type { Filter } from "mongodb";
import type { ConversationFilter } from "../../../domain/conversation/conversation-filter.ts";
import type { ContactId, WorkspaceId } from "../../../domain/ids.ts";
import type { SearchTerm } from "../../../domain/conversation/search.ts";
import { UNREAD_COUNT_MAX, type UnreadCount } from "../../reader.ts";
import { fitting } from "../contacts/contact-search.ts";
import type { Collections, ConversationDocument } from "../documents.ts";
import { keyOf } from "../keys.ts";
import { behind, LIST_ORDER, listQueryOf, type ListPlace } from "./list-query.ts";

/** Up to so many contacts are asked for by name; of more, a page is found sooner by going through the list. */
const CANDIDATES_MAX = 3_000;
/** Conversations that are read at a time when the list is gone through. */
const BATCH = 500;
/** Unread conversations that a search is tried on before its count is said to be a lower bound. */
const COUNTED_MAX = 20_000;

type Sources = Pick<Collections, "conversations" | "contacts">;

/** The `count` most recently active conversations behind a place of the list. */
export async function newestConversations(
  { conversations, contacts }: Sources,
  { workspaceId, filter }: { workspaceId: WorkspaceId; filter: ConversationFilter },
  { from, count }: { from: ListPlace; count: number },
): Promise<ConversationDocument[]> {
  const rest = listQueryOf(workspaceId, filter);
  const read = (more: Filter<ConversationDocument>, place: ListPlace, limit: number) =>
    conversations
      .find({ $and: [rest, more, behind(place)] }, { projection: { pending: 0 } })
      .sort(LIST_ORDER)
      .limit(limit)
      .toArray();
  if (filter.search === null) return read({}, from, count);
  const ids = await candidates(contacts, workspaceId, filter.search);
  if (ids !== null) return read({ contact: { $in: ids } }, from, count);
  const found: ConversationDocument[] = [];
  let place = from;
  for (;;) {
    const rows = await read({}, place, BATCH);
    found.push(...(await thoseThatFit(contacts, rows, filter.search)));
    const last = rows.at(-1);
    if (found.length >= count || last === undefined || rows.length < BATCH) break;
    place = { at: last.lastActivityAt ?? 0, key: last._id };
  }
  return found.slice(0, count);
}

/** Unread conversations that a filter leaves; see `UNREAD_COUNT_MAX`. */
export async function countUnread(
  sources: Sources,
  workspaceId: WorkspaceId,
  given: ConversationFilter,
): Promise<UnreadCount> {
  const filter = { ...given, unread: true };
  const query = listQueryOf(workspaceId, filter);
  const options = { limit: UNREAD_COUNT_MAX + 1 };
  const { conversations, contacts } = sources;
  if (filter.search === null) return countUpTo(await conversations.countDocuments(query, options));
  const ids = await candidates(contacts, workspaceId, filter.search);
  if (ids !== null) {
    const ofThese = { $and: [query, { contact: { $in: ids } }] };
    return countUpTo(await conversations.countDocuments(ofThese, options));
  }
  const rows = await conversations
    .find(query, { projection: { workspace: 1, contact: 1 } })
    .limit(COUNTED_MAX + 1)
    .toArray();
  const looked = rows.slice(0, COUNTED_MAX);
  const count = (await thoseThatFit(contacts, looked, filter.search)).length;
  return { ...countUpTo(count), exact: rows.length <= COUNTED_MAX && count <= UNREAD_COUNT_MAX };
}

function countUpTo(count: number): UnreadCount {
  return { count: Math.min(count, UNREAD_COUNT_MAX), exact: count <= UNREAD_COUNT_MAX };
}

/** Contacts that a search finds; null when they are too many to name. */
async function candidates(
  contacts: Sources["contacts"],
  workspace: WorkspaceId,
  terms: readonly SearchTerm[],
): Promise<ContactId[] | null> {
  const found = await contacts
    .find({ workspace, ...fitting(terms) }, { projection: { _id: 1 } })
    .limit(CANDIDATES_MAX + 1)
    .toArray();
  if (found.length > CANDIDATES_MAX) return null;
  const beginning = keyOf(workspace, "").length;
  return found.map(({ _id }) => _id.slice(beginning));
}

async function thoseThatFit<Row extends Pick<ConversationDocument, "workspace" | "contact">>(
  contacts: Sources["contacts"],
  rows: readonly Row[],
  terms: readonly SearchTerm[],
): Promise<Row[]> {
  const keys = [...new Set(rows.map(({ workspace, contact }) => keyOf(workspace, contact)))];
  const found = await contacts
    .find({ _id: { $in: keys }, ...fitting(terms) }, { projection: { _id: 1 } })
    .toArray();
  const fits = new Set(found.map(({ _id }) => _id));
  return rows.filter(({ workspace, contact }) => fits.has(keyOf(workspace, contact)));
}
