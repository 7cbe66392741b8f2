import { claimsOf } from "../../../domain/contact/claims.ts";
import type { ContactEdit } from "../../../domain/contact/contact-edit.ts";
import type { ContactSaved, CrmStore } from "../../crm-store.ts";
import { createAliases } from "../contacts/aliases.ts";
import type { Connection } from "../connection.ts";
import type { Feed } from "../feed/feed.ts";

/** Changes of contacts that people make. */
export function createCrmContacts(
  connection: Connection,
  feed: Pick<Feed, "append">,
): Pick<CrmStore, "saveContact" | "claimants"> {
  const { contact: read, claimant, save } = createAliases(connection);

  function saveContact({
    workspaceId,
    expectedVersion,
    contact,
    events,
  }: ContactEdit): ContactSaved {
    const before = read(workspaceId, contact.id);
    if ((before?.version ?? 0) !== expectedVersion) return { kind: "conflict" };
    for (const claim of claimsOf(contact)) {
      const contactId = claimant(workspaceId, claim);
      if (contactId !== undefined && contactId !== contact.id) {
        return { kind: "taken", claim, contactId };
      }
    }
    save(before, contact);
    feed.append(workspaceId, null, events);
    return { kind: "saved" };
  }

  return {
    saveContact: (change) => connection.write(() => saveContact(change)),
    claimants: (workspaceId, claims) =>
      connection.read(() =>
        claims.map((claim) => {
          const id = claimant(workspaceId, claim);
          return id === undefined ? null : read(workspaceId, id);
        }),
      ),
  };
}
