import { claimsOf } from "../../../domain/contact/claims.ts";
import type { Contact } from "../../../domain/contact/contact.ts";
import { aliasId, holderAt, type AliasKey } from "../../../domain/contact/identity.ts";
import type { ContactId } from "../../../domain/ids.ts";

/** Contacts that were read, by what they hold. */
export interface KnownContacts {
  clear(): void;
  remember(contact: Contact, revision: number): void;
  /** 0: it was not read. */
  revisionOf(id: ContactId): number;
  /** Ids of contacts that stand for others, and were not read. */
  missing(): ContactId[];
  /** Whose an identifier was at that time (`holderAt`); of a contact that was merged into another, that one. */
  holderOf(key: AliasKey, at: number): Contact | null;
  claimantOf(claim: string): Contact | null;
}

export function createKnownContacts(): KnownContacts {
  const known = new Map<ContactId, { contact: Contact; revision: number }>();
  /** By alias id: everybody who has it, or once did. */
  const holders = new Map<string, Set<ContactId>>();
  /** Asked for once: a contact that is not there must not be asked for again and again. */
  const asked = new Set<ContactId>();

  function standing(contact: Contact | null): Contact | null {
    let next = contact;
    while (next !== null && next.mergedInto !== null) {
      next = known.get(next.mergedInto)?.contact ?? null;
    }
    return next;
  }

  return {
    clear() {
      known.clear();
      holders.clear();
      asked.clear();
    },
    remember(contact, revision) {
      known.set(contact.id, { contact, revision });
      for (const id of contact.aliases.map(aliasId)) {
        holders.set(id, (holders.get(id) ?? new Set()).add(contact.id));
      }
    },
    revisionOf: (id) => known.get(id)?.revision ?? 0,
    missing() {
      const ids = [...known.values()]
        .flatMap(({ contact }) => contact.mergedInto ?? [])
        .filter((id) => !known.has(id) && !asked.has(id));
      for (const id of ids) asked.add(id);
      return ids;
    },
    holderOf(key, at) {
      const id = aliasId(key);
      const contacts = [...(holders.get(id) ?? [])].flatMap((of) => known.get(of)?.contact ?? []);
      return standing(holderAt(id, contacts, at));
    },
    claimantOf(claim) {
      for (const { contact } of known.values()) {
        if (claimsOf(contact).includes(claim)) return contact;
      }
      return null;
    },
  };
}
