import { emptyContact, type Contact, type MergeProposal } from "../../domain/contact.ts";
import {
  aliasId,
  aliasKeysOf,
  firstHolderOf,
  identify,
  type AliasKey,
  type ContactChange,
  type HeldKey,
  type ItemTimes,
} from "../../domain/identity.ts";
import type { WorkspaceId } from "../../domain/ids.ts";
import type { MailboxItem } from "../../domain/inbound.ts";
import { rotateIdentity } from "../../domain/rotation.ts";
import { createAliases } from "./aliases.ts";
import type { Connection } from "./connection.ts";

/**
 * The contact of an item, made or updated by what the item tells (architecture section 6); of a rotation, with its new identifiers. Null
 * when it would have to be made, and must not be now. To be called inside a write.
 */
export type ContactOf = (
  workspaceId: WorkspaceId,
  item: MailboxItem,
  context: {
    /** The item's identifiers. */
    keys: readonly AliasKey[];
    portfolioId: string;
    times: ItemTimes;
    newContactId: () => string;
    /** Asked when nobody is known by any of the identifiers. */
    mayMake: () => boolean;
  },
) => Contact | null;

export function createContacts(connection: Connection): ContactOf {
  const { holdersOf, save } = createAliases(connection);
  const addProposal = connection.statement(
    "insert into merge_proposals (workspace, id, doc) values (?, ?, ?) on conflict do nothing",
  );

  /** Two contacts claim one identifier: recorded for people to decide, under a derived id. */
  function propose({ after, conflicts }: ContactChange, proposedAt: number): void {
    const { workspaceId, id: contactId } = after;
    for (const { key, otherContactId } of conflicts) {
      const { kind, scope, value } = key;
      const id = `${contactId}.${otherContactId}.${aliasId(key)}`;
      const alias = { kind, scope, value };
      const proposal = { workspaceId, id, contactId, otherContactId, alias, proposedAt };
      addProposal.run(workspaceId, id, JSON.stringify(proposal satisfies MergeProposal));
    }
  }

  function heldBy(workspaceId: WorkspaceId, keys: readonly AliasKey[], at: number): HeldKey[] {
    const holders = holdersOf(workspaceId, keys, at);
    return keys.map((key, index) => ({ key, holder: holders[index] ?? null }));
  }

  return (workspaceId, item, { keys, portfolioId, times, newContactId, mayMake }) => {
    const { identity } = item;
    const { occurredAt, receivedAt } = times;
    const held = heldBy(workspaceId, keys, occurredAt);
    const next =
      item.kind === "rotation"
        ? heldBy(workspaceId, aliasKeysOf(item.next, portfolioId), occurredAt)
        : null;
    if (firstHolderOf([...held, ...(next ?? [])]) === null && !mayMake()) return null;

    const make = (): Contact => emptyContact(workspaceId, newContactId(), receivedAt);
    const change =
      next === null
        ? identify({ identity, held, times }, make)
        : rotateIdentity({ identity, previous: held, next, times }, make);
    const { before, after } = change;
    if (after !== before) save(before, after);
    propose(change, receivedAt);
    return after;
  };
}
