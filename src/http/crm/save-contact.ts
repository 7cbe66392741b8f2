import type { FastifyReply } from "fastify";
import type { Contact } from "../../domain/contact/contact.ts";
import { displayNameOf } from "../../domain/contact/contact.ts";
import type { ContactEdit } from "../../domain/contact/contact-edit.ts";
import type { ContactId } from "../../domain/ids.ts";
import type { Principal } from "../access/auth.ts";
import type { HttpDeps } from "../deps.ts";
import { sendProblem, type ProblemFacts } from "../problems/problem.ts";
import type { ProblemCode } from "../problems/problem-catalogue.ts";
import { visibleContact } from "./contact-access.ts";
import { untilSaved } from "../../crm/until-saved.ts";

export interface ContactProblem {
  code: ProblemCode;
  facts?: ProblemFacts;
}

/** What is to be done to a contact as it stands now: a change, nothing (null), or what speaks against it. */
export type DecideContact = (contact: Contact) => ContactEdit | ContactProblem | null;

/**
 * Changes a contact that the asker may change. Decided anew when somebody was faster, so that no change of theirs is lost; unless the caller
 * wants one version and no other (`If-Match`).
 */
export async function saveVisibleContact(
  target: { principal: Principal; contactId: string; wantedVersion: number | null },
  decide: DecideContact,
  deps: Pick<HttpDeps, "store" | "doorbell">,
): Promise<{ contact: Contact } | ContactProblem> {
  const { principal, contactId, wantedVersion } = target;
  return untilSaved<{ contact: Contact } | ContactProblem>(async () => {
    const found = await visibleContact(principal, contactId, deps.store);
    if (found === null) return { code: "contact.unknown" };
    const { contact, mayChange } = found;
    if (!mayChange) return { code: "contact.not_yours" };
    if (wantedVersion !== null && wantedVersion !== contact.version) {
      return { code: "contact.version_conflict", facts: { extra: { version: contact.version } } };
    }
    const change = decide(contact);
    if (change === null) return { contact };
    return "code" in change ? change : saveChange(change, principal, deps);
  });
}

/** Saves a change, and says whose the address is when somebody else's. */
export async function saveChange(
  change: ContactEdit,
  principal: Principal,
  { store, doorbell }: Pick<HttpDeps, "store" | "doorbell">,
): Promise<{ contact: Contact } | ContactProblem | "conflict"> {
  const saved = await store.saveContact(change);
  switch (saved.kind) {
    case "conflict":
      return "conflict";
    case "taken":
      return inUse(saved, principal, store);
    case "saved":
      doorbell.ringRelay(change.workspaceId);
      return { contact: change.contact };
  }
}

/** R15.6. The other contact is named to those who may see it. */
export async function inUse(
  { claim, contactId }: { claim: string; contactId: ContactId },
  principal: Principal,
  store: HttpDeps["store"],
): Promise<ContactProblem> {
  const [kind] = claim.split("||");
  const field = FIELDS.get(kind ?? "") ?? "body";
  const holder = (await visibleContact(principal, contactId, store))?.contact ?? null;
  const contact = holder === null ? null : { id: holder.id, name: displayNameOf(holder) };
  const errors = [{ field, rule: "must not be another contact's" }];
  return { code: "contact.address_in_use", facts: { errors, extra: { contact } } };
}

/** By the kind of a claim (`domain/contact/claims.ts`): the member of the request that makes it. */
const FIELDS: ReadonlyMap<string, string> = new Map([
  ["email", "body.emails"],
  ["phone", "body.phones"],
  ["wa_id", "body.phones"],
  ["external", "body.externalId"],
]);

export function sendContactProblem(reply: FastifyReply, { code, facts }: ContactProblem) {
  return sendProblem(reply, code, facts);
}
