import type { Contact } from "../../domain/contact.ts";
import { aliasId, type AliasKey } from "../../domain/identity.ts";
import type { ContactId, WorkspaceId } from "../../domain/ids.ts";
import { contactOf } from "../../domain/stored-contact.ts";
import type { Connection } from "./connection.ts";
import { createSearchWriter } from "./search-index.ts";

/** Contacts at rest, and which of them holds which identifier. To be called inside a write. */
export interface Aliases {
  /** Whose each identifier was at that time, as `holderAt` says: late messages come under old ones. */
  holdersOf(workspaceId: WorkspaceId, keys: readonly AliasKey[], at: number): (Contact | null)[];
  /** Writes a contact, and moves its identifiers to where its aliases say they are. `before` is null for a new one. */
  save(before: Contact | null, after: Contact): void;
}

export function createAliases(connection: Connection): Aliases {
  const holder = connection.query<{ contact: ContactId }>(
    "select contact from aliases where workspace = ? and alias = ?",
  );
  // Theirs who was the first to give it up afterwards, or else theirs who has it (`holderAt` in domain/identity.ts).
  const formerHolder = connection.query<{ contact: ContactId }>(
    `select contact from former_aliases
     where workspace = ?1 and alias = ?2 and valid_to > ?3 order by valid_to limit 1`,
  );
  const one = connection.query<{ doc: string }>(
    "select doc from contacts where workspace = ? and id = ?",
  );
  const search = createSearchWriter(connection);
  const add = connection.statement(
    `insert into contacts (workspace, id, doc, number) values (?, ?, ?, ?)
     on conflict do update set doc = excluded.doc, number = excluded.number`,
  );
  const change = connection.statement("update contacts set doc = ? where workspace = ? and id = ?");
  const open = connection.statement(
    "insert into aliases (workspace, alias, contact) values (?, ?, ?)",
  );
  const close = connection.statement(
    "delete from aliases where workspace = ? and alias = ? and contact = ?",
  );
  const remember = connection.statement(
    `insert into former_aliases (workspace, alias, valid_from, valid_to, contact)
     values (?, ?, ?, ?, ?) on conflict do nothing`,
  );

  function read(workspaceId: WorkspaceId, id: ContactId): Contact | null {
    const row = one.get(workspaceId, id);
    return row === undefined ? null : contactOf(row.doc);
  }

  return {
    holdersOf(workspaceId, keys, at) {
      // All keys of an item mostly lead to one contact, which is then read once.
      const known = new Map<ContactId, Contact | null>();
      return keys.map((key) => {
        const alias = aliasId(key);
        const id = (
          formerHolder.get(workspaceId, alias, Math.trunc(at)) ?? holder.get(workspaceId, alias)
        )?.contact;
        if (id === undefined) return null;
        const contact = known.get(id) ?? read(workspaceId, id);
        known.set(id, contact);
        return contact;
      });
    },
    save(before, after) {
      const { workspaceId, id, aliases } = after;
      const doc = JSON.stringify(after);
      if (before === null) add.run(workspaceId, id, doc, search.add(after));
      else {
        change.run(doc, workspaceId, id);
        search.change(before, after);
      }
      const openBefore = openIds(before);
      const openAfter = openIds(after);
      for (const alias of openBefore) {
        if (!openAfter.has(alias)) close.run(workspaceId, alias, id);
      }
      for (const alias of openAfter) {
        if (!openBefore.has(alias)) open.run(workspaceId, alias, id);
      }
      for (const alias of aliases) {
        const { validFrom, validTo } = alias;
        if (validTo === null) continue;
        const times = [Math.trunc(validFrom), Math.trunc(validTo)] as const;
        remember.run(workspaceId, aliasId(alias), ...times, id);
      }
    },
  };
}

function openIds(contact: Contact | null): Set<string> {
  const open = contact?.aliases.filter((alias) => alias.validTo === null) ?? [];
  return new Set(open.map(aliasId));
}
