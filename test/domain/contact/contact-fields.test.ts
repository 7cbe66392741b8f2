import { describe, expect, it } from "vitest";
import { emptyContact, type Contact } from "../../../src/domain/contact/contact.ts";
import {
  CONTACT_FIELDS,
  contactFieldKeySchema,
  contactFieldOf,
  type ContactFieldKey,
} from "../../../src/domain/contact/contact-fields.ts";
import type { CrmProfile } from "../../../src/domain/contact/crm-profile.ts";
import { ACME, T0 } from "../../support/builders.ts";
import { aProfile } from "../../support/contacts.ts";

function aContact(crm: Partial<CrmProfile> | null, changes: Partial<Contact> = {}): Contact {
  return {
    ...emptyContact(ACME, "contact1", T0),
    name: "anita ✨",
    crm: crm === null ? null : aProfile(crm),
    ...changes,
  };
}

const ALIAS = { scope: "", value: "5215550000001", form: "5215550000001", validFrom: T0 };
const PHONE = [{ ...ALIAS, kind: "wa_id", validTo: null } as const];

describe("a field of a contact", () => {
  it.each<[ContactFieldKey, Partial<CrmProfile>, string | null]>([
    ["firstName", {}, "Ana"],
    ["lastName", {}, "Souza"],
    ["fullName", {}, "Ana Souza"],
    ["fullName", { lastName: "" }, "Ana"],
    ["position", { position: "Gerente" }, "Gerente"],
    ["company", { company: "Acme" }, "Acme"],
    ["email", { emails: ["ana@acme.mx", "a@home.mx"] }, "ana@acme.mx"],
    ["email", {}, null],
    ["phone", { phones: ["+525550000002"], whatsappPhone: "+525550000003" }, "+525550000002"],
    ["phone", { whatsappPhone: "+525550000003" }, "+525550000003"],
    ["profileName", {}, "anita ✨"],
    ["custom.plan", { customFields: { plan: "Pro" } }, "Pro"],
    ["custom.seats", { customFields: { seats: 0 } }, "0"],
    ["custom.vip", { customFields: { vip: false } }, "false"],
    ["custom.born", { customFields: { born: "1990-02-28" } }, "1990-02-28"],
    ["custom.plan", {}, null],
    ["custom.toString", {}, null],
  ])("%s of %o is %o", (key, crm, expected) => {
    expect(contactFieldOf(aContact(crm), key)).toBe(expected);
  });

  it("is the number that WhatsApp is used with when the CRM has none", () => {
    expect(contactFieldOf(aContact({}, { aliases: PHONE }), "phone")).toBe("+5215550000001");
  });

  it("that is blank is as good as none (Q29)", () => {
    const blank = aContact({ position: "  ", customFields: { plan: "\t " } }, { name: " \n" });
    for (const key of ["position", "custom.plan", "profileName"] as const) {
      expect(contactFieldOf(blank, key)).toBeNull();
    }
  });

  it("of somebody who is not in the CRM is the profile name and nothing else (Q32)", () => {
    const stranger = aContact(null, { aliases: PHONE });
    const told = CONTACT_FIELDS.filter((key) => contactFieldOf(stranger, key) !== null);
    expect(told).toEqual(["profileName"]);
    expect(contactFieldOf(stranger, "custom.plan")).toBeNull();
  });
});

describe("the key of a field", () => {
  it.each(["firstName", "profileName", "custom.plan", "custom.a1_B"])("may be %s", (key) => {
    expect(contactFieldKeySchema.parse(key)).toBe(key);
  });

  it.each(["", "nombre", "custom.", "custom.Plan", "custom.a b", "custom.a.b", "customFields", 1])(
    "may not be %o",
    (key) => {
      expect(contactFieldKeySchema.safeParse(key).success).toBe(false);
    },
  );
});
