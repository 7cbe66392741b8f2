import { claimsOf, profileClaim } from "../../../src/domain/contact/claims.ts";
import { emptyContact, type Contact } from "../../../src/domain/contact/contact.ts";
import {
  aliasId,
  aliasKeysOf,
  firstHolderOf,
  freeNumberOf,
  holderAt,
  identify,
  type AliasKey,
  type ContactChange,
  type HeldKey,
  type ItemTimes,
} from "../../../src/domain/contact/identity.ts";
import type { MailboxItem } from "../../../src/domain/intake/inbound.ts";
import type { Line } from "../../../src/domain/line.ts";
import { webhookKey } from "../../../src/domain/intake/intake.ts";
import { linkedEvent } from "../../../src/domain/contact/link.ts";
import { rotateIdentity } from "../../../src/domain/contact/rotation.ts";
import { kept } from "./copy.ts";
import { publish } from "./publish.ts";
import type { Workspace } from "./state.ts";

/**
 * The contact of an item, made or updated by what the item tells; of a rotation, with its new identifiers. Null when it would have to be
 * made, and must not be now.
 */
export function contactOfItem(
  workspace: Workspace,
  item: MailboxItem,
  context: {
    keys: AliasKey[];
    line: Line;
    times: ItemTimes;
    newContactId: () => string;
    mayMake: boolean;
  },
): Contact | null {
  const { keys, line, times, newContactId, mayMake } = context;
  const { identity } = item;
  const held = (of: readonly AliasKey[]): HeldKey[] =>
    of.map((key) => ({ key, holder: holderOf(workspace, key, times.occurredAt) }));
  const make = (): Contact => emptyContact(workspace.id, newContactId(), times.receivedAt);
  const present = held(keys);
  const next = item.kind === "rotation" ? held(aliasKeysOf(item.next, line.portfolioId)) : null;
  const named = next === null ? namedBy(workspace, present) : null;
  const isKnown = firstHolderOf([...present, ...(next ?? [])]) !== null || named !== null;
  if (!isKnown && !mayMake) return null;
  const change =
    next === null
      ? identify({ identity, held: present, times, named }, make)
      : rotateIdentity({ identity, previous: present, next, times }, make);
  save(workspace, change);
  if (change.isLinked === true) {
    const key = webhookKey(line.id, item.key);
    publish(workspace, linkedEvent(change.after, { lineId: line.id, key, times }));
  }
  propose(workspace, change, times.receivedAt);
  return change.after;
}

function holderOf(workspace: Workspace, key: AliasKey, at: number): Contact | null {
  const id = aliasId(key);
  const contacts = [...(workspace.holders.get(id) ?? [])].flatMap(
    (of) => workspace.contacts.get(of) ?? [],
  );
  return standing(workspace, holderAt(id, contacts, at));
}

/** The contact itself, or the one that stands for it since they were merged. */
export function standing(workspace: Workspace, contact: Contact | null): Contact | null {
  let next = contact;
  while (next !== null && next.mergedInto !== null) {
    next = workspace.contacts.get(next.mergedInto) ?? null;
  }
  return next;
}

/** Who names the number in their profile, when it is nobody's on WhatsApp. */
function namedBy(workspace: Workspace, held: readonly HeldKey[]): Contact | null {
  const number = freeNumberOf(held);
  const claim = number === null ? "" : profileClaim("phone", number.value);
  return workspace.contacts.get(workspace.claims.get(claim) ?? "") ?? null;
}

function save(workspace: Workspace, { before, after }: ContactChange): void {
  if (before !== after) putContact(workspace, after);
}

/** Writes a contact, and moves its claims to where it says they are. */
export function putContact(workspace: Workspace, given: Contact): void {
  const contact = kept(given);
  const before = workspace.contacts.get(contact.id);
  workspace.contacts.set(contact.id, contact);
  for (const claim of before === undefined ? [] : claimsOf(before)) {
    if (workspace.claims.get(claim) === contact.id) workspace.claims.delete(claim);
  }
  for (const claim of claimsOf(contact)) workspace.claims.set(claim, contact.id);
  for (const id of contact.aliases.map(aliasId)) {
    workspace.holders.set(id, (workspace.holders.get(id) ?? new Set()).add(contact.id));
  }
}

function propose(
  workspace: Workspace,
  { after: contact, conflicts }: ContactChange,
  proposedAt: number,
): void {
  for (const { key, otherContactId } of conflicts) {
    const id = `${contact.id}.${otherContactId}.${aliasId(key)}`;
    if (workspace.proposals.has(id)) continue;
    const { kind, scope, value } = key;
    workspace.proposals.set(id, {
      workspaceId: workspace.id,
      id,
      contactId: contact.id,
      otherContactId,
      alias: { kind, scope, value },
      proposedAt,
    });
  }
}
