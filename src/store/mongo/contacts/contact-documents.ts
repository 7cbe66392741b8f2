import { claimsOf } from "../../../domain/contact/claims.ts";
import type { Contact } from "../../../domain/contact/contact.ts";
import { aliasId } from "../../../domain/contact/identity.ts";
import { searchTokensOf } from "../../../domain/conversation/search.ts";
import type { ContactDocument } from "../documents.ts";
import { keyOf } from "../keys.ts";

/** A contact at rest. What it claims, what it is found by, and where the CRM lists it stand beside it. */
export function contactDocument(contact: Contact, revision: number): ContactDocument {
  const { workspaceId, id, aliases, crm, ownerId, createdAt } = contact;
  const open = claimsOf(contact);
  const former = aliases
    .filter(({ validTo }) => validTo !== null)
    .map((alias) => keyOf(workspaceId, aliasId(alias)));
  const place = { workspace: workspaceId, at: createdAt, id, owner: ownerId };
  return {
    _id: keyOf(workspaceId, id),
    workspace: workspaceId,
    revision,
    // An empty list would be one key of the unique index, which only one contact could have.
    open: open.length > 0 ? open : [`none|${id}`],
    ...(former.length > 0 ? { former: [...new Set(former)] } : {}),
    tokens: searchTokensOf(contact),
    ...(crm === null ? {} : { crm: { ...place, marketing: crm.isMarketing } }),
    doc: JSON.stringify(contact),
  };
}
