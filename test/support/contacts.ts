import type { Cause } from "../../src/domain/actor.ts";
import { emptyContact, type Contact } from "../../src/domain/contact/contact.ts";
import { changeContact, type ContactEdit } from "../../src/domain/contact/contact-edit.ts";
import type { CrmProfile } from "../../src/domain/contact/crm-profile.ts";
import { ACME, T0 } from "./builders.ts";

const BY_EVA: Cause = { kind: "request", id: "req_1", actor: { kind: "user", id: "eva" } };

/** A profile with nothing but what must be there. */
export function aProfile(changes: Partial<CrmProfile> = {}): CrmProfile {
  return {
    firstName: "Ana",
    lastName: "Souza",
    position: null,
    company: null,
    emails: [],
    phones: [],
    whatsappPhone: null,
    customFields: {},
    isMarketing: false,
    consent: { at: T0, by: BY_EVA.actor },
    externalId: null,
    ...changes,
  };
}

/** A contact as it was read, and what is to be changed of it. */
export function aChange(
  before: Contact,
  changes: Parameters<typeof changeContact>[1],
  at = T0,
): ContactEdit {
  const change = changeContact(before, changes, { cause: BY_EVA, at });
  if (change === null) throw new Error("nothing changes");
  return change;
}

/** The making of a contact that has a profile alone. */
export function aNewContact(
  id: string,
  profile: Partial<CrmProfile> = {},
  rest: { ownerId?: string; at?: number; workspaceId?: string } = {},
): ContactEdit {
  const { ownerId = null, at = T0, workspaceId = ACME } = rest;
  return aChange(emptyContact(workspaceId, id, at), { crm: aProfile(profile), ownerId }, at);
}
