import { sendAddressOf } from "../../domain/contact/address.ts";
import { knownNumberOf, numberClaim, withNumber } from "../../domain/contact/addressee.ts";
import { profileClaim } from "../../domain/contact/claims.ts";
import { emptyContact, type Contact } from "../../domain/contact/contact.ts";
import type { ContactId, WorkspaceId } from "../../domain/ids.ts";
import type { Line } from "../../domain/line.ts";
import type { Principal } from "../access/auth.ts";
import { visibleContact } from "../crm/contact-access.ts";
import type { HttpDeps } from "../deps.ts";

/** Whom somebody wants to write to: a contact, or a number in E.164. */
export type Wanted = { contactId: ContactId } | { phone: string };

export type Addressee =
  /** `isSaved`: the store has the contact like this; otherwise it is to be saved before anything is sent. */
  | { kind: "found"; contact: Contact; isSaved: boolean }
  | { kind: "unknown" }
  /** Nobody knows a number or user id of theirs. */
  | { kind: "unreachable" }
  /** Their number is another contact's, who is perhaps the same person. */
  | { kind: "number_taken"; contactId: ContactId };

/**
 * The contact to write to on a line. A number finds whoever is reached under it in whatever form (Q65); or else the contact of the CRM that
 * has it and no number on WhatsApp yet (Q64); or else somebody new. Saves nothing: what is refused leaves nothing behind.
 */
export async function findAddressee(
  wanted: Wanted,
  from: { principal: Principal; line: Line },
  deps: Pick<HttpDeps, "store" | "clock" | "ids">,
): Promise<Addressee> {
  return "phone" in wanted
    ? contactByNumber(wanted.phone, from.principal.workspaceId, deps)
    : findContact(wanted.contactId, from, deps);
}

/** Whoever is reached under a number, or is to be from now on. */
export async function contactByNumber(
  phone: string,
  workspaceId: WorkspaceId,
  { store, clock, ids }: Pick<HttpDeps, "store" | "clock" | "ids">,
): Promise<Addressee> {
  const claims = [numberClaim(phone), profileClaim("phone", phone)];
  const [reached = null, named = null] = await store.claimants(workspaceId, claims);
  if (reached !== null) return { kind: "found", contact: reached, isSaved: true };
  const now = clock.now();
  const isFree = named !== null && !named.aliases.some(({ validTo }) => validTo === null);
  // Somebody who is reached under another number stays so: their conversations would go to this one.
  const base = isFree ? named : emptyContact(workspaceId, ids.next("ct"), now);
  return { kind: "found", contact: withNumber(base, phone, now), isSaved: false };
}

async function findContact(
  contactId: ContactId,
  { principal, line }: { principal: Principal; line: Line },
  deps: Pick<HttpDeps, "store" | "clock">,
): Promise<Addressee> {
  const found = await visibleContact(principal, contactId, deps.store);
  return found === null ? { kind: "unknown" } : reachable(found.contact, line, deps);
}

/** The contact with a number or user id that it is reached under on this line. */
export async function reachable(
  contact: Contact,
  line: Line,
  { store, clock }: Pick<HttpDeps, "store" | "clock">,
): Promise<Addressee> {
  if (sendAddressOf(contact, line.portfolioId) !== null) {
    return { kind: "found", contact, isSaved: true };
  }
  const phone = knownNumberOf(contact);
  if (phone === null) return { kind: "unreachable" };
  const [holder] = await store.claimants(contact.workspaceId, [numberClaim(phone)]);
  return holder == null
    ? { kind: "found", contact: withNumber(contact, phone, clock.now()), isSaved: false }
    : { kind: "number_taken", contactId: holder.id };
}
