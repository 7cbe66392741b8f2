import { describe, expect, it } from "vitest";
import { profileClaim } from "../../../src/domain/contact/claims.ts";
import type { Contact } from "../../../src/domain/contact/contact.ts";
import { searchTermsOf } from "../../../src/domain/conversation/search.ts";
import { NOTHING } from "../../../src/domain/people/visibility.ts";
import { ACME, aMessage, LINE, T0 } from "../../support/builders.ts";
import { aChange, aNewContact, aProfile } from "../../support/contacts.ts";
import { useWorkbench, type StoreFactory } from "./setup.ts";

/** Contacts that leave the CRM, and come back. */
export function testLeaving(name: string, factory: StoreFactory): void {
  describe(`${name}: a contact that leaves the CRM`, () => {
    const bench = useWorkbench(factory);

    it("is listed and found no more, gives up what it claimed, and keeps what it writes from", async () => {
      const { store } = bench();
      const { conversationId } = await bench().converse(aMessage("m1"));
      const id = conversationId.slice(LINE.length + 1);
      const contact = async (): Promise<Contact> => {
        const found = await store.contact(ACME, id);
        if (found === null) throw new Error("no contact");
        return found;
      };
      const list = async (text: string | null) => {
        const search = text === null ? null : searchTermsOf(text);
        const rest = { visibility: { kind: "all" }, conversations: NOTHING, cursor: null } as const;
        const { items } = await store.contacts(ACME, { ...rest, search, limit: 10 });
        return items.map((each) => each.id);
      };
      const profile = { lastName: "Zamora", emails: ["z@acme.mx"], externalId: "x" };
      const crm = aProfile({ ...profile, isMarketing: true });
      await store.saveContact(aChange(await contact(), { crm, ownerId: "eva" }));
      expect([await list(null), await list("zamora")]).toEqual([[id], [id]]);
      const before = await contact();
      await store.saveContact(aChange(before, { crm: null, ownerId: null }, T0 + 1));
      expect([await list(null), await list("zamora")]).toEqual([[], []]);
      expect(await contact()).toMatchObject({ crm: null, ownerId: null, aliases: before.aliases });
      const events = await store.events(ACME, { after: 0, limit: 10, types: ["contact.deleted"] });
      expect(events.map(({ data }) => data)).toEqual([
        { contactId: id, version: 3, externalId: "x" },
      ]);
      expect((await store.saveContact(aNewContact("ct2", profile))).kind).toBe("saved");
      const [holder] = await store.claimants(ACME, [profileClaim("externalId", "x")]);
      expect(holder?.id).toBe("ct2");
      await store.saveContact(aChange(await contact(), { crm: aProfile({ lastName: "Zapata" }) }));
      expect([await list("zapata"), await list("zamora")]).toEqual([[id], ["ct2"]]);
    });
  });
}
