import type { Collection } from "mongodb";
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
} from "../../../domain/contact/identity.ts";
import type { LineId, WorkspaceId } from "../../../domain/ids.ts";
import { linkedEvent } from "../../../domain/contact/link.ts";
import { rotateIdentity } from "../../../domain/contact/rotation.ts";
import { createDirectory, type Directory, type SettleContact } from "./directory.ts";
import type { Collections, TenantDocument } from "../documents.ts";
import { insertNew } from "../insert-new.ts";
import { proposalDocument } from "../crm/proposals.ts";
import { untilDone } from "../retry.ts";
import type { Routed } from "../intake/routing.ts";

/**
 * The contact of an item, made or updated by what the item tells (architecture section 6); of a rotation, with its new identifiers. Null
 * when it would have to be made, and must not be now.
 */
export type ContactOf = (item: Routed) => Promise<Contact | null>;

/**
 * Reads at once everybody whom the items may concern. What remains of races between processes: two items that each name one
 * identifier of the same person, and that nobody has seen together yet, make two contacts, at once as well as one after the
 * other; the item that names both then proposes to merge them. And a contact that an item made stays, without a
 * conversation, if the process dies before the item's entry is written; the repeated item finds it.
 */
export async function openContacts(
  collections: Pick<Collections, "contacts" | "mergeProposals">,
  workspaceId: WorkspaceId,
  options: {
    items: readonly Routed[];
    newContactId: () => string;
    /** Asked when nobody is known by any identifier of an item of the line. */
    mayMake: (lineId: LineId) => Promise<boolean>;
    settle: SettleContact;
  },
): Promise<ContactOf> {
  const { items, newContactId, mayMake, settle: settleContact } = options;
  const directory = createDirectory(collections.contacts, workspaceId, settleContact);
  const everybody = items.flatMap(allIdentifiers);
  await directory.read(everybody);
  const ids = createSpareIds(newContactId);

  /** Null when somebody was faster: what was decided then stands on sand. */
  async function settle(routed: Routed): Promise<ContactChange | "behind" | null> {
    const held = heldBy(directory, routed);
    const isKnown =
      firstHolderOf([...held.present, ...(held.next ?? [])]) !== null || held.named !== null;
    if (!isKnown && !(await mayMake(routed.item.lineId))) return "behind";
    const change = changeOf(routed, held, ids.take);
    const { before, after } = change;
    if (after === before) return change;
    const result = await directory.save(before, after, newsFor(routed, change));
    if (result === "saved") return change;
    if (before === null && result === "overtaken") ids.giveBack(after.id);
    await directory.read(everybody);
    return null;
  }

  return async (routed) => {
    const change = await untilDone(() => settle(routed));
    if (change === "behind") return null;
    await propose(collections.mergeProposals, change, routed.times.receivedAt);
    return change.after;
  };
}

function allIdentifiers({ item, identifiers, route }: Routed): AliasKey[] {
  if (item.kind !== "rotation") return identifiers;
  return [...identifiers, ...aliasKeysOf(item.next, route.portfolio)];
}

/** Ids are asked for when contacts are made and not otherwise: one that lost a race names the next contact. */
function createSpareIds(newContactId: () => string) {
  let spare: string | null = null;
  return {
    take(): string {
      const id = spare ?? newContactId();
      spare = null;
      return id;
    },
    giveBack(id: string): void {
      spare = id;
    },
  };
}

/** Whose the identifiers of an item are: those that it is of, and those that a rotation tells. */
interface Held {
  present: HeldKey[];
  next: HeldKey[] | null;
  /** Who names the number in their profile, when it is nobody's on WhatsApp. */
  named: Contact | null;
}

function heldBy(directory: Directory, { item, identifiers, route, times }: Routed): Held {
  const held = (keys: readonly AliasKey[]): HeldKey[] =>
    keys.map((key) => ({ key, holder: directory.holderOf(key, times.occurredAt) }));
  const next = item.kind === "rotation" ? held(aliasKeysOf(item.next, route.portfolio)) : null;
  const present = held(identifiers);
  const number = next === null ? freeNumberOf(present) : null;
  const named = number === null ? null : directory.claimantOf(profileClaim("phone", number.value));
  return { present, next, named };
}

/** A contact of the CRM that was found by its number is told of. */
function newsFor({ item, key, times }: Routed, { after, isLinked = false }: ContactChange) {
  return isLinked ? [linkedEvent(after, { lineId: item.lineId, key, times })] : [];
}

function changeOf(
  { item: { identity }, times, workspaceId }: Routed,
  { present, next, named }: Held,
  newId: () => string,
): ContactChange {
  const make = (): Contact => emptyContact(workspaceId, newId(), times.receivedAt);
  return next === null
    ? identify({ identity, held: present, times, named }, make)
    : rotateIdentity({ identity, previous: present, next, times }, make);
}

/** Two contacts claim one identifier: recorded for people to decide, under a derived id. */
async function propose(
  proposals: Collection<TenantDocument>,
  { after: { workspaceId, id: contactId }, conflicts }: ContactChange,
  proposedAt: number,
): Promise<void> {
  if (conflicts.length === 0) return;
  const documents = conflicts.map(({ key, otherContactId }) => {
    const { kind, scope, value } = key;
    const id = `${contactId}.${otherContactId}.${aliasId(key)}`;
    const alias = { kind, scope, value };
    return proposalDocument({ workspaceId, id, contactId, otherContactId, alias, proposedAt });
  });
  await insertNew(proposals, documents);
}
