import type { Collection } from "mongodb";
import type { Contact } from "../../../domain/contact/contact.ts";
import type { ContactId, WorkspaceId } from "../../../domain/ids.ts";
import { contactOf } from "../../../domain/contact/stored-contact.ts";
import type { ContactDocument } from "../documents.ts";
import { keyOf } from "../keys.ts";

/** Contacts by their ids; of one that was merged into another, that one. */
export async function standingContacts(
  contacts: Collection<ContactDocument>,
  workspaceId: WorkspaceId,
  ids: readonly ContactId[],
): Promise<Map<ContactId, Contact>> {
  const names = [...new Set(ids)].map((id) => keyOf(workspaceId, id));
  if (names.length === 0) return new Map();
  const projection = { doc: 1 };
  const found = await contacts.find({ _id: { $in: names } }, { projection }).toArray();
  const own = found.map(({ doc }) => contactOf(doc));
  const gone = own.flatMap(({ mergedInto }) => mergedInto ?? []);
  const others = await standingContacts(contacts, workspaceId, gone);
  const standing = own.flatMap((contact): [ContactId, Contact][] => {
    const other = contact.mergedInto === null ? contact : others.get(contact.mergedInto);
    return other === undefined ? [] : [[contact.id, other]];
  });
  return new Map(standing);
}
