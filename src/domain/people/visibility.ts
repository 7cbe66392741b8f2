import type { Contact } from "../contact/contact.ts";
import type { UserId } from "../ids.ts";

/**
 * Whose conversations somebody may see: all, or those of some users and perhaps those of nobody. Limited to nobody means that
 * nothing is visible. What one may not see is as if it did not exist.
 */
export type Visibility =
  | { kind: "all" }
  | { kind: "limited"; ownerIds: readonly UserId[]; unassigned: boolean };

export const EVERYTHING: Visibility = { kind: "all" };
export const NOTHING: Visibility = { kind: "limited", ownerIds: [], unassigned: false };

/** Whether a conversation of this owner (null: of nobody) is within it. */
export function covers(visibility: Visibility, ownerId: UserId | null): boolean {
  if (visibility.kind === "all") return true;
  return ownerId === null ? visibility.unassigned : visibility.ownerIds.includes(ownerId);
}

/**
 * Which contacts of the CRM somebody may see (R2.9): all, or those of some users, and perhaps every marketing contact beside them.
 * Whoever may read a conversation may read its contact too, whatever this says.
 */
export type ContactVisibility =
  | { kind: "all" }
  | { kind: "limited"; ownerIds: readonly UserId[]; marketing: boolean };

export function mayReadContact(
  visibility: ContactVisibility,
  { crm, ownerId }: Pick<Contact, "crm" | "ownerId">,
): boolean {
  if (visibility.kind === "all") return true;
  if (ownerId !== null && visibility.ownerIds.includes(ownerId)) return true;
  return visibility.marketing && crm?.isMarketing === true;
}
