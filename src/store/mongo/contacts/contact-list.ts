import type { Filter } from "mongodb";
import type { Contact } from "../../../domain/contact/contact.ts";
import type { WorkspaceId } from "../../../domain/ids.ts";
import { contactOf } from "../../../domain/contact/stored-contact.ts";
import { mayReadContact, type ContactVisibility } from "../../../domain/people/visibility.ts";
import type { ContactQuery, CrmStore } from "../../crm-store.ts";
import { fitting } from "./contact-search.ts";
import { createContactsInSight } from "./contacts-in-sight.ts";
import type { Collections, ContactDocument } from "../documents.ts";
import { decodeCursor, NEWEST_PLACE, pageOf } from "../../page-cursor.ts";

const LIST = "contacts";
/** Contacts that are read at a time when the list is gone through. */
const BATCH = 500;

type Place = readonly [at: number, id: string];

/** What is listed, and the part of it that a page is. */
interface Asked extends Omit<ContactQuery, "cursor" | "limit"> {
  workspaceId: WorkspaceId;
  from: Place;
  count: number;
}

/** The list of the CRM's contacts, newest first, by visibility and search. */
export function createContactList(
  collections: Pick<Collections, "contacts" | "conversations">,
): Pick<CrmStore, "contacts"> {
  const { contacts } = collections;
  const sight = createContactsInSight(collections);

  function read(asked: Asked, within: Filter<ContactDocument>): Promise<ContactDocument[]> {
    const { workspaceId, search, from, count } = asked;
    const [at, id] = from;
    const behind = [{ "crm.at": { $lt: at } }, { "crm.at": at, "crm.id": { $lt: id } }];
    const listed = { "crm.workspace": workspaceId, "crm.at": { $lte: at }, $or: behind };
    const fits = search === null ? {} : { workspace: workspaceId, ...fitting(search) };
    const found = contacts.find({ $and: [listed, within, fits] });
    return found.sort({ "crm.at": -1, "crm.id": -1 }).limit(count).toArray();
  }

  /** Goes through the list, and looks at each contact. */
  async function walk({ from, count, ...asked }: Asked): Promise<ContactDocument[]> {
    const { workspaceId, visibility, conversations } = asked;
    const found: ContactDocument[] = [];
    for (let place = from; ;) {
      const rows = await read({ ...asked, from: place, count: BATCH }, {});
      const looked = rows.map((row) => ({ row, contact: contactOf(row.doc) }));
      const ids = looked.map(({ contact }) => contact.id);
      const seen = await sight.among(workspaceId, conversations, ids);
      const maySee = (contact: Contact) =>
        seen.has(contact.id) || mayReadContact(visibility, contact);
      found.push(...looked.flatMap(({ row, contact }) => (maySee(contact) ? [row] : [])));
      const last = rows.at(-1);
      if (found.length >= count || last === undefined || rows.length < BATCH) break;
      place = placeOfRow(last);
    }
    return found.slice(0, count);
  }

  async function find(asked: Asked): Promise<ContactDocument[]> {
    const { workspaceId, visibility, conversations } = asked;
    if (visibility.kind === "all") return read(asked, {});
    const keys = await sight.few(workspaceId, conversations);
    if (keys === null) return walk(asked);
    return read(asked, { $or: [...ownOf(visibility), { _id: { $in: keys } }] });
  }

  return {
    async contacts(workspaceId, { cursor, limit, ...query }) {
      const from: Place =
        cursor === null ? [NEWEST_PLACE, ""] : decodeCursor(LIST, cursor, [0, ""]);
      const rows = await find({ ...query, workspaceId, from, count: limit + 1 });
      const itemOf = ({ doc }: ContactDocument) => contactOf(doc);
      return pageOf(rows, { list: LIST, limit, placeOf: placeOfRow, itemOf });
    },
  };
}

function placeOfRow({ crm }: ContactDocument): Place {
  return [crm?.at ?? 0, crm?.id ?? ""];
}

function ownOf({
  ownerIds,
  marketing,
}: Exclude<ContactVisibility, { kind: "all" }>): Filter<ContactDocument>[] {
  const owned = { "crm.owner": { $in: [...ownerIds] } };
  return marketing ? [owned, { "crm.marketing": true }] : [owned];
}
