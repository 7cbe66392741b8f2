import { claimsOf } from "../../../domain/contact/claims.ts";
import type { Contact } from "../../../domain/contact/contact.ts";
import { aliasId, type AliasKey } from "../../../domain/contact/identity.ts";
import type { ContactId, WorkspaceId } from "../../../domain/ids.ts";
import type { Connection } from "../connection.ts";
import { createContactRows } from "./contact-rows.ts";

/** Contacts at rest, and which of them holds which identifier or other claim. To be called inside a write. */
export interface Aliases {
  /** By its own id, also when it was merged into another. */
  contact(workspaceId: WorkspaceId, id: ContactId): Contact | null;
  /** The same, or the contact that stands for it since they were merged. */
  follow(workspaceId: WorkspaceId, id: ContactId): Contact | null;
  /** Who has a claim (`domain/contact/claims.ts`) now. */
  claimant(workspaceId: WorkspaceId, claim: string): ContactId | undefined;
  /** Whose each identifier was at that time, as `holderAt` says: late messages come under old ones. */
  holdersOf(workspaceId: WorkspaceId, keys: readonly AliasKey[], at: number): (Contact | null)[];
  /** Writes a contact, and moves its claims to where it says they are. They must be free. `before` is null for a new one. */
  save(before: Contact | null, after: Contact): void;
}

export function createAliases(connection: Connection): Aliases {
  const holder = connection.query<{ contact: ContactId }>(
    "select contact from aliases where workspace = ? and alias = ?",
  );
  // Theirs who was the first to give it up afterwards, or else theirs who has it (`holderAt` in domain/contact/identity.ts).
  const formerHolder = connection.query<{ contact: ContactId }>(
    `select contact from former_aliases
     where workspace = ?1 and alias = ?2 and valid_to > ?3 order by valid_to limit 1`,
  );
  const rows = createContactRows(connection);
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
    contact: rows.read,
    follow: rows.follow,
    claimant: (workspaceId, claim) => holder.get(workspaceId, claim)?.contact,
    holdersOf(workspaceId, keys, at) {
      // All keys of an item mostly lead to one contact, which is then read once.
      const known = new Map<ContactId, Contact | null>();
      return keys.map((key) => {
        const alias = aliasId(key);
        const id = (
          formerHolder.get(workspaceId, alias, Math.trunc(at)) ?? holder.get(workspaceId, alias)
        )?.contact;
        if (id === undefined) return null;
        const contact = known.get(id) ?? rows.follow(workspaceId, id);
        known.set(id, contact);
        return contact;
      });
    },
    save(before, after) {
      const { workspaceId, id, aliases } = after;
      rows.put(before, after);
      const openBefore = new Set(before === null ? [] : claimsOf(before));
      const openAfter = new Set(claimsOf(after));
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
