import { emptyContact, type Contact, type MergeProposal } from "../../domain/contact.ts";
import {
  aliasId,
  aliasKeysOf,
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
 * The contact of an item, made or updated by what the item tells (architecture section 6); of a rotation, with its new identifiers. To be
 * called inside a write.
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
  },
) => Contact;

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

  return (workspaceId, item, { keys, portfolioId, times, newContactId }) => {
    const { identity } = item;
    const held = (of: readonly AliasKey[]): HeldKey[] => {
      const holders = holdersOf(workspaceId, of, times.occurredAt);
      return of.map((key, index) => ({ key, holder: holders[index] ?? null }));
    };
    const make = (): Contact => emptyContact(workspaceId, newContactId(), times.receivedAt);
    const change =
      item.kind === "rotation"
        ? rotateIdentity(
            {
              identity,
              previous: held(keys),
              next: held(aliasKeysOf(item.next, portfolioId)),
              times,
            },
            make,
          )
        : identify({ identity, held: held(keys), times }, make);
    const { before, after } = change;
    if (after !== before) save(before, after);
    propose(change, times.receivedAt);
    return after;
  };
}
