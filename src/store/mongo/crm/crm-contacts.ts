import { claimsOf } from "../../../domain/contact/claims.ts";
import type { Contact } from "../../../domain/contact/contact.ts";
import type { ContactEdit } from "../../../domain/contact/contact-edit.ts";
import { contactOf } from "../../../domain/contact/stored-contact.ts";
import type { ContactSaved, CrmStore } from "../../crm-store.ts";
import { NEWEST } from "../feed/append.ts";
import { contactDocument } from "../contacts/contact-documents.ts";
import type { Collections, ContactDocument } from "../documents.ts";
import { duplicateOf, isConnectionLost } from "../errors.ts";
import { keyOf } from "../keys.ts";
import { newsOf, type News } from "../feed/news.ts";
import { untilDone } from "../retry.ts";

/** Changes of contacts that people make. The contact's document is the commit point; what is to be told rides in it. */
export function createCrmContacts(
  { contacts }: Pick<Collections, "contacts">,
  { tell }: Pick<News, "tell">,
): Pick<CrmStore, "saveContact" | "claimants"> {
  async function claimants(workspace: string, claims: readonly string[]) {
    const found = await contacts.find({ workspace, open: { $in: [...claims] } }, NEWEST).toArray();
    const byClaim = new Map(found.flatMap((row) => row.open.map((claim) => [claim, row] as const)));
    return claims.map((claim) => byClaim.get(claim) ?? null);
  }

  /** Null when it was somebody's a moment ago, and is free again. */
  async function takenBy({ workspaceId, id, ...rest }: Contact): Promise<ContactSaved | null> {
    const claims = claimsOf(rest);
    const holders = await claimants(workspaceId, claims);
    const own = keyOf(workspaceId, id);
    const at = holders.findIndex((holder) => holder !== null && holder._id !== own);
    const holder = holders[at];
    if (holder == null) return null;
    return { kind: "taken", claim: claims[at] ?? "", contactId: contactOf(holder.doc).id };
  }

  async function write(
    document: ContactDocument,
    before: ContactDocument | null,
  ): Promise<boolean> {
    if (before === null) {
      await contacts.insertOne(document);
      return true;
    }
    const { _id, revision } = before;
    return (await contacts.replaceOne({ _id, revision }, document)).matchedCount === 1;
  }

  return {
    async saveContact({ workspaceId, expectedVersion, contact, events }: ContactEdit) {
      const _id = keyOf(workspaceId, contact.id);
      const change = newsOf(events);
      let lost: Error | null = null;
      return untilDone<ContactSaved>(async () => {
        const before = await contacts.findOne({ _id }, NEWEST);
        if (before !== null) await tell(before);
        if (before?.lastChange?.equals(change.lastChange) === true) return { kind: "saved" };
        const version = before === null ? 0 : contactOf(before.doc).version;
        if (version !== expectedVersion) {
          // Others have changed it since: whether that was after this change or instead of it cannot be told any more.
          if (lost !== null) throw lost;
          return { kind: "conflict" };
        }
        const revision = (before?.revision ?? 0) + 1;
        const document: ContactDocument = { ...contactDocument(contact, revision), ...change };
        try {
          if (!(await write(document, before))) return null;
        } catch (error) {
          if (duplicateOf(error)?.index === "_id_") return null;
          if (duplicateOf(error) !== null) return takenBy(contact);
          if (lost !== null || !(error instanceof Error) || !isConnectionLost(error)) throw error;
          lost = error;
          return null;
        }
        await tell(document);
        return { kind: "saved" };
      });
    },

    async claimants(workspaceId, claims) {
      const holders = await claimants(workspaceId, claims);
      return holders.map((holder) => (holder === null ? null : contactOf(holder.doc)));
    },
  };
}
