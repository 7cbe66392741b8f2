import { emptyContact, type Contact } from "../../../src/domain/contact.ts";
import {
  aliasId,
  aliasKeysOf,
  learn,
  resolveIdentity,
  rotate,
  type AliasKey,
  type Resolution,
} from "../../../src/domain/identity.ts";
import type { MailboxItem } from "../../../src/domain/inbound.ts";
import type { Line } from "../../../src/domain/line.ts";
import type { Workspace } from "./state.ts";

export interface Times {
  /** Provider time of the item: the time in which identifiers are valid. */
  occurredAt: number;
  receivedAt: number;
}

/** The contact of an item, made or updated by what the item tells. */
export function resolveContact(
  workspace: Workspace,
  item: MailboxItem,
  context: { keys: AliasKey[]; times: Times; newContactId: () => string },
): Contact {
  const { keys, times, newContactId } = context;
  const resolution = resolve(workspace, keys, times);
  const { attach } = resolution;
  const known = resolution.contact ?? emptyContact(workspace.id, newContactId(), times.receivedAt);
  const contact = learn(known, { identity: item.identity, attach, keys, at: times.occurredAt });
  save(workspace, { before: resolution.contact, after: contact, times });
  propose(workspace, contact, { conflicts: resolution.conflicts, times });
  return contact;
}

/** The contact whose identifiers changed, after the change; null when neither its old nor its new ones are known. */
export function rotateContact(
  workspace: Workspace,
  item: MailboxItem & { kind: "rotation" },
  context: { keys: AliasKey[]; line: Line; times: Times },
): Contact | null {
  const { keys: previous, line, times } = context;
  const next = aliasKeysOf(item.next, line.portfolioId);
  const contact =
    resolve(workspace, previous, times).contact ?? resolve(workspace, next, times).contact;
  if (contact === null) return null;
  const conflicts: Resolution["conflicts"] = [];
  const free: AliasKey[] = [];
  for (const key of next) {
    const holder = holderOf(workspace, key, times.occurredAt);
    if (holder === null || holder.id === contact.id) free.push(key);
    else conflicts.push({ key, otherContactId: holder.id });
  }
  const rotated = rotate(contact, { previous, next: free, at: times.occurredAt });
  save(workspace, { before: contact, after: rotated, times });
  propose(workspace, rotated, { conflicts, times });
  return rotated;
}

function resolve(workspace: Workspace, keys: readonly AliasKey[], times: Times): Resolution {
  const holders = keys.map((key) => holderOf(workspace, key, times.occurredAt));
  return resolveIdentity(keys, holders);
}

/** Who holds an identifier now, or else held it at that time: late messages come under the old one. */
function holderOf(workspace: Workspace, key: AliasKey, at: number): Contact | null {
  const id = aliasId(key);
  const present = workspace.openAliases.get(id);
  if (present !== undefined) return workspace.contacts.get(present) ?? null;
  for (const former of workspace.formerHolders.get(id) ?? []) {
    const contact = workspace.contacts.get(former);
    const held = contact?.aliases.some(
      (alias) => aliasId(alias) === id && alias.validTo !== null && at < alias.validTo,
    );
    if (contact !== undefined && held === true) return contact;
  }
  return null;
}

function save(
  workspace: Workspace,
  change: { before: Contact | null; after: Contact; times: Times },
): void {
  const { before, after, times } = change;
  if (before === after) return;
  workspace.contacts.set(after.id, { ...after, updatedAt: times.receivedAt });
  const open = after.aliases.filter((alias) => alias.validTo === null);
  const closed = after.aliases.filter((alias) => alias.validTo !== null);
  for (const id of closed.map(aliasId)) {
    if (workspace.openAliases.get(id) === after.id) workspace.openAliases.delete(id);
    const former = workspace.formerHolders.get(id) ?? new Set();
    workspace.formerHolders.set(id, former.add(after.id));
  }
  // After the closed ones: an identifier that was given up and taken back is held.
  for (const id of open.map(aliasId)) workspace.openAliases.set(id, after.id);
}

function propose(
  workspace: Workspace,
  contact: Contact,
  claim: { conflicts: Resolution["conflicts"]; times: Times },
): void {
  for (const { key, otherContactId } of claim.conflicts) {
    const id = `${contact.id}.${otherContactId}.${aliasId(key)}`;
    if (workspace.proposals.has(id)) continue;
    const { kind, scope, value } = key;
    workspace.proposals.set(id, {
      workspaceId: workspace.id,
      id,
      contactId: contact.id,
      otherContactId,
      alias: { kind, scope, value },
      proposedAt: claim.times.receivedAt,
    });
  }
}
