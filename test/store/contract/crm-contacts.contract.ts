import { describe, expect, it } from "vitest";
import { profileClaim } from "../../../src/domain/contact/claims.ts";
import type { Contact } from "../../../src/domain/contact/contact.ts";
import type { CrmProfile } from "../../../src/domain/contact/crm-profile.ts";
import { searchTermsOf } from "../../../src/domain/conversation/search.ts";
import { EVERYTHING, NOTHING, type Visibility } from "../../../src/domain/people/visibility.ts";
import type { ContactQuery } from "../../../src/store/crm-store.ts";
import { InvalidCursorError } from "../../../src/store/store.ts";
import { ACME, aMessage, ANA, GLOBEX, LINE, T0 } from "../../support/builders.ts";
import { aChange, aNewContact, aProfile } from "../../support/contacts.ts";
import { commitOf } from "../../support/plain-step.ts";
import {
  allPages,
  FOREIGN_CURSORS,
  only,
  refOf,
  useWorkbench,
  type StoreFactory,
} from "./setup.ts";

const ALL: Omit<ContactQuery, "cursor"> = {
  visibility: { kind: "all" },
  conversations: NOTHING,
  search: null,
  limit: 100,
};

/** Profiles of contacts: changed by version, claims held by one contact, told in the feed, listed and found. */
export function testCrmContacts(name: string, factory: StoreFactory): void {
  describe(`${name}: contacts of the CRM`, () => {
    const bench = useWorkbench(factory);

    const save = (...change: Parameters<typeof aNewContact>) =>
      bench().store.saveContact(aNewContact(...change));
    async function contact(id: string, workspaceId = ACME): Promise<Contact> {
      const found = await bench().store.contact(workspaceId, id);
      if (found === null) throw new Error(`no contact ${id}`);
      return found;
    }
    async function edit(id: string, crm: Partial<CrmProfile>) {
      return bench().store.saveContact(aChange(await contact(id), { crm: aProfile(crm) }));
    }
    const list = async (query: Partial<ContactQuery> = {}, workspaceId = ACME) => {
      const page = await bench().store.contacts(workspaceId, { ...ALL, cursor: null, ...query });
      return page.items.map(({ id }) => id);
    };
    const find = (text: string) => list({ search: searchTermsOf(text) });

    it("come back as they were saved", async () => {
      const change = aNewContact(
        "ct1",
        { emails: ["Ana@acme.mx"], customFields: { plan: "Pro" } },
        { ownerId: "eva" },
      );
      expect(await bench().store.saveContact(change)).toEqual({ kind: "saved" });
      expect(await contact("ct1")).toEqual(change.contact);
      expect(await bench().store.contact(GLOBEX, "ct1")).toBeNull();
    });

    it("are changed only from the version that was read, and of two at once one is told so", async () => {
      await save("ct1");
      const before = await contact("ct1");
      const edits = ["Uno", "Dos", "Tres"].map((lastName) =>
        bench().store.saveContact(aChange(before, { crm: aProfile({ lastName }) })),
      );
      const kinds = (await Promise.all(edits)).map(({ kind }) => kind);
      expect(kinds.toSorted()).toEqual(["conflict", "conflict", "saved"]);
      expect((await contact("ct1")).version).toBe(2);
      expect((await save("ct1", { lastName: "Otra" })).kind).toBe("conflict");
      const gone = { ...before, id: "nobody" };
      expect((await bench().store.saveContact(aChange(gone, { crm: null }))).kind).toBe("conflict");
    });

    it("lose nothing when WhatsApp tells something of them at the same time", async () => {
      await bench().accept([aMessage("m1")]);
      const before = await contact("contact1");
      const crm = aProfile({ emails: ["ana@acme.mx"] });
      const identity = { ...ANA, name: "Anita" };
      const [edited] = await Promise.all([
        bench().store.saveContact(aChange(before, { crm })),
        bench().accept([aMessage("m2", { identity })]),
      ]);
      const after = await contact("contact1");
      expect(after).toMatchObject({ name: "Anita", crm: edited.kind === "saved" ? crm : null });
      expect(after.aliases).toEqual(before.aliases);
      expect(after.version).toBe(edited.kind === "saved" ? 3 : 2);
    });

    it("hold an address, number or outside id alone, however it is written", async () => {
      const mine = {
        emails: ["Ana@Acme.mx", "a@home.mx"],
        phones: ["+5215550000001"],
        whatsappPhone: "+525550000002",
        externalId: "crm-1",
      };
      await save("ct1", mine);
      const claims: [Partial<CrmProfile>, string][] = [
        [{ emails: ["x@x.mx", "ana@ACME.mx"] }, profileClaim("email", "ana@acme.mx")],
        [{ phones: ["+525550000001"] }, profileClaim("phone", "+525550000001")],
        [{ whatsappPhone: "+525550000001" }, profileClaim("phone", "+525550000001")],
        [{ phones: ["+15550000009", "+5215550000002"] }, profileClaim("phone", "+525550000002")],
        [{ externalId: "crm-1" }, profileClaim("externalId", "crm-1")],
      ];
      for (const [profile, claim] of claims) {
        expect(await save("ct2", profile)).toEqual({ kind: "taken", claim, contactId: "ct1" });
      }
      expect(await bench().store.contact(ACME, "ct2")).toBeNull();
      expect((await save("ct2", mine, { workspaceId: GLOBEX })).kind).toBe("saved");
      expect((await save("ct3", { externalId: "CRM-1" })).kind).toBe("saved");
    });

    it("give up what they no longer name, to whoever names it next", async () => {
      await save("ct1", { emails: ["ana@acme.mx"], phones: ["+5215550000001"] });
      expect((await edit("ct1", { emails: ["ana@acme.mx"] })).kind).toBe("saved");
      expect((await save("ct2", { phones: ["+525550000001"] })).kind).toBe("saved");
      expect((await edit("ct2", { emails: ["ana@acme.mx"] })).kind).toBe("taken");
      expect((await contact("ct2")).version).toBe(1);
    });

    it("let one of many at once have an address", async () => {
      const ids = ["ct1", "ct2", "ct3", "ct4"];
      const saved = await Promise.all(ids.map((id) => save(id, { emails: ["one@acme.mx"] })));
      expect(saved.map(({ kind }) => kind).toSorted()).toEqual([
        "saved",
        "taken",
        "taken",
        "taken",
      ]);
      const holder = ids[saved.findIndex(({ kind }) => kind === "saved")];
      const others = saved.filter((each) => each.kind === "taken");
      expect(others.map(({ contactId }) => contactId)).toEqual([holder, holder, holder]);
      expect(await list()).toEqual([holder]);
    });

    it("are found by what they claim, and by their WhatsApp numbers", async () => {
      await bench().accept([aMessage("m1", { identity: { waId: "5215550000001" } })]);
      await save("ct1", { emails: ["ana@acme.mx"] });
      const claims = [
        "wa_id||525550000001",
        profileClaim("email", "ANA@acme.mx"),
        "email||no@no.mx",
      ];
      const found = await bench().store.claimants(ACME, claims);
      expect(found.map((holder) => holder?.id ?? null)).toEqual(["contact1", "ct1", null]);
      expect(await bench().store.claimants(GLOBEX, claims)).toEqual([null, null, null]);
    });

    it("tell in the feed what became of them, once and in order, beside the events of conversations", async () => {
      const change = aNewContact("ct1", {}, { ownerId: "eva" });
      await bench().store.saveContact(change);
      await bench().converse(aMessage("m1"));
      await edit("ct1", { emails: ["ana@acme.mx"], isMarketing: true });
      expect((await save("ct1")).kind).toBe("conflict");
      const events = await bench().store.events(ACME, { after: 0, limit: 100, types: null });
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
      expect(events.map(({ type }) => type)).toEqual([
        "contact.created",
        "message.received",
        "contact.updated",
        "contact.marketing_changed",
      ]);
      const [made] = change.events;
      const { history: _history, ...event } = made ?? { history: null };
      expect(events[0]).toEqual({ ...event, seq: 1 });
      expect(events[0]).toMatchObject({ conversation: null, data: { contactId: "ct1" } });
      expect(await bench().store.lastSeq(ACME)).toBe(4);
      expect(await bench().store.unrelayed()).toEqual([{ workspaceId: ACME, events: 4 }]);
      expect(await bench().store.lastSeq(GLOBEX)).toBe(0);
    });

    it("tell without a gap when many of them change at once", async () => {
      const ids = Array.from({ length: 12 }, (_, index) => `ct${index}`);
      await Promise.all([
        ...ids.map((id) => save(id, { emails: [`${id}@acme.mx`] })),
        bench().converse(aMessage("m1")),
      ]);
      const events = await bench().store.events(ACME, { after: 0, limit: 100, types: null });
      expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 13 }, (_, at) => at + 1));
      expect(new Set(events.map(({ id }) => id)).size).toBe(13);
    });

    it("are listed newest first, page by page, and whoever has no profile is not", async () => {
      for (const [index, id] of ["ct1", "ct2", "ct3"].entries()) {
        await save(id, {}, { at: T0 + index });
      }
      await bench().accept([aMessage("m1")]);
      expect(await list()).toEqual(["ct3", "ct2", "ct1"]);
      const pages = await allPages((cursor) =>
        bench().store.contacts(ACME, { ...ALL, cursor, limit: 2 }),
      );
      expect(pages.map(({ id }) => id)).toEqual(["ct3", "ct2", "ct1"]);
      expect(await list({}, GLOBEX)).toEqual([]);
      await bench().store.saveContact(aChange(await contact("contact1"), { crm: aProfile() }));
      expect(await list()).toHaveLength(4);
      for (const cursor of FOREIGN_CURSORS) {
        await expect(list({ cursor })).rejects.toThrow(InvalidCursorError);
      }
    });

    it("are listed to those who may see them", async () => {
      await save("nobodys", { isMarketing: true }, { at: T0 + 1 });
      await save("theirs", {}, { ownerId: "leo", at: T0 + 2 });
      await save("market", { isMarketing: true }, { ownerId: "leo", at: T0 + 3 });
      await save("mine", {}, { ownerId: "eva", at: T0 + 4 });
      const own = { kind: "limited", ownerIds: ["eva"], marketing: false } as const;
      expect(await list({ visibility: own })).toEqual(["mine"]);
      const team = { ...own, ownerIds: ["eva", "leo"] };
      expect(await list({ visibility: team })).toEqual(["mine", "market", "theirs"]);
      const marketing = { ...own, marketing: true };
      expect(await list({ visibility: marketing })).toEqual(["mine", "market", "nobodys"]);
      const nobody = { kind: "limited", ownerIds: [], marketing: false } as const;
      expect(await list({ visibility: nobody })).toEqual([]);
      const search = searchTermsOf("ana");
      expect(await list({ visibility: marketing, search, limit: 2 })).toEqual(["mine", "market"]);
    });

    it("are listed and found for those who may see one of their conversations, whoever owns the contact", async () => {
      const none = { kind: "limited", ownerIds: [], marketing: false } as const;
      const talked = async (waId: string, ownerId: string | null, at: number) => {
        const identity = { waId };
        const ref = refOf(only(await bench().accept([aMessage(`m${waId}`, { identity })], at)));
        const commit = commitOf(await bench().load(ref), { at });
        const facts = { ...commit.conversation.facts, ownerId };
        const conversation = { ...commit.conversation, facts };
        expect(await bench().store.commit({ ...commit, conversation })).toBe("committed");
        const id = ref.conversationId.slice(LINE.length + 1);
        await bench().store.saveContact(aChange(await contact(id), { crm: aProfile() }));
        return id;
      };
      const evas = await talked("5511900000001", "eva", T0);
      const free = await talked("5511900000002", null, T0 + 1);
      const leos = await talked("5511900000003", "leo", T0 + 2);
      await save("silent", {}, { ownerId: "leo", at: T0 + 3 });
      const seen = (conversations: Visibility, query: Partial<ContactQuery> = {}) =>
        list({ visibility: none, conversations, ...query });
      const own = { kind: "limited", ownerIds: ["eva"], unassigned: false } as const;
      const search = searchTermsOf("souza");
      for (const query of [{}, { search }]) {
        expect(await seen(own, query)).toEqual([evas]);
        expect(await seen({ ...own, unassigned: true }, query)).toEqual([free, evas]);
        expect(await seen(EVERYTHING, query)).toEqual([leos, free, evas]);
        expect(await seen(NOTHING, query)).toEqual([]);
        const also = { ...query, visibility: { ...none, ownerIds: ["leo"] } };
        expect(await seen(own, also)).toEqual(["silent", evas]);
      }
      const pages = await allPages((cursor) =>
        bench().store.contacts(ACME, {
          ...ALL,
          visibility: none,
          conversations: EVERYTHING,
          cursor,
          limit: 1,
        }),
      );
      expect(pages.map(({ id }) => id)).toEqual([leos, free, evas]);
      expect(await seen(own, { search: searchTermsOf("nobody") })).toEqual([]);
    });

    it("are found by names, addresses and numbers, as they are now", async () => {
      const profile = {
        firstName: "José",
        lastName: "Núñez Díaz",
        emails: ["jose.nunez@acme.com.mx", "pepe@home.mx"],
        phones: ["+5215512345678"],
        whatsappPhone: "+34600111222",
      };
      await save("ct1", profile);
      await save("ct2", { firstName: "Ben", lastName: "Smith" });
      const texts = [
        "jose",
        "nuñ",
        "diaz jos",
        "JOSE.NUNEZ@acme",
        "acme",
        "pepe@h",
        "home",
        "nunez",
      ];
      for (const text of [...texts, "5512345678", "+52 1 55 1234", "600 111", "1222"]) {
        expect({ text, ids: await find(text) }).toEqual({ text, ids: ["ct1"] });
      }
      for (const text of ["jos smith", "cme", "ose", "5599"]) {
        expect({ text, ids: await find(text) }).toEqual({ text, ids: [] });
      }
      await edit("ct1", { ...profile, emails: [], lastName: "Ruiz" });
      expect([await find("acme"), await find("nunez"), await find("ruiz")]).toEqual([
        [],
        [],
        ["ct1"],
      ]);
    });
  });
}
