import { ObjectId } from "mongodb";
import { mergedAway, type ContactMerge } from "../../../domain/contact/merge.ts";
import type { ContactId, WorkspaceId } from "../../../domain/ids.ts";
import { contactOf } from "../../../domain/contact/stored-contact.ts";
import type { CrmStore } from "../../crm-store.ts";
import { NEWEST } from "../feed/append.ts";
import { contactDocument } from "../contacts/contact-documents.ts";
import type { ContactTrail, RestOfMerge } from "./contact-trail.ts";
import type { Collections, ContactDocument } from "../documents.ts";
import { isConnectionLost } from "../errors.ts";
import { keyOf } from "../keys.ts";
import type { News } from "../feed/news.ts";
import { untilDone } from "../retry.ts";

export interface ContactMerges extends Pick<CrmStore, "mergeContacts"> {
  /** Finishes merges that a crash left half-done. Returns how many. */
  repairMerges(query: { limit: number }): Promise<number>;
}

/**
 * Two contacts become one without a transaction: the document of the one that goes is the commit point. It gives up what it held, and what it
 * was rides along until the other has it. Its identifiers stand among its former ones, so whoever looks for them meets it, and finishes the
 * merge first: no identifier is ever nobody's. What others have taken in between (an address that somebody else was given) stays theirs.
 */
export function createContactMerges(
  { contacts }: Pick<Collections, "contacts">,
  { tell, finish }: Pick<News, "tell"> & Pick<ContactTrail, "finish">,
): ContactMerges {
  const find = (workspaceId: WorkspaceId, id: ContactId) =>
    contacts.findOne({ _id: keyOf(workspaceId, id) }, NEWEST);

  /** Both as they were read; null when somebody changed one of them first. */
  async function unchanged({ workspaceId, from, into }: ContactMerge) {
    const [fromNow, intoNow] = await Promise.all([
      find(workspaceId, from.id),
      find(workspaceId, into.id),
    ]);
    if (fromNow === null || intoNow === null) return null;
    await Promise.all([tell(fromNow), tell(intoNow)]);
    const isSame =
      contactOf(fromNow.doc).version === from.version &&
      contactOf(intoNow.doc).version === into.version;
    return isSame ? { from: fromNow, into: intoNow } : null;
  }

  /**
   * The commit point. The one that stays is counted up before, so that of two merges that are asked for at once, each the other way round,
   * one at most finds both as it read them.
   */
  async function compareAndSet(
    { from, into }: { from: ContactDocument; into: ContactDocument },
    document: ContactDocument,
  ): Promise<boolean> {
    const counted = await contacts.updateOne(
      { _id: into._id, revision: into.revision },
      { $inc: { revision: 1 } },
    );
    if (counted.matchedCount === 0) return false;
    const { _id, revision } = from;
    return (await contacts.replaceOne({ _id, revision }, document)).matchedCount === 1;
  }

  return {
    async mergeContacts(asked) {
      const { into, ...others } = asked;
      const { from } = asked;
      const rest: RestOfMerge = { ...others, intoId: into.id };
      const merging = { id: new ObjectId(), body: JSON.stringify(rest) };
      return untilDone<"merged" | "conflict">(async () => {
        const before = await unchanged(asked);
        if (before === null) {
          const now = await find(asked.workspaceId, from.id);
          if (now?.merging?.id.equals(merging.id) !== true) return "conflict";
          await finish(now);
          return "merged";
        }
        const gone = contactDocument(mergedAway(asked), before.from.revision + 1);
        const document: ContactDocument = { ...gone, merging };
        try {
          if (!(await compareAndSet(before, document))) return null;
        } catch (error) {
          // Whether it was written shows when it is read again.
          if (!(error instanceof Error) || !isConnectionLost(error)) throw error;
          return null;
        }
        await finish(document);
        return "merged";
      });
    },
    async repairMerges({ limit }) {
      if (limit <= 0) return 0;
      const left = await contacts
        .find({ "merging.id": { $type: "objectId" } }, NEWEST)
        .limit(limit)
        .toArray();
      for (const document of left) await finish(document);
      return left.length;
    },
  };
}
