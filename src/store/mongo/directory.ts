import type { Collection } from "mongodb";
import type { Contact } from "../../domain/contact.ts";
import { aliasId, holderAt, type AliasKey } from "../../domain/identity.ts";
import type { ContactId, WorkspaceId } from "../../domain/ids.ts";
import { contactOf } from "../../domain/stored-contact.ts";
import { NEWEST } from "./append.ts";
import { contactDocument } from "./contact-documents.ts";
import type { ContactDocument } from "./documents.ts";
import { duplicateOf, isConnectionLost } from "./errors.ts";
import { keyOf } from "./keys.ts";
import type { News } from "./news.ts";

/** The contacts that some identifiers lead to, read at one go and kept up to date while items are taken in. */
export interface Directory {
  /** Reads everybody who holds one of these identifiers, or once did, and forgets what was read before. */
  read(keys: readonly AliasKey[]): Promise<void>;
  /** Whose an identifier was at that time, as `holderAt` says: late messages come under old ones. */
  holderOf(key: AliasKey, at: number): Contact | null;
  /**
   * Writes a contact with all its identifiers, in one document: all of it stands, or nothing. `before` is what `holderOf`
   * gave, null for a new contact. `overtaken`: somebody else changed the contact, or took one of the identifiers, since it
   * was read; read again. `id_taken`: there is another contact of this id.
   */
  save(before: Contact | null, after: Contact): Promise<"saved" | "overtaken" | "id_taken">;
}

/**
 * One document per contact holds its open identifiers in a list, and one unique index spans all lists of a workspace. So
 * to make a contact, to attach an identifier and to rotate one are each a single write that the index takes or refuses:
 * of first messages that arrive at once, in whatever processes, one makes the contact and the others find it. (With a
 * document per identifier, a contact with two of them could end up half claimed.)
 */
export function createDirectory(
  contacts: Collection<ContactDocument>,
  workspaceId: WorkspaceId,
  { tell }: Pick<News, "tell">,
): Directory {
  const known = new Map<string, { contact: Contact; revision: number }>();
  /** By alias id: everybody who has it, or once did. */
  const holders = new Map<string, Set<ContactId>>();

  function remember(contact: Contact, revision: number): void {
    known.set(contact.id, { contact, revision });
    for (const id of contact.aliases.map(aliasId)) {
      holders.set(id, (holders.get(id) ?? new Set()).add(contact.id));
    }
  }

  return {
    async read(keys) {
      known.clear();
      holders.clear();
      const ids = [...new Set(keys.map(aliasId))];
      const former = ids.map((id) => keyOf(workspaceId, id));
      const filter = {
        $or: [{ workspace: workspaceId, open: { $in: ids } }, { former: { $in: former } }],
      };
      const projection = { workspace: 1, doc: 1, revision: 1, news: 1 };
      const found = await contacts.find(filter, { ...NEWEST, projection }).toArray();
      for (const document of found) {
        // What is written over it next has no news of it.
        await tell(document);
        remember(contactOf(document.doc), document.revision);
      }
    },

    holderOf(key, at) {
      const id = aliasId(key);
      const contacts = [...(holders.get(id) ?? [])].flatMap((of) => known.get(of)?.contact ?? []);
      return holderAt(id, contacts, at);
    },

    async save(before, after) {
      const revision = before === null ? 0 : (known.get(before.id)?.revision ?? 0);
      const document = contactDocument(after, revision + 1);
      try {
        if (before === null) {
          await contacts.insertOne(document);
        } else {
          const replaced = await contacts.replaceOne({ _id: document._id, revision }, document);
          if (replaced.matchedCount === 0) return "overtaken";
        }
      } catch (error) {
        // Whether it was written before the connection broke shows when it is read again.
        if (isConnectionLost(error)) return "overtaken";
        const duplicate = duplicateOf(error);
        if (duplicate === null) throw error;
        return duplicate.index === "_id_" ? "id_taken" : "overtaken";
      }
      remember(after, revision + 1);
      return "saved";
    },
  };
}
