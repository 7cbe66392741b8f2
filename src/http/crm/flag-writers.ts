import type { Contact } from "../../domain/contact/contact.ts";
import { numbersOf } from "../../domain/contact/crm-profile.ts";
import { aliasId, aliasKeysOf } from "../../domain/contact/identity.ts";
import type { HttpDeps } from "../deps.ts";

/**
 * Proposes to merge a contact of the CRM with those who write from its numbers, and are other contacts (Q64): several may be several people, so
 * nobody is joined without being asked.
 */
export async function flagWriters(
  contact: Contact,
  { store, clock }: Pick<HttpDeps, "store" | "clock">,
): Promise<void> {
  const { workspaceId, id: contactId, crm } = contact;
  if (crm === null) return;
  const keys = numbersOf(crm).flatMap((waId) =>
    aliasKeysOf({ userId: null, parentUserId: null, waId }, ""),
  );
  const holders = await store.claimants(workspaceId, keys.map(aliasId));
  for (const [index, { kind, scope, value }] of keys.entries()) {
    const otherContactId = holders[index]?.id;
    if (otherContactId === undefined || otherContactId === contactId) continue;
    const alias = { kind, scope, value };
    const id = `${contactId}.${otherContactId}.${aliasId(alias)}`;
    const proposedAt = clock.now();
    await store.proposeMerge({ workspaceId, id, contactId, otherContactId, alias, proposedAt });
  }
}
