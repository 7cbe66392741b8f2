import type { Contact } from "../../../domain/contact/contact.ts";
import type { WorkspaceId } from "../../../domain/ids.ts";
import { contactOf } from "../../../domain/contact/stored-contact.ts";
import { mayReadContact } from "../../../domain/people/visibility.ts";
import type { ContactQuery, CrmStore } from "../../crm-store.ts";
import type { Connection } from "../connection.ts";
import { NEWEST } from "../conversations/conversation-runs.ts";
import { decodeCursor, pageOf } from "../../page-cursor.ts";
import { createContactsInSight } from "./contacts-in-sight.ts";
import { createSearchIndex } from "./search-index.ts";

interface Row {
  number: number;
  doc: string;
}

const LIST = "contacts";
/** Up to so many contacts that a search finds are looked at one by one; of more, a page is found sooner by going through the list. */
const CANDIDATES_MAX = 3_000;
/** Numbers that are read at a time when the list is gone through. */
const STEP = 500;

/** The list of the CRM's contacts, newest number first, by visibility and search. */
export function createContactList(connection: Connection): Pick<CrmStore, "contacts"> {
  const search = createSearchIndex(connection);
  const sight = createContactsInSight(connection);
  const visibleTo = createVisibleNumbers(connection, sight);
  const some = connection.query<Row>(
    `select c.number, c.doc from json_each(?1) j
     cross join contacts c on c.workspace = ?2 and c.number = j.value and c.crm = 1`,
  );

  function found(workspaceId: WorkspaceId, query: ContactQuery, from: number): Row[] {
    const { visibility, conversations, search: terms, limit } = query;
    const documents = (numbers: readonly number[]) =>
      some
        .all(JSON.stringify(numbers), workspaceId)
        .filter(({ number }) => number < from)
        .sort((a, b) => b.number - a.number);
    const few = terms === null ? null : search.find(workspaceId, terms, CANDIDATES_MAX + 1);
    if (few !== null && few.length <= CANDIDATES_MAX) {
      const seen = sight.among(workspaceId, conversations, few);
      return documents(few)
        .filter(({ number, doc }) => seen.has(number) || mayReadContact(visibility, contactOf(doc)))
        .slice(0, limit + 1);
    }
    const isFound = terms === null ? null : new Set(search.find(workspaceId, terms));
    const next = visibleTo(workspaceId, query);
    const numbers: number[] = [];
    for (let last = from; numbers.length <= limit;) {
      const step = next({ from: last, count: STEP });
      numbers.push(...step.filter((number) => isFound?.has(number) ?? true));
      if (step.length < STEP) break;
      last = step.at(-1) ?? 0;
    }
    return documents(numbers.slice(0, limit + 1));
  }

  return {
    async contacts(workspaceId, query) {
      const { cursor, limit } = query;
      const [from] = cursor === null ? [NEWEST] : decodeCursor(LIST, cursor, [0]);
      const rows = await connection.read(() => found(workspaceId, query, from));
      return pageOf(rows, {
        list: LIST,
        limit,
        placeOf: (row) => [row.number],
        itemOf: (row): Contact => contactOf(row.doc),
      });
    },
  };
}

/** Reads the numbers of contacts that somebody may see step by step, falling. */
function createVisibleNumbers(
  connection: Connection,
  sight: Pick<ReturnType<typeof createContactsInSight>, "reader">,
) {
  type Numbers = { number: number };
  const all = connection.query<Numbers>(
    `select number from contacts where workspace = ? and crm = 1 and number < ?
     order by number desc limit ?`,
  );
  const owned = connection.query<Numbers>(
    `select number from contacts where workspace = ? and owner = ? and crm = 1 and number < ?
     order by number desc limit ?`,
  );
  const marketing = connection.query<Numbers>(
    `select number from contacts where workspace = ? and marketing = 1 and number < ?
     order by number desc limit ?`,
  );
  return (
    workspaceId: WorkspaceId,
    { visibility, conversations }: Pick<ContactQuery, "visibility" | "conversations">,
  ): ((step: { from: number; count: number }) => number[]) => {
    if (visibility.kind === "all") {
      return ({ from, count }) => all.all(workspaceId, from, count).map(({ number }) => number);
    }
    const inSight = sight.reader(workspaceId, conversations);
    return ({ from, count }) => {
      const runs = [
        ...visibility.ownerIds.map((ownerId) => owned.all(workspaceId, ownerId, from, count)),
        ...(visibility.marketing ? [marketing.all(workspaceId, from, count)] : []),
        inSight({ from, count }),
      ];
      const numbers = new Set(runs.flat().map(({ number }) => number));
      return [...numbers].sort((a, b) => b - a).slice(0, count);
    };
  };
}
