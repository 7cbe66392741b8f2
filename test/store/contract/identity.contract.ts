import { describe, expect, it } from "vitest";
import { emptyContact, type Identity } from "../../../src/domain/contact/contact.ts";
import { conversationIdOf } from "../../../src/domain/ids.ts";
import {
  ACME,
  DAY,
  aLine,
  aMessage,
  aStatus,
  GLOBEX_LINE,
  LINE,
  MINUTE,
  SECOND,
  SECOND_LINE,
  T0,
} from "../../support/builders.ts";
import { only, refOf, useWorkbench, type StoreFactory } from "./setup.ts";

const PHONE = "5511987654321";
const VARIANTS = [
  { country: "Brazil", stored: "551187654321", other: "5511987654321", canonical: "5511987654321" },
  { country: "Mexico", stored: "5215512345678", other: "525512345678", canonical: "525512345678" },
  {
    country: "Argentina",
    stored: "5491112345678",
    other: "541112345678",
    canonical: "541112345678",
  },
];

/** One person is one contact, whatever identifiers WhatsApp chooses to tell (architecture section 6). */
export function testIdentity(name: string, factory: StoreFactory): void {
  describe(`${name}: identity`, () => {
    const bench = useWorkbench(factory);
    let sent = 0;
    /** Lets a person write, and says as which contact; each message comes a second after the one before. */
    const write = async (identity: Partial<Identity>, lineId = LINE) => {
      sent += 1;
      const at = T0 + sent * SECOND;
      const item = aMessage(`w${sent}`, { identity, lineId, occurredAt: at });
      const { conversationId } = refOf(only(await bench().accept([item], at)));
      return conversationId.slice(lineId.length + 1);
    };
    const contactOf = async (id: string, workspaceId = ACME) => {
      const contact = await bench().store.contact(workspaceId, id);
      if (contact === null) throw new Error(`no contact ${id}`);
      return contact;
    };
    const aliasesOf = async (id: string) => {
      const { aliases } = await contactOf(id);
      return aliases.map(({ kind, scope, value }) => `${kind}|${scope}|${value}`).sort();
    };

    it("makes a contact with all identifiers and the profile of its first item", async () => {
      const item = aMessage("m1", {
        identity: {
          userId: "BR.1",
          parentUserId: "BR.ENT.1",
          waId: "551187654321",
          name: " Ana ",
          username: "@ana",
        },
        occurredAt: T0,
      });
      await bench().accept([item], T0);
      const open = { validFrom: T0, validTo: null };
      const scope = "portfolio-1";
      expect(await contactOf("contact1")).toEqual({
        ...emptyContact(ACME, "contact1", T0),
        name: "Ana",
        username: "ana",
        aliases: [
          { kind: "bsuid", scope, value: "BR.1", form: "BR.1", ...open },
          { kind: "parent_bsuid", scope, value: "BR.ENT.1", form: "BR.ENT.1", ...open },
          { kind: "wa_id", scope: "", value: "5511987654321", form: "551187654321", ...open },
        ],
        version: 1,
      });
    });

    it("dates identifiers by provider time within its bounds, and the contact by arrival", async () => {
      const waId = "15550000001";
      const future = aMessage("m1", { identity: { waId }, occurredAt: T0 + DAY });
      await bench().accept([future], T0);
      expect(await contactOf("contact1")).toMatchObject({
        aliases: [{ validFrom: T0 + MINUTE }],
        createdAt: T0,
        updatedAt: T0,
      });
      const named = aMessage("m2", { identity: { waId, userId: "BR.1" }, occurredAt: T0 });
      await bench().accept([named], T0 + 5 * MINUTE);
      expect(await contactOf("contact1")).toMatchObject({
        aliases: [{ value: waId }, { value: "BR.1", validFrom: T0 }],
        createdAt: T0,
        updatedAt: T0 + 5 * MINUTE,
      });
    });

    it("knows a person by the user id alone", async () => {
      expect(await write({ userId: "BR.1" })).toBe(await write({ userId: "BR.1" }));
      expect(await aliasesOf("contact1")).toEqual(["bsuid|portfolio-1|BR.1"]);
    });

    it("knows a person by the phone alone", async () => {
      expect(await write({ waId: PHONE })).toBe(await write({ waId: PHONE }));
      expect(await aliasesOf("contact1")).toEqual([`wa_id||${PHONE}`]);
    });

    it("attaches the user id to a person known by the phone, and knows it alone afterwards", async () => {
      const person = await write({ waId: PHONE });
      expect(await write({ waId: PHONE, userId: "BR.1" })).toBe(person);
      expect(await write({ userId: "BR.1" })).toBe(person);
    });

    it("attaches the phone to a person known by the user id, and knows it alone afterwards", async () => {
      const person = await write({ userId: "BR.1" });
      expect(await write({ waId: PHONE, userId: "BR.1" })).toBe(person);
      expect(await write({ waId: PHONE })).toBe(person);
    });

    it("knows a person by the parent user id too", async () => {
      const person = await write({ userId: "BR.1", parentUserId: "BR.ENT.1" });
      expect(await write({ userId: "BR.2", parentUserId: "BR.ENT.1" })).toBe(person);
    });

    it.each(VARIANTS)(
      "takes both forms of a number of $country for one person, and keeps the form used last",
      async ({ stored, other, canonical }) => {
        const person = await write({ waId: stored });
        expect(only((await contactOf(person)).aliases)).toMatchObject({
          value: canonical,
          form: stored,
        });
        expect(await write({ waId: other })).toBe(person);
        expect(only((await contactOf(person)).aliases)).toMatchObject({
          value: canonical,
          form: other,
        });
      },
    );

    it("keeps name and username as told last, and forgets neither when an item is silent", async () => {
      const person = await write({ userId: "BR.1", name: "Ana", username: "ana" });
      await write({ userId: "BR.1" });
      await write({ userId: "BR.1", name: "  " });
      expect(await contactOf(person)).toMatchObject({ name: "Ana", username: "ana" });
      await write({ userId: "BR.1", name: "Ana Souza", username: "@souza" });
      expect(await contactOf(person)).toMatchObject({ name: "Ana Souza", username: "souza" });
    });

    it("shares user ids between the lines of one portfolio, not with lines of another", async () => {
      await bench().store.putLine(aLine({ id: "777", portfolioId: "portfolio-2" }));
      const person = await write({ userId: "BR.1" });
      expect(await write({ userId: "BR.1" }, SECOND_LINE)).toBe(person);
      expect(await write({ userId: "BR.1" }, "777")).not.toBe(person);
    });

    it("shares phone numbers between all lines of a workspace, never between workspaces", async () => {
      await bench().store.putLine(aLine({ id: "777", portfolioId: "portfolio-2" }));
      const person = await write({ waId: PHONE });
      expect(await write({ waId: PHONE }, "777")).toBe(person);
      expect(await write({ waId: PHONE }, GLOBEX_LINE)).not.toBe(person);
    });

    it("trusts the user id over a phone that somebody else holds, and proposes a merge instead of making one", async () => {
      const ana = await write({ userId: "BR.1" });
      const ben = await write({ waId: PHONE });
      expect(ben).not.toBe(ana);
      const both = { userId: "BR.1", waId: PHONE };
      expect(await write(both)).toBe(ana);
      const { proposedAt } = only(await bench().store.mergeProposals(ACME));
      expect(await write(both)).toBe(ana);
      expect(await write({ waId: PHONE })).toBe(ben);
      const alias = { kind: "wa_id", scope: "", value: PHONE };
      expect(await bench().store.mergeProposals(ACME)).toEqual([
        {
          workspaceId: ACME,
          id: `${ana}.${ben}.wa_id||${PHONE}`,
          contactId: ana,
          otherContactId: ben,
          alias,
          proposedAt,
        },
      ]);
    });

    it("resolves a status that comes before its message, and the message then finds the same contact", async () => {
      const [status] = await bench().accept([aStatus("m1", "sent", { identity: { waId: PHONE } })]);
      const [message] = await bench().accept([aMessage("m1", { identity: { waId: PHONE } })]);
      expect(refOf(message)).toEqual(refOf(status));
      const names = await contactOf("contact1");
      expect(names.name).toBe("");
    });

    it("makes one contact when one webhook brings several first messages of a person", async () => {
      const identity = { userId: "BR.1", waId: PHONE };
      const items = ["a", "b", "c"].map((id) => aMessage(id, { identity }));
      const refs = (await bench().accept(items)).map(refOf);
      expect(new Set(refs.map(({ conversationId }) => conversationId))).toEqual(
        new Set([conversationIdOf(LINE, "contact1")]),
      );
    });

    it("leaves a contact untouched by an item that tells nothing new", async () => {
      const identity = { userId: "BR.1", name: "Ana" };
      await bench().accept([aMessage("m1", { identity })], T0);
      const before = await contactOf("contact1");
      await bench().accept([aMessage("m2", { identity })], T0 + MINUTE);
      expect(await contactOf("contact1")).toEqual(before);
    });
  });
}
