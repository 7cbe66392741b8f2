import { emptyContact, type Contact, type MergeProposal } from "../../domain/contact.ts";
import {
  aliasId,
  aliasKeysOf,
  learn,
  resolveIdentity,
  rotate,
  type AliasKey,
  type Resolution,
} from "../../domain/identity.ts";
import type { WorkspaceId } from "../../domain/ids.ts";
import type { MailboxItem } from "../../domain/inbound.ts";
import { createAliases } from "./aliases.ts";
import type { Connection } from "./connection.ts";

export interface ItemTimes {
  /** Provider time of the item, clamped: the time from which, or at which, identifiers are valid. */
  occurredAt: number;
  receivedAt: number;
}

/** Contacts and who holds which identifier. To be called inside a write. */
export interface Contacts {
  /** The contact of an item, made or updated by what the item tells (architecture section 6). */
  resolve(
    workspaceId: WorkspaceId,
    item: MailboxItem,
    context: { keys: readonly AliasKey[]; times: ItemTimes; newContactId: () => string },
  ): Contact;
  /** The contact whose identifiers changed, after the change; null when neither the old nor the new ones are known. */
  rotate(
    workspaceId: WorkspaceId,
    item: MailboxItem & { kind: "rotation" },
    context: { keys: readonly AliasKey[]; portfolioId: string; times: ItemTimes },
  ): Contact | null;
}

export function createContacts(connection: Connection): Contacts {
  const { holdersOf, save } = createAliases(connection);
  const addProposal = connection.statement(
    "insert into merge_proposals (workspace, id, doc) values (?, ?, ?) on conflict do nothing",
  );

  function resolveKeys(
    workspaceId: WorkspaceId,
    keys: readonly AliasKey[],
    at: number,
  ): Resolution {
    return resolveIdentity(keys, holdersOf(workspaceId, keys, at));
  }

  /** Two contacts claim one identifier: recorded for people to decide, under a derived id. */
  function propose(
    { workspaceId, id: contactId }: Contact,
    conflicts: Resolution["conflicts"],
    proposedAt: number,
  ): void {
    for (const { key, otherContactId } of conflicts) {
      const { kind, scope, value } = key;
      const id = `${contactId}.${otherContactId}.${aliasId(key)}`;
      const alias = { kind, scope, value };
      const proposal = { workspaceId, id, contactId, otherContactId, alias, proposedAt };
      addProposal.run(workspaceId, id, JSON.stringify(proposal satisfies MergeProposal));
    }
  }

  return {
    resolve(workspaceId, item, { keys, times, newContactId }) {
      const { occurredAt, receivedAt } = times;
      const { contact: known, attach, conflicts } = resolveKeys(workspaceId, keys, occurredAt);
      const before = known ?? emptyContact(workspaceId, newContactId(), receivedAt);
      const learnt = learn(before, { identity: item.identity, attach, keys, at: occurredAt });
      const contact = learnt === before ? before : { ...learnt, updatedAt: receivedAt };
      if (contact !== known) save(known, contact);
      propose(contact, conflicts, receivedAt);
      return contact;
    },

    rotate(workspaceId, item, { keys: previous, portfolioId, times }) {
      const { occurredAt, receivedAt } = times;
      const next = aliasKeysOf(item.next, portfolioId);
      const known =
        resolveKeys(workspaceId, previous, occurredAt).contact ??
        resolveKeys(workspaceId, next, occurredAt).contact;
      if (known === null) return null;
      const conflicts: Resolution["conflicts"] = [];
      const free: AliasKey[] = [];
      const holders = holdersOf(workspaceId, next, occurredAt);
      next.forEach((key, index) => {
        const holder = holders[index] ?? null;
        if (holder === null || holder.id === known.id) free.push(key);
        else conflicts.push({ key, otherContactId: holder.id });
      });
      const rotated = rotate(known, { previous, next: free, at: occurredAt });
      const contact = rotated === known ? known : { ...rotated, updatedAt: receivedAt };
      if (contact !== known) save(known, contact);
      propose(contact, conflicts, receivedAt);
      return contact;
    },
  };
}
