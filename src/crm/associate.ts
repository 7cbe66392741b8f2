import type { Contact } from "../domain/contact/contact.ts";
import type { CrmProblem } from "./crm-problem.ts";

export type AssociationCode =
  | "contact.not_in_crm"
  | "contact.in_crm_already"
  | "contact.has_whatsapp";

/** Whether the person of a conversation can be said to be a contact of the CRM (Q64): one who is not known on WhatsApp yet. */
export function objectionToAssociation(
  from: Contact,
  into: Contact,
): CrmProblem<AssociationCode> | null {
  if (from.crm === null) return { code: "contact.not_in_crm" };
  if (into.crm !== null) return { code: "contact.in_crm_already" };
  const isKnown = from.aliases.some(({ validTo }) => validTo === null);
  return isKnown || from.absorbed.length > 0 ? { code: "contact.has_whatsapp" } : null;
}
