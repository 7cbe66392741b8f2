import type { Contact } from "./contact.ts";
import { numbersOf, type CrmProfile } from "./crm-profile.ts";
import { aliasId } from "./identity.ts";
import { canonicalWaId } from "./phone.ts";

/** What of a profile only one contact of a workspace may have (R15.6). */
export type ProfileClaimKind = "email" | "phone" | "externalId";

/**
 * A profile's e-mail address, number or outside id as one string, beside the ids of aliases in the same index. Numbers are compared in
 * their canonical form, whichever of the profile's numbers they are: one number is one person.
 */
export function profileClaim(kind: ProfileClaimKind, value: string): string {
  switch (kind) {
    case "email":
      return `email||${value.toLowerCase()}`;
    case "phone":
      return `phone||${canonicalWaId(value)}`;
    case "externalId":
      return `external||${value}`;
  }
}

/** Everything that this contact alone holds in its workspace: its present identifiers, and what its profile names. Each once. */
export function claimsOf({ aliases, crm }: Pick<Contact, "aliases" | "crm">): string[] {
  const open = aliases.filter(({ validTo }) => validTo === null).map(aliasId);
  return [...new Set([...open, ...(crm === null ? [] : profileClaimsOf(crm))])];
}

function profileClaimsOf(profile: CrmProfile): string[] {
  const { emails, externalId } = profile;
  return [
    ...emails.map((email) => profileClaim("email", email)),
    ...numbersOf(profile).map((number) => profileClaim("phone", number)),
    ...(externalId === null ? [] : [profileClaim("externalId", externalId)]),
  ];
}
