import type { Contact } from "../../domain/contact.ts";
import { aliasId, type AliasKey } from "../../domain/identity.ts";
import type { WorkspaceId } from "../../domain/ids.ts";
import type { Connection } from "./connection.ts";

/** Contacts at rest, and which of them holds which identifier. To be called inside a write. */
export interface Aliases {
  /** Who holds an identifier now, or else held it at that time: late messages come under the old one. */
  holderOf(workspaceId: WorkspaceId, key: AliasKey, at: number): Contact | null;
  /** Writes a contact, and moves its identifiers to where its aliases say they are. `before` is null for a new one. */
  save(before: Contact | null, after: Contact): void;
}

export function createAliases(connection: Connection): Aliases {
  const holder = connection.query<{ doc: string }>(
    `select c.doc from aliases a join contacts c on c.workspace = a.workspace and c.id = a.contact
     where a.workspace = ? and a.alias = ?`,
  );
  const formerHolder = connection.query<{ doc: string }>(
    `select c.doc from former_aliases a
     join contacts c on c.workspace = a.workspace and c.id = a.contact
     where a.workspace = ?1 and a.alias = ?2 and a.valid_from <= ?3 and a.valid_to > ?3 limit 1`,
  );
  const put = connection.statement(
    `insert into contacts (workspace, id, doc) values (?, ?, ?)
     on conflict do update set doc = excluded.doc`,
  );
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

  return {
    holderOf(workspaceId, key, at) {
      const id = aliasId(key);
      const row = holder.get(workspaceId, id) ?? formerHolder.get(workspaceId, id, at);
      return row === undefined ? null : (JSON.parse(row.doc) as Contact);
    },
    save(before, after) {
      const { workspaceId, id, aliases } = after;
      put.run(workspaceId, id, JSON.stringify(after));
      const openBefore = openIds(before);
      const openAfter = openIds(after);
      for (const alias of openBefore) {
        if (!openAfter.has(alias)) close.run(workspaceId, alias, id);
      }
      for (const alias of openAfter) {
        if (!openBefore.has(alias)) open.run(workspaceId, alias, id);
      }
      for (const alias of aliases) {
        if (alias.validTo === null) continue;
        remember.run(workspaceId, aliasId(alias), alias.validFrom, alias.validTo, id);
      }
    },
  };
}

function openIds(contact: Contact | null): Set<string> {
  const open = contact?.aliases.filter((alias) => alias.validTo === null) ?? [];
  return new Set(open.map(aliasId));
}
