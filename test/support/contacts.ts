import type { CrmProfile } from "../../src/domain/crm-profile.ts";
import { T0 } from "./builders.ts";

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
    consent: { at: T0, by: { kind: "user", id: "eva" } },
    externalId: null,
    ...changes,
  };
}
