import type { Collection, Filter } from "mongodb";
import { profileClaim } from "../../../domain/contact/claims.ts";
import type { Contact } from "../../../domain/contact/contact.ts";
import type { NewEvent } from "../../../domain/events.ts";
import { aliasId, type AliasKey } from "../../../domain/contact/identity.ts";
import type { WorkspaceId } from "../../../domain/ids.ts";
import { contactOf } from "../../../domain/contact/stored-contact.ts";
import { NEWEST } from "../feed/append.ts";
import { contactDocument } from "./contact-documents.ts";
import type { ContactDocument } from "../documents.ts";
import { duplicateOf, isConnectionLost } from "../errors.ts";
import { keyOf } from "../keys.ts";
import { createKnownContacts } from "./known-contacts.ts";
import { newsOf } from "../feed/news.ts";

/** The contacts that some identifiers lead to, read at one go and kept up to date while items are taken in. */
export interface Directory {
  /** Reads everybody who holds one of these identifiers, or once did, and forgets what was read before. */
  read(keys: readonly AliasKey[]): Promise<void>;
  /** Whose an identifier was at that time, as `holderAt` says: late messages come under old ones. */
  holderOf(key: AliasKey, at: number): Contact | null;
  /** Who has a claim of a profile (`domain/contact/claims.ts`) now; of the numbers among the keys that were read. */
  claimantOf(claim: string): Contact | null;
  /**
   * Writes a contact with all its identifiers, in one document: all of it stands, or nothing. `before` is what `holderOf`
   * gave, null for a new contact. `overtaken`: somebody else changed the contact, or took one of the identifiers, since it
   * was read; read again. `id_taken`: there is another contact of this id.
   */
  save(
    before: Contact | null,
    after: Contact,
    events: readonly NewEvent[],
  ): Promise<"saved" | "overtaken" | "id_taken">;
}

/** Brings to their places what rides in a contact's document: events that tell of its last change, and a merge that was begun. */
export type SettleContact = (
  document: Pick<ContactDocument, "_id" | "workspace" | "news" | "merging">,
) => Promise<void>;

const PROJECTION = { workspace: 1, doc: 1, revision: 1, news: 1, merging: 1 };

/**
 * One document per contact holds its open identifiers in a list, and one unique index spans all lists of a workspace. So
 * to make a contact, to attach an identifier and to rotate one are each a single write that the index takes or refuses:
 * of first messages that arrive at once, in whatever processes, one makes the contact and the others find it. (With a
 * document per identifier, a contact with two of them could end up half claimed.)
 */
export function createDirectory(
  contacts: Collection<ContactDocument>,
  workspaceId: WorkspaceId,
  settle: SettleContact,
): Directory {
  const known = createKnownContacts();

  /** Reads and remembers; what rides in the documents is brought to its places first. */
  async function readAll(filter: Filter<ContactDocument>): Promise<void> {
    const read = () => contacts.find(filter, { ...NEWEST, projection: PROJECTION }).toArray();
    let found = await read();
    const unsettled = found.filter(({ news, merging }) => news ?? merging);
    // What is written over a document next has no news of it; and one that goes has given up what another has to get.
    for (const document of unsettled) await settle(document);
    if (unsettled.some(({ merging }) => merging)) found = await read();
    for (const { doc, revision } of found) known.remember(contactOf(doc), revision);
  }

  return {
    async read(keys) {
      known.clear();
      const ids = [...new Set(keys.flatMap(claimsFor))];
      const former = ids.map((id) => keyOf(workspaceId, id));
      await readAll({
        $or: [{ workspace: workspaceId, open: { $in: ids } }, { former: { $in: former } }],
      });
      // Contacts that were merged lead to others, which nobody asked for by name.
      for (let names = known.missing(); names.length > 0; names = known.missing()) {
        await readAll({ _id: { $in: names.map((id) => keyOf(workspaceId, id)) } });
      }
    },

    holderOf: known.holderOf,
    claimantOf: known.claimantOf,

    async save(before, after, events) {
      const revision = before === null ? 0 : known.revisionOf(before.id);
      const news = events.length === 0 ? {} : newsOf(events);
      const document = { ...contactDocument(after, revision + 1), ...news };
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
      known.remember(after, revision + 1);
      await settle(document);
      return "saved";
    },
  };
}

/** What to look for by an identifier: whoever has it, or names the number in their profile. */
function claimsFor(key: AliasKey): string[] {
  return key.kind === "wa_id" ? [aliasId(key), profileClaim("phone", key.value)] : [aliasId(key)];
}
