import { mergedContact, type ContactMerge } from "../../../domain/contact/merge.ts";
import type { Contact } from "../../../domain/contact/contact.ts";
import type { ContactId, WorkspaceId } from "../../../domain/ids.ts";
import { contactOf } from "../../../domain/contact/stored-contact.ts";
import type { ContactSaved, CrmStore } from "../../crm-store.ts";
import { NEWEST } from "../feed/append.ts";
import type { Collections, ContactDocument } from "../documents.ts";
import { keyOf } from "../keys.ts";
import type { News } from "../feed/news.ts";
import { again, untilDone } from "../retry.ts";

/** What contacts that were merged leave behind (docs/adr/0009). */
export interface ContactTrail {
  /** Brings a contact that goes to where it goes. Does nothing when it does not go, or is there. */
  finish(document: Pick<ContactDocument, "_id" | "workspace" | "merging">): Promise<void>;
  /** The contact of this id, or the one that stands for it since they were merged, as the primary has it now. */
  follow(workspaceId: WorkspaceId, id: ContactId): Promise<Contact | null>;
}

/** What of a merge the other contact still has to take over; rides in the document of the one that goes. */
export type RestOfMerge = Omit<ContactMerge, "into"> & { intoId: ContactId };

export function createContactTrail(
  { contacts, conversations }: Pick<Collections, "contacts" | "conversations">,
  { tell, saveContact }: Pick<News, "tell"> & Pick<CrmStore, "saveContact">,
): ContactTrail {
  async function follow(workspaceId: WorkspaceId, id: ContactId): Promise<Contact | null> {
    let next: ContactId | null = id;
    for (;;) {
      const _id: string = keyOf(workspaceId, next);
      const document: ContactDocument | null = await contacts.findOne({ _id }, NEWEST);
      if (document === null) return null;
      await tell(document);
      await finish(document);
      const contact: Contact = contactOf(document.doc);
      if (contact.mergedInto === null) return contact;
      next = contact.mergedInto;
    }
  }

  /** Takes over what the contact that goes was, and gives up what is somebody else's by now. */
  async function takeOver({ intoId, ...rest }: RestOfMerge): Promise<void> {
    const lost = new Set<string>();
    await untilDone(async () => {
      const into = await follow(rest.workspaceId, intoId);
      const edit = into === null ? null : mergedContact(into, rest, lost);
      if (edit === null) return true;
      const saved: ContactSaved = await saveContact(edit);
      if (saved.kind === "saved") return true;
      if (saved.kind === "taken") lost.add(saved.claim);
      return null;
    });
  }

  async function finish({
    _id,
    workspace,
    merging,
  }: Parameters<ContactTrail["finish"]>[0]): Promise<void> {
    if (merging === undefined) return;
    const rest = JSON.parse(merging.body) as RestOfMerge;
    await takeOver(rest);
    const into = await follow(workspace, rest.intoId);
    const moved = { $set: { contact: into?.id ?? rest.intoId } };
    await again(() => conversations.updateMany({ workspace, contact: rest.from.id }, moved));
    await again(() =>
      contacts.updateOne({ _id, "merging.id": merging.id }, { $unset: { merging: true } }),
    );
  }

  return { finish, follow };
}
