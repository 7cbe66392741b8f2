import { describe, expect, it } from "vitest";
import type { Identity } from "../../../src/domain/contact/contact.ts";
import { conversationIdOf } from "../../../src/domain/ids.ts";
import {
  ACME,
  aMessage,
  aRotation,
  LINE,
  MINUTE,
  SECOND_LINE,
  T0,
} from "../../support/builders.ts";
import { only, refOf, useWorkbench, type StoreFactory } from "./setup.ts";

const OLD: Partial<Identity> = { userId: "BR.1", waId: "5511911110000", name: "Ana" };
const NEW: Partial<Identity> = { userId: "BR.2", waId: "5511922220000" };

/** Identifiers change (`system` messages); the person stays, in whatever order the news come. */
export function testRotation(name: string, factory: StoreFactory): void {
  describe(`${name}: rotation of identifiers`, () => {
    const bench = useWorkbench(factory);
    let sent = 0;
    const write = async (identity: Partial<Identity>, at: number) => {
      const item = aMessage(`w${++sent}`, { identity, occurredAt: at });
      return refOf(only(await bench().accept([item], at))).conversationId;
    };
    const rotate = async (at: number, changes: { lineId?: string; key?: string } = {}) => {
      const { key = `r${++sent}`, lineId = LINE } = changes;
      const item = aRotation(key, NEW, { identity: OLD, occurredAt: at, lineId });
      return only(await bench().accept([item], at));
    };
    const notices = async () => {
      const page = await bench().store.notices(ACME, { cursor: null, limit: 10 });
      return page.items;
    };

    it("carries a person over to new identifiers, and closes the old ones", async () => {
      const conversationId = await write(OLD, T0);
      expect(await rotate(T0 + MINUTE)).toEqual({
        kind: "accepted",
        workspaceId: ACME,
        conversationId,
        lane: "live",
      });
      expect(await write(NEW, T0 + 2 * MINUTE)).toBe(conversationId);
      const contact = await bench().store.contact(ACME, "contact1");
      const aliases = contact?.aliases.map(({ kind, value, validFrom, validTo }) => {
        return { kind, value, validFrom, validTo };
      });
      const [old, fresh] = [
        { validFrom: T0, validTo: T0 + MINUTE },
        { validFrom: T0 + MINUTE, validTo: null },
      ];
      expect(aliases).toEqual([
        { kind: "bsuid", value: "BR.1", ...old },
        { kind: "wa_id", value: "5511911110000", ...old },
        { kind: "bsuid", value: "BR.2", ...fresh },
        { kind: "wa_id", value: "5511922220000", ...fresh },
      ]);
    });

    it("adds the rotation to the mailbox, caused by WhatsApp", async () => {
      await write(OLD, T0);
      const ref = refOf(await rotate(T0 + MINUTE));
      const { entries } = await bench().load(ref);
      expect(entries.at(-1)).toMatchObject({
        input: { kind: "rotation", next: { ...NEW, parentUserId: null } },
        cause: { actor: { kind: "system", id: "whatsapp" } },
      });
    });

    it("leaves identifiers of kinds that were not replaced as they are", async () => {
      const conversationId = await write(OLD, T0);
      const next = { userId: "BR.2" };
      const item = aRotation("r", next, { identity: OLD, occurredAt: T0 + MINUTE });
      await bench().accept([item], T0 + MINUTE);
      expect(await write({ waId: "5511911110000" }, T0 + 2 * MINUTE)).toBe(conversationId);
      expect(await write({ userId: "BR.2" }, T0 + 3 * MINUTE)).toBe(conversationId);
    });

    it("gives a late message under an old identifier to the person who had it then", async () => {
      const conversationId = await write(OLD, T0);
      await rotate(T0 + 10 * MINUTE);
      const late = aMessage("late", { identity: OLD, occurredAt: T0 + 5 * MINUTE });
      const accepted = only(await bench().accept([late], T0 + 20 * MINUTE));
      expect(refOf(accepted).conversationId).toBe(conversationId);
    });

    it("takes a message under the old identifier from after the rotation for somebody new", async () => {
      const conversationId = await write(OLD, T0);
      await rotate(T0 + 10 * MINUTE);
      expect(await write(OLD, T0 + 20 * MINUTE)).toBe(conversationIdOf(LINE, "contact2"));
      expect(await write(NEW, T0 + 21 * MINUTE)).toBe(conversationId);
    });

    it("bounds the time of an identifier by the very moment of the rotation", async () => {
      const conversationId = await write(OLD, T0);
      await rotate(T0 + 10 * MINUTE);
      const lateAt = async (occurredAt: number) => {
        const item = aMessage(`late${++sent}`, { identity: { userId: "BR.1" }, occurredAt });
        return refOf(only(await bench().accept([item], T0 + 20 * MINUTE))).conversationId;
      };
      expect(await lateAt(T0)).toBe(conversationId);
      expect(await lateAt(T0 + 10 * MINUTE - 1)).toBe(conversationId);
      expect(await lateAt(T0 + 10 * MINUTE)).not.toBe(conversationId);
    });

    it("gives a message from before we knew of anybody to the first that we knew: when we first heard says nothing of before", async () => {
      const conversationId = await write(OLD, T0);
      await rotate(T0 + 10 * MINUTE);
      const early = aMessage("early", { identity: OLD, occurredAt: T0 - 1 });
      const accepted = only(await bench().accept([early], T0 + 20 * MINUTE));
      expect(refOf(accepted).conversationId).toBe(conversationId);
    });

    it("changes nothing more when the same rotation is told again, under its key or another", async () => {
      await write(OLD, T0);
      await rotate(T0 + MINUTE, { key: "r" });
      const before = await bench().store.contact(ACME, "contact1");
      expect(await rotate(T0 + MINUTE, { key: "r" })).toMatchObject({ kind: "duplicate" });
      expect(await rotate(T0 + MINUTE, { key: "again" })).toMatchObject({ kind: "accepted" });
      expect(await bench().store.contact(ACME, "contact1")).toEqual(before);
    });

    it("proposes a merge when the person already wrote under the new identifiers", async () => {
      const before = await write(OLD, T0);
      const after = await write(NEW, T0 + MINUTE);
      expect(after).not.toBe(before);
      expect(refOf(await rotate(T0 + 2 * MINUTE)).conversationId).toBe(before);
      const proposals = await bench().store.mergeProposals(ACME);
      expect(proposals.map(({ id }) => id).sort()).toEqual([
        "contact1.contact2.bsuid|portfolio-1|BR.2",
        "contact1.contact2.wa_id||5511922220000",
      ]);
      expect(await write(OLD, T0 + 3 * MINUTE)).toBe(before);
      expect(await write(NEW, T0 + 4 * MINUTE)).toBe(after);
    });

    it("knows the person by a new identifier that was attached before the rotation came", async () => {
      const conversationId = await write(OLD, T0);
      const mixed = { userId: "BR.2", waId: "5511911110000" };
      expect(await write(mixed, T0 + MINUTE)).toBe(conversationId);
      expect(refOf(await rotate(T0 + 2 * MINUTE)).conversationId).toBe(conversationId);
      expect(await bench().store.mergeProposals(ACME)).toEqual([]);
      expect(await write(NEW, T0 + 3 * MINUTE)).toBe(conversationId);
    });

    it("finds the person by the new identifiers when the old ones are unknown", async () => {
      const conversationId = await write(NEW, T0);
      expect(refOf(await rotate(T0 + MINUTE)).conversationId).toBe(conversationId);
      expect(await bench().store.contact(ACME, "contact2")).toBeNull();
    });

    it("makes the contact of a rotation of somebody unknown, but no conversation, and keeps the news as a notice", async () => {
      const result = await rotate(T0, { key: "r" });
      expect(result).toEqual({ kind: "noticed", workspaceId: ACME });
      expect(await rotate(T0, { key: "r" })).toEqual(result);
      expect(only(await notices())).toMatchObject({
        field: "messages",
        event: "rotation_without_conversation",
        lineId: LINE,
        occurredAt: T0,
        raw: { field: "messages" },
      });
      expect(await bench().store.contact(ACME, "contact1")).toMatchObject({
        name: "Ana",
        version: 1,
        createdAt: T0,
        aliases: [
          { value: "BR.1", validTo: T0 },
          { value: "5511911110000", validTo: T0 },
          { value: "BR.2", validFrom: T0, validTo: null },
          { value: "5511922220000", validFrom: T0, validTo: null },
        ],
      });
      const options = { maxEntries: 10 };
      const there = conversationIdOf(LINE, "contact1");
      expect((await bench().store.load(ACME, there, options))?.entries ?? []).toEqual([]);
    });

    it("finds the person of a rotation that came before their earlier messages, whichever identifiers these show", async () => {
      await rotate(T0 + 10 * MINUTE);
      const late = aMessage("late", { identity: OLD, occurredAt: T0 });
      const { conversationId } = refOf(only(await bench().accept([late], T0 + 20 * MINUTE)));
      expect(conversationId).toBe(conversationIdOf(LINE, "contact1"));
      const later = aMessage("later", { identity: { userId: "BR.1" }, occurredAt: T0 + MINUTE });
      expect(refOf(only(await bench().accept([later], T0 + 20 * MINUTE))).conversationId).toBe(
        conversationId,
      );
      expect(await write(NEW, T0 + 21 * MINUTE)).toBe(conversationId);
      expect(await write(OLD, T0 + 22 * MINUTE)).not.toBe(conversationId);
    });

    it("finds the person too when they wrote under new identifiers, then the rotation came, then what they wrote before", async () => {
      const conversationId = await write(NEW, T0 + 11 * MINUTE);
      await rotate(T0 + 10 * MINUTE);
      const late = aMessage("late", { identity: OLD, occurredAt: T0 });
      expect(refOf(only(await bench().accept([late], T0 + 20 * MINUTE))).conversationId).toBe(
        conversationId,
      );
    });

    it("keeps open what a rotation of somebody unknown did not replace", async () => {
      const item = aRotation("r", { userId: "BR.2" }, { identity: OLD, occurredAt: T0 });
      await bench().accept([item], T0);
      const contact = await bench().store.contact(ACME, "contact1");
      const open = contact?.aliases.filter(({ validTo }) => validTo === null);
      expect(open?.map(({ value }) => value)).toEqual(["5511911110000", "BR.2"]);
    });

    it("gives a late message to the person who had its identifier then, though somebody else has it now", async () => {
      const ana = await write(OLD, T0);
      await rotate(T0 + 10 * MINUTE);
      const ben = await write(OLD, T0 + 20 * MINUTE);
      expect(ben).not.toBe(ana);
      const late = aMessage("late", { identity: OLD, occurredAt: T0 + 5 * MINUTE });
      expect(refOf(only(await bench().accept([late], T0 + 30 * MINUTE))).conversationId).toBe(ana);
      expect(await write(OLD, T0 + 31 * MINUTE)).toBe(ben);
    });

    it("takes nothing back by late news of a rotation that was itself rotated away since", async () => {
      const conversationId = await write(OLD, T0);
      await rotate(T0 + 10 * MINUTE);
      const back = aRotation("back", OLD, { identity: NEW, occurredAt: T0 + 20 * MINUTE });
      await bench().accept([back], T0 + 20 * MINUTE);
      const before = await bench().store.contact(ACME, "contact1");
      await rotate(T0 + 10 * MINUTE, { key: "again" });
      expect(await bench().store.contact(ACME, "contact1")).toEqual(before);
      expect(await write(OLD, T0 + 30 * MINUTE)).toBe(conversationId);
      expect(await write(NEW, T0 + 30 * MINUTE)).not.toBe(conversationId);
    });

    it("changes the contact but makes no conversation on a line where there is none", async () => {
      const conversationId = await write(OLD, T0);
      const result = await rotate(T0 + MINUTE, { lineId: SECOND_LINE });
      expect(result).toEqual({ kind: "noticed", workspaceId: ACME });
      expect(await notices()).toHaveLength(1);
      expect(await write(NEW, T0 + 2 * MINUTE)).toBe(conversationId);
      const options = { maxEntries: 10 };
      const there = conversationIdOf(SECOND_LINE, "contact1");
      expect((await bench().store.load(ACME, there, options))?.entries ?? []).toEqual([]);
    });

    it("lets somebody else have an identifier that was given up", async () => {
      const ana = await write(OLD, T0);
      await rotate(T0 + MINUTE);
      const ben = await write({ waId: "5511911110000", name: "Ben" }, T0 + 5 * MINUTE);
      expect(ben).not.toBe(ana);
      expect(await write({ waId: "5511911110000" }, T0 + 6 * MINUTE)).toBe(ben);
      expect(await bench().store.mergeProposals(ACME)).toEqual([]);
    });

    it("lets a person return to an identifier they gave up", async () => {
      const conversationId = await write(OLD, T0);
      await rotate(T0 + MINUTE);
      const back = aRotation("back", OLD, { identity: NEW, occurredAt: T0 + 2 * MINUTE });
      await bench().accept([back], T0 + 2 * MINUTE);
      expect(await write(OLD, T0 + 3 * MINUTE)).toBe(conversationId);
      const contact = await bench().store.contact(ACME, "contact1");
      const open = contact?.aliases.filter(({ validTo }) => validTo === null);
      expect(open?.map(({ value }) => value)).toEqual(["BR.1", "5511911110000"]);
    });
  });
}
