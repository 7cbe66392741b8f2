import { describe, expect, it } from "vitest";
import {
  emptyContact,
  type Contact,
  type Preference,
} from "../../../src/domain/contact/contact.ts";
import { changeContact } from "../../../src/domain/contact/contact-edit.ts";
import type { CrmProfile } from "../../../src/domain/contact/crm-profile.ts";
import { withPreference } from "../../../src/domain/contact/preferences.ts";
import { ACME, T0 } from "../../support/builders.ts";
import { aProfile } from "../../support/contacts.ts";

const cause = { kind: "request", id: "req_1", actor: { kind: "user", id: "eva" } } as const;
const context = { cause, at: T0 + 5 };
const NOBODY_YET = { whatsapp: null, marketing: null };

function aContact(crm: Partial<CrmProfile> | null = {}): Contact {
  const base = emptyContact(ACME, "ct1", T0);
  return { ...base, version: 4, crm: crm === null ? null : aProfile(crm) };
}

const told = (before: Contact, changes: Parameters<typeof changeContact>[1]) =>
  (changeContact(before, changes, context)?.events ?? []).map(({ type, data }) => {
    const { contactId: _id, version: _version, ...rest } = data;
    return [type, rest];
  });

describe("a change of a contact", () => {
  it("is the next version, at its time, expected to meet the one before", () => {
    const change = changeContact(aContact(), { ownerId: "leo" }, context);
    expect(change).toMatchObject({
      workspaceId: ACME,
      expectedVersion: 4,
      contact: { id: "ct1", version: 5, ownerId: "leo", updatedAt: T0 + 5, createdAt: T0 },
    });
    expect(change?.events).toEqual([
      {
        id: "evt_ct1_v5_0",
        type: "contact.owner_changed",
        workspaceId: ACME,
        occurredAt: T0 + 5,
        recordedAt: T0 + 5,
        conversation: null,
        cause,
        data: { contactId: "ct1", version: 5, ownerId: "leo", previousOwnerId: null },
        history: { contactId: "ct1", recordId: null },
      },
    ]);
  });

  it("that changes nothing is none", () => {
    const contact = aContact({ emails: ["a@b.mx"] });
    expect(changeContact(contact, {}, context)).toBeNull();
    const same = { crm: aProfile({ emails: ["a@b.mx"] }), ownerId: null };
    expect(changeContact(contact, same, context)).toBeNull();
  });

  it("tells which fields changed, and none of their values", () => {
    const before = aContact({ phones: ["+525550000001"], customFields: { plan: "Pro", seats: 1 } });
    const crm = aProfile({
      lastName: "Secret",
      emails: ["secret@acme.mx"],
      customFields: { plan: "Pro", seats: 2, vip: true },
    });
    const events = told(before, { crm });
    expect(events).toEqual([
      [
        "contact.updated",
        { fields: ["lastName", "emails", "phones", "custom.seats", "custom.vip"] },
      ],
    ]);
    expect(JSON.stringify(events)).not.toMatch(/ecret|\+52/);
  });

  it("tells of a contact that comes into the CRM once, whoever owns it", () => {
    const changes = { crm: aProfile({ isMarketing: true }), ownerId: "leo" };
    expect(told(aContact(null), changes)).toEqual([["contact.created", { ownerId: "leo" }]]);
  });

  it("tells by itself that a contact is for marketing, or no longer", () => {
    const marked = aContact({ isMarketing: true });
    expect(told(aContact(), { crm: marked.crm })).toEqual([
      ["contact.marketing_changed", { isMarketing: true }],
    ]);
    expect(told(marked, { crm: aProfile({ lastName: "Ruiz" }) })).toEqual([
      ["contact.updated", { fields: ["lastName"] }],
      ["contact.marketing_changed", { isMarketing: false }],
    ]);
  });

  it("tells of preferences that turned, and not of those that were said again", () => {
    const stop: Preference = { wanted: false, at: 1, source: "whatsapp" };
    const preferences = { ...NOBODY_YET, marketing: stop };
    expect(told(aContact(), { preferences })).toEqual([
      [
        "contact.preference_changed",
        { preference: "marketing", wanted: false, source: "whatsapp" },
      ],
    ]);
    const before = { ...aContact(), preferences };
    const again = changeContact(
      before,
      { preferences: { ...preferences, marketing: { ...stop, at: 9 } } },
      context,
    );
    expect(again?.events).toEqual([]);
    expect(again?.contact.preferences.marketing?.at).toBe(9);
  });

  it("names the conversation that brought it about", () => {
    const conversation = { id: "1-ct1", episode: 2, version: 9 };
    const change = changeContact(aContact(), { ownerId: "leo" }, { ...context, conversation });
    expect(change?.events[0]?.conversation).toEqual(conversation);
  });
});

describe("a preference", () => {
  const word = (wanted: boolean, at: number): Preference => ({ wanted, at, source: "whatsapp" });

  it("is what was said last, in whatever order the words arrive", () => {
    const words = [word(false, 10), word(true, 20), word(false, 30)];
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0],
      [2, 0, 1],
    ]) {
      const end = order.reduce(
        (known, index) => withPreference(known, "marketing", words[index] ?? word(true, 0)),
        NOBODY_YET as Contact["preferences"],
      );
      expect(end).toEqual({ whatsapp: null, marketing: word(false, 30) });
    }
  });

  it("that is said again counts from then on", () => {
    const once = withPreference(NOBODY_YET, "whatsapp", word(false, 10));
    const twice = withPreference(once, "whatsapp", word(false, 50));
    expect(withPreference(twice, "whatsapp", word(true, 30))).toBe(twice);
  });

  it("of the same moment as one that stands changes nothing: a repeated webhook", () => {
    const known = withPreference(NOBODY_YET, "marketing", word(false, 10));
    expect(withPreference(known, "marketing", word(true, 10))).toBe(known);
  });
});
