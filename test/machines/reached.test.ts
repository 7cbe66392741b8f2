import { describe, expect, it } from "vitest";
import { learntEdit } from "../../src/domain/contact/learnt.ts";
import type { CrmProfile } from "../../src/domain/contact/crm-profile.ts";
import { aProfile } from "../support/contacts.ts";
import { reports, sends, text } from "./sends.ts";
import { HOUR, Life, T0, user } from "./support.ts";

const LUIS = user("usr_luis");
const ALIAS = {
  kind: "wa_id",
  scope: "",
  value: "525512345678",
  form: "5215512345678",
  validFrom: T0,
  validTo: null,
} as const;

/** What the commit tells of the contact after WhatsApp took a message, and what becomes of the profile by it. */
function reached(crm: Partial<CrmProfile> | null) {
  const profile = crm === null ? null : aProfile(crm);
  const life = new Life({}, { crm: profile, aliases: [ALIAS] });
  life.says("Hola", T0);
  sends(life, LUIS, T0 + 1, text("Buenos días"));
  const result = { kind: "accepted", sourceId: "wamid.out" } as const;
  const { learnt } = reports(life, { version: 2, result }, T0 + HOUR);
  const [news] = learnt;
  return {
    learnt,
    edit: news === undefined ? null : learntEdit(news, life.contact),
    again: reports(life, { version: 2, result }, T0 + HOUR).learnt,
  };
}

describe("a first successful send (R15.5)", () => {
  it("fills the WhatsApp phone of a contact that has it as another number, in the profile's own form", () => {
    const { learnt, edit, again } = reached({ phones: ["+15550001111", "+525512345678"] });
    expect(learnt).toMatchObject([{ kind: "reached", phone: "+5215512345678", at: T0 + HOUR }]);
    expect(edit?.contact.crm?.whatsappPhone).toBe("+525512345678");
    expect(edit?.events).toMatchObject([
      { type: "contact.updated", data: { fields: ["whatsappPhone"] } },
    ]);
    expect(again).toEqual([]);
  });

  it("changes nothing when one is named, or the number is not the profile's", () => {
    expect(reached({ whatsappPhone: "+15550001111" }).learnt).toEqual([]);
    expect(reached({ phones: ["+15550001111"] }).edit).toBeNull();
  });

  it("says nothing of somebody who is not in the CRM", () => {
    expect(reached(null).learnt).toEqual([]);
  });
});
