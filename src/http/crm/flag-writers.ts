import type { Contact } from "../../domain/contact/contact.ts";
import { numbersOf } from "../../domain/contact/crm-profile.ts";
import { aliasId, aliasKeysOf } from "../../domain/contact/identity.ts";
import type { HttpDeps } from "../deps.ts";

type Deps = Pick<HttpDeps, "store" | "clock">;

/**
 * Proposes to merge a contact of the CRM with those who write from its numbers, and are other contacts (Q64): several may be several people, so
 * nobody is joined without being asked.
 */
export async function flagWriters(contact: Contact, deps: Deps): Promise<void> {
  const { workspaceId, crm } = contact;
  if (crm === null) return;
  const keys = numbersOf(crm).flatMap((waId) =>
    aliasKeysOf({ userId: null, parentUserId: null, waId }, ""),
  );
  const holders = await deps.store.claimants(workspaceId, keys.map(aliasId));
  for (const [index, key] of keys.entries()) {
    const other = holders[index];
    if (other == null || other.id === contact.id) continue;
    await propose(contact, { other, alias: key }, deps);
  }
}

/** Proposes to merge a contact with whoever writes, because somebody who talks with them says that they are one. */
export async function flagWriter(contact: Contact, writer: Contact, deps: Deps): Promise<void> {
  const alias = writer.aliases.findLast(({ validTo }) => validTo === null);
  if (alias !== undefined) await propose(contact, { other: writer, alias }, deps);
}

async function propose(
  { workspaceId, id: contactId }: Contact,
  { other, alias }: { other: Contact; alias: Parameters<typeof aliasId>[0] },
  { store, clock }: Deps,
): Promise<void> {
  const { kind, scope, value } = alias;
  const otherContactId = other.id;
  await store.proposeMerge({
    workspaceId,
    id: `${contactId}.${otherContactId}.${aliasId(alias)}`,
    contactId,
    otherContactId,
    alias: { kind, scope, value },
    proposedAt: clock.now(),
  });
}
