import { describe, expect, it } from "vitest";
import { numberClaim } from "../../../src/domain/contact/addressee.ts";
import { conversationIdOf } from "../../../src/domain/ids.ts";
import {
  ACME,
  aRotation,
  GLOBEX,
  HOUR,
  LINE,
  MINUTE,
  NOBODY,
  SECOND_LINE,
  T0,
} from "../../support/builders.ts";
import { aChange, aNewContact, aProfile } from "../../support/contacts.ts";
import { anOpportunity, aNewRecord, CONTEXT } from "../../support/records.ts";
import { ANAS, BENS, useMergers } from "./mergers.ts";
import { only, refOf, type StoreFactory } from "./setup.ts";

/** Two contacts that become one, and contacts of the CRM that are found by their number. */
export function testMerging(name: string, factory: StoreFactory): void {
  describe(`${name}: contacts that are one person`, () => {
    const { bench, contact, hear, merge, events } = useMergers(factory);

    it("are found in the CRM by the number that they write from, once, and keep what is known of them", async () => {
      await bench().store.saveContact(
        aNewContact("ct1", { phones: ["+15550001111", `+${ANAS}`] }, { ownerId: "eva" }),
      );
      const conversationId = await hear(ANAS);
      expect(conversationId).toBe(conversationIdOf(LINE, "ct1"));
      expect(await contact("ct1")).toMatchObject({
        ownerId: "eva",
        crm: { firstName: "Ana" },
        aliases: [{ kind: "wa_id", value: ANAS }],
        version: 2,
      });
      expect(await hear(ANAS, { lineId: SECOND_LINE })).toBe(conversationIdOf(SECOND_LINE, "ct1"));
      const linked = (await events()).filter(({ type }) => type === "contact.associated");
      expect(linked).toMatchObject([{ data: { contactId: "ct1", lineId: LINE, ownerId: "eva" } }]);
      expect((await events()).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    });

    it("are found in whatever form of the number, and not in another workspace", async () => {
      const phones = ["+525512345678"];
      await bench().store.saveContact(aNewContact("ct1", { phones }, { workspaceId: GLOBEX }));
      expect(await hear("5215512345678")).toBe(conversationIdOf(LINE, "contact1"));
      await bench().store.saveContact(aNewContact("ct2", { whatsappPhone: "+5215599999999" }));
      expect(await hear("525599999999")).toBe(conversationIdOf(LINE, "ct2"));
    });

    it("are not joined when the contact of the CRM is known under another number: that is proposed", async () => {
      await bench().store.saveContact(aNewContact("ct1", { phones: [`+${ANAS}`, `+${BENS}`] }));
      await hear(ANAS);
      const conversationId = await hear(BENS);
      const other = conversationId.slice(LINE.length + 1);
      expect(other).not.toBe("ct1");
      expect(await bench().store.mergeProposals(ACME)).toMatchObject([
        { contactId: other, otherContactId: "ct1", alias: { kind: "wa_id", value: BENS } },
      ]);
    });

    it("become one: the one that goes leads to the other, and its addresses and records go along", async () => {
      const profile = { firstName: "Ana", emails: ["ana@acme.mx"], externalId: "x" };
      await bench().store.saveContact(aNewContact("ct1", profile, { ownerId: "eva" }));
      await bench().store.saveRecord(aNewRecord(anOpportunity({ contactId: "ct1" })));
      const conversationId = await hear(ANAS);
      const id = conversationId.slice(LINE.length + 1);
      expect(await merge("ct1", id, "contact.associated")).toBe("merged");
      const one = await contact(id);
      expect(one).toMatchObject({
        id,
        ownerId: "eva",
        crm: { emails: ["ana@acme.mx"], externalId: "x" },
        absorbed: ["ct1"],
        aliases: [{ value: ANAS, validTo: null }],
      });
      expect(await contact("ct1")).toEqual(one);
      const holders = await bench().store.claimants(ACME, ["email||ana@acme.mx", "external||x"]);
      expect(holders.map((holder) => holder?.id)).toEqual([id, id]);
      const row = await bench().store.conversation(ACME, conversationId);
      expect(row?.contact).toEqual(one);
      expect((await events()).at(-1)).toMatchObject({
        type: "contact.associated",
        data: { contactId: id, mergedContactId: "ct1", version: 2, ownerId: "eva" },
      });
      expect((await bench().store.saveContact(aNewContact("ct9", profile))).kind).toBe("taken");
    });

    it("are told apart by nothing that comes late, or that rotates afterwards", async () => {
      const first = await hear(ANAS);
      const second = await hear(BENS, { at: T0 + MINUTE });
      const [into, from] = [first, second].map((id) => id.slice(LINE.length + 1));
      await merge(from ?? "", into ?? "");
      expect(await hear(BENS, { at: T0 - HOUR })).toBe(first);
      const rotation = aRotation(
        "r1",
        { waId: "5511900000003" },
        {
          identity: { ...NOBODY, waId: BENS },
          occurredAt: T0 + HOUR,
        },
      );
      expect(refOf(only(await bench().accept([rotation], T0 + HOUR))).conversationId).toBe(first);
      expect(await hear("5511900000003", { at: T0 + 2 * HOUR })).toBe(first);
      expect(await hear(BENS, { at: T0 + 2 * HOUR })).not.toBe(first);
    });

    it("may be merged on and on: whoever asks for any of them is led to the last", async () => {
      const ids = [];
      for (const number of ["1", "2", "3"])
        ids.push((await hear(`551190000001${number}`)).slice(16));
      const [one = "", two = "", three = ""] = ids;
      await merge(one, two);
      await merge(two, three);
      for (const id of ids) expect((await contact(id)).id).toBe(three);
      expect((await contact(three)).absorbed).toEqual([two, one]);
      for (const number of ["1", "2", "3"]) {
        expect(await hear(`551190000001${number}`, { at: T0 + MINUTE })).toBe(
          conversationIdOf(LINE, three),
        );
      }
      const claims = ["1", "2", "3"].map((number) => numberClaim(`+551190000001${number}`));
      const holders = await bench().store.claimants(ACME, claims);
      expect(holders.map((holder) => holder?.id)).toEqual([three, three, three]);
    });

    it("are not merged when one of them has changed since, nor in a circle", async () => {
      const [a, b] = [await hear(ANAS), await hear(BENS)].map((id) => id.slice(LINE.length + 1));
      const from = await contact(a ?? "");
      const into = await contact(b ?? "");
      await bench().store.saveContact(aChange(into, { crm: aProfile() }));
      const stale = {
        workspaceId: ACME,
        from,
        into,
        type: "contact.merged",
        context: CONTEXT,
      } as const;
      expect(await bench().store.mergeContacts(stale)).toBe("conflict");
      const results = await Promise.all([merge(a ?? "", b ?? ""), merge(b ?? "", a ?? "")]);
      expect(results.toSorted()).toEqual(["conflict", "merged"]);
      const [one, other] = [await contact(a ?? ""), await contact(b ?? "")];
      expect(one.id).toBe(other.id);
      expect(one.absorbed).toHaveLength(1);
      const told = (await events()).filter(({ type }) => type === "contact.merged");
      expect(told).toHaveLength(1);
    });

    it("are proposed once, decided once, and not proposed again", async () => {
      const { store } = bench();
      const alias = { kind: "wa_id", scope: "", value: ANAS } as const;
      const proposal = {
        workspaceId: ACME,
        id: "p1",
        contactId: "ct1",
        otherContactId: "ct2",
        alias,
        proposedAt: T0,
      };
      await store.proposeMerge(proposal);
      await store.proposeMerge({ ...proposal, proposedAt: T0 + 1 });
      expect(await store.mergeProposals(ACME)).toEqual([proposal]);
      expect(await store.mergeProposal(ACME, "p1")).toEqual(proposal);
      expect(await store.mergeProposal(GLOBEX, "p1")).toBeNull();
      const settled = { decision: "dismissed", at: T0 + 2, by: "eva" } as const;
      expect(await store.settleProposal(GLOBEX, "p1", settled)).toBe(false);
      const decided = [1, 2, 3].map(() => store.settleProposal(ACME, "p1", settled));
      expect((await Promise.all(decided)).filter(Boolean)).toEqual([true]);
      await store.proposeMerge(proposal);
      expect(await store.mergeProposals(ACME)).toEqual([]);
      expect(await store.mergeProposal(ACME, "p1")).toEqual({ ...proposal, settled });
    });

    it("is listed page by page until somebody has decided it", async () => {
      const { store } = bench();
      const alias = { kind: "wa_id", scope: "", value: ANAS } as const;
      for (const id of ["p3", "p1", "p2", "p4"]) {
        const pair = { contactId: "ct1", otherContactId: `ct-${id}` };
        await store.proposeMerge({ workspaceId: ACME, id, ...pair, alias, proposedAt: T0 });
      }
      const page = async (cursor: string | null) => {
        const found = await store.mergeProposalPage(ACME, { cursor, limit: 2 });
        return { ...found, ids: found.items.map(({ id }) => id) };
      };
      const first = await page(null);
      expect(first.ids).toEqual(["p1", "p2"]);
      await store.settleProposal(ACME, "p3", { decision: "dismissed", at: T0, by: "eva" });
      expect(await page(first.cursor)).toMatchObject({ ids: ["p4"], cursor: null });
    });
  });
}
