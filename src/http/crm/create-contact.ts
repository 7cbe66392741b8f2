import type { Cause } from "../../domain/actor.ts";
import { profileClaim } from "../../domain/contact/claims.ts";
import { emptyContact, type Contact } from "../../domain/contact/contact.ts";
import { changeContact } from "../../domain/contact/contact-edit.ts";
import { numbersOf, type CrmProfile } from "../../domain/contact/crm-profile.ts";
import type { UserId } from "../../domain/ids.ts";
import { aliasId, aliasKeysOf } from "../../domain/contact/identity.ts";
import type { Principal } from "../access/auth.ts";
import type { HttpDeps } from "../deps.ts";
import { inUse, saveChange, type ContactProblem } from "./save-contact.ts";
import { untilSaved } from "../../crm/until-saved.ts";

export interface NewContact {
  profile: CrmProfile;
  /** Of a contact that has no owner yet. */
  ownerId: UserId | null;
  cause: Cause;
}

/**
 * Puts somebody into the CRM (R15.6). Whoever wrote on WhatsApp from one of the numbers, and is not in the CRM, becomes this contact: it is
 * one person, and comes out the same whether they write first or are entered first (Q64).
 */
export async function createContact(
  { profile, ownerId, cause }: NewContact,
  principal: Principal,
  deps: Pick<HttpDeps, "store" | "doorbell" | "clock" | "ids">,
): Promise<{ contact: Contact } | ContactProblem> {
  const { workspaceId } = principal;
  const at = deps.clock.now();
  const fresh = emptyContact(workspaceId, deps.ids.next("ct"), at);
  return untilSaved<{ contact: Contact } | ContactProblem>(async () => {
    const writers = await writersOf(profile, workspaceId, deps);
    const known = writers.find(({ contact }) => contact.crm !== null);
    if (known !== undefined) {
      return inUse({ claim: known.claim, contactId: known.contact.id }, principal, deps.store);
    }
    const before = writerToBe(writers, profile) ?? fresh;
    const owner = before.ownerId ?? ownerId;
    const change = changeContact(before, { crm: profile, ownerId: owner }, { cause, at });
    if (change === null) throw new Error("a profile that changes nothing");
    return saveChange(change, principal, deps);
  });
}

interface Writer {
  number: string;
  claim: string;
  contact: Contact;
}

/** Contacts who write from numbers of the profile. */
async function writersOf(
  profile: CrmProfile,
  workspaceId: string,
  { store }: Pick<HttpDeps, "store">,
): Promise<Writer[]> {
  const numbers = numbersOf(profile);
  const claims = numbers.map(waIdClaim);
  const holders = await store.claimants(workspaceId, claims);
  return numbers.flatMap((number, index) => {
    const contact = holders[index];
    return contact == null ? [] : [{ number, claim: claims[index] ?? "", contact }];
  });
}

/** Q64: the number of WhatsApp decides, then the primary one, then the others if they lead to one person. */
function writerToBe(writers: readonly Writer[], profile: CrmProfile): Contact | null {
  const [primary] = profile.phones;
  const byRank =
    writers.find(({ number }) => number === profile.whatsappPhone) ??
    writers.find(({ number }) => number === primary);
  if (byRank !== undefined) return byRank.contact;
  const [first, ...others] = writers;
  return first !== undefined && others.every(({ contact }) => contact.id === first.contact.id)
    ? first.contact
    : null;
}

function waIdClaim(number: string): string {
  const [key] = aliasKeysOf({ userId: null, parentUserId: null, waId: number }, "");
  return key === undefined ? profileClaim("phone", number) : aliasId(key);
}
