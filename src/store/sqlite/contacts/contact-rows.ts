import type { Contact } from "../../../domain/contact/contact.ts";
import type { ContactId, WorkspaceId } from "../../../domain/ids.ts";
import { contactOf } from "../../../domain/contact/stored-contact.ts";
import type { Connection } from "../connection.ts";
import { createSearchWriter } from "./search-index.ts";

/** Documents of contacts, and where lists and search have them. To be called inside a write. */
export interface ContactRows {
  read(workspaceId: WorkspaceId, id: ContactId): Contact | null;
  /** The same, or the contact that stands for it since they were merged. */
  follow(workspaceId: WorkspaceId, id: ContactId): Contact | null;
  /** `before` is null for a new contact. */
  put(before: Contact | null, after: Contact): void;
}

export function createContactRows(connection: Connection): ContactRows {
  const one = connection.query<{ doc: string }>(
    "select doc from contacts where workspace = ? and id = ?",
  );
  const search = createSearchWriter(connection);
  const add = connection.statement(
    `insert into contacts (workspace, id, doc, number, crm, owner, marketing) values (?, ?, ?, ?, ?, ?, ?)
     on conflict do update set doc = excluded.doc, number = excluded.number`,
  );
  const change = connection.statement("update contacts set doc = ? where workspace = ? and id = ?");
  const changeAll = connection.statement(
    "update contacts set doc = ?, crm = ?, owner = ?, marketing = ? where workspace = ? and id = ?",
  );
  function read(workspaceId: WorkspaceId, id: ContactId): Contact | null {
    const row = one.get(workspaceId, id);
    return row === undefined ? null : contactOf(row.doc);
  }

  return {
    read,
    follow(workspaceId, id) {
      let contact = read(workspaceId, id);
      while (contact !== null && contact.mergedInto !== null) {
        contact = read(workspaceId, contact.mergedInto);
      }
      return contact;
    },
    put(before, after) {
      const { workspaceId, id } = after;
      const doc = JSON.stringify(after);
      const place = placeOf(after);
      if (before === null) {
        add.run(workspaceId, id, doc, search.add(after), ...place);
        return;
      }
      // What WhatsApp tells changes no place, and SQLite would write the indexes of every column that is set.
      if (placeOf(before).join() === place.join()) change.run(doc, workspaceId, id);
      else changeAll.run(doc, ...place, workspaceId, id);
      search.change(before, after);
    },
  };
}

/** Where the lists of the CRM have a contact: whether it is in them, whose it is, and whether it is for marketing. */
function placeOf({ crm, ownerId }: Contact): [number, string | null, number] {
  return [crm === null ? 0 : 1, ownerId, crm?.isMarketing === true ? 1 : 0];
}
