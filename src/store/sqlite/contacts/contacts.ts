import { profileClaim } from "../../../domain/contact/claims.ts";
import { emptyContact, type Contact } from "../../../domain/contact/contact.ts";
import {
  aliasId,
  aliasKeysOf,
  firstHolderOf,
  freeNumberOf,
  identify,
  type AliasKey,
  type ContactChange,
  type HeldKey,
  type ItemTimes,
} from "../../../domain/contact/identity.ts";
import type { WorkspaceId } from "../../../domain/ids.ts";
import type { MailboxItem } from "../../../domain/intake/inbound.ts";
import { webhookKey } from "../../../domain/intake/intake.ts";
import { linkedEvent } from "../../../domain/contact/link.ts";
import { rotateIdentity } from "../../../domain/contact/rotation.ts";
import { createAliases } from "./aliases.ts";
import type { Connection } from "../connection.ts";
import type { Feed } from "../feed/feed.ts";
import { createProposals } from "../crm/proposals.ts";

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

export function createContacts(
  connection: Connection,
  { append }: Pick<Feed, "append">,
): ContactOf {
  const { holdersOf, save, claimant, contact: read } = createAliases(connection);
  const { add: addProposal } = createProposals(connection);

  /** Two contacts claim one identifier: recorded for people to decide, under a derived id. */
  function propose({ after, conflicts }: ContactChange, proposedAt: number): void {
    const { workspaceId, id: contactId } = after;
    for (const { key, otherContactId } of conflicts) {
      const { kind, scope, value } = key;
      const id = `${contactId}.${otherContactId}.${aliasId(key)}`;
      const alias = { kind, scope, value };
      const proposal = { workspaceId, id, contactId, otherContactId, alias, proposedAt };
      addProposal(proposal);
    }
  }

  function heldBy(workspaceId: WorkspaceId, keys: readonly AliasKey[], at: number): HeldKey[] {
    const holders = holdersOf(workspaceId, keys, at);
    return keys.map((key, index) => ({ key, holder: holders[index] ?? null }));
  }

  /** Who names the number in their profile, when it is nobody's on WhatsApp. */
  function namedBy(workspaceId: WorkspaceId, held: readonly HeldKey[]): Contact | null {
    const number = freeNumberOf(held);
    if (number === null) return null;
    const id = claimant(workspaceId, profileClaim("phone", number.value));
    return id === undefined ? null : read(workspaceId, id);
  }

  return (workspaceId, item, { keys, portfolioId, times, newContactId, mayMake }) => {
    const { identity } = item;
    const { occurredAt, receivedAt } = times;
    const held = heldBy(workspaceId, keys, occurredAt);
    const next =
      item.kind === "rotation"
        ? heldBy(workspaceId, aliasKeysOf(item.next, portfolioId), occurredAt)
        : null;
    const named = next === null ? namedBy(workspaceId, held) : null;
    const isKnown = firstHolderOf([...held, ...(next ?? [])]) !== null || named !== null;
    if (!isKnown && !mayMake()) return null;

    const make = (): Contact => emptyContact(workspaceId, newContactId(), receivedAt);
    const change =
      next === null
        ? identify({ identity, held, times, named }, make)
        : rotateIdentity({ identity, previous: held, next, times }, make);
    const { before, after, isLinked = false } = change;
    if (after !== before) save(before, after);
    if (isLinked) {
      const { lineId } = item;
      const key = webhookKey(lineId, item.key);
      append(workspaceId, null, [linkedEvent(after, { lineId, key, times })]);
    }
    propose(change, receivedAt);
    return after;
  };
}
