import { describe, expect, it } from "vitest";
import { displayNameOf, emptyContact } from "../../../src/domain/contact/contact.ts";
import { contactOf } from "../../../src/domain/contact/stored-contact.ts";
import { aProfile } from "../../support/contacts.ts";

/** As it was written before there were profiles. */
const SCHEMA_1 = `{"workspaceId":"acme","id":"ct_a","name":"Ana","username":"ana","ownerId":"eva","isCrmContact":false,
"aliases":[{"kind":"wa_id","scope":"","value":"5511987654321","form":"551187654321","validFrom":1000,"validTo":null}],
"createdAt":1000,"updatedAt":2000}`;

describe("a contact stored by an earlier version", () => {
  it("has everything that it had, and no profile", () => {
    const now = contactOf(SCHEMA_1);
    expect(now).toEqual({
      ...emptyContact("acme", "ct_a", 1_000),
      name: "Ana",
      username: "ana",
      ownerId: "eva",
      aliases: [
        {
          kind: "wa_id",
          scope: "",
          value: "5511987654321",
          form: "551187654321",
          validFrom: 1_000,
          validTo: null,
        },
      ],
      version: 1,
      updatedAt: 2_000,
    });
  });

  it("of this version is the same", () => {
    const contact = { ...emptyContact("acme", "ct_a", 1_000), crm: aProfile(), version: 7 };
    expect(contactOf(JSON.stringify(contact))).toEqual(contact);
  });
});

describe("the name that people know a contact by", () => {
  it("is that of the CRM, or else of the WhatsApp profile", () => {
    const contact = { ...emptyContact("acme", "ct_a", 1_000), name: "anita ✨" };
    expect(displayNameOf(contact)).toBe("anita ✨");
    expect(displayNameOf({ ...contact, crm: aProfile() })).toBe("Ana Souza");
  });
});
