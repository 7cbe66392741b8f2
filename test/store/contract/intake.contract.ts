import { describe, expect, it } from "vitest";
import { conversationIdOf, DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { laneOf, webhookKey } from "../../../src/domain/intake/intake.ts";
import {
  ACME,
  aCall,
  aHistory,
  aMessage,
  ANA,
  anEcho,
  anEdit,
  aNotice,
  aParkedItem,
  aReaction,
  aRevoke,
  aStatus,
  BEN,
  DAY,
  GLOBEX,
  GLOBEX_LINE,
  LINE,
  MINUTE,
  SECOND,
  SECOND_LINE,
  T0,
} from "../../support/builders.ts";
import { only, refOf, useWorkbench, type StoreFactory } from "./setup.ts";

/** What comes through the door stands in the right mailbox, once. */
export function testIntake(name: string, factory: StoreFactory): void {
  describe(`${name}: intake`, () => {
    const bench = useWorkbench(factory);

    it("turns a message into one waiting entry of the conversation between its line and its contact", async () => {
      const accepted = only(await bench().accept([aMessage("m1")], T0 + SECOND));
      const ref = refOf(accepted);
      expect(accepted).toEqual({ kind: "accepted", ...ref, lane: "live" });
      expect(ref).toEqual({
        workspaceId: ACME,
        conversationId: conversationIdOf(LINE, "contact1"),
      });

      const { conversation, line, contact, entries, more, messages } = await bench().load(ref);
      expect({ conversation, more, messages }).toEqual({
        conversation: null,
        more: false,
        messages: [],
      });
      expect({ line: line.id, contact: contact.id }).toEqual({ line: LINE, contact: "contact1" });
      const key = webhookKey(LINE, "message|m1");
      const { message, kind } = aMessage("m1") as Extract<
        ReturnType<typeof aMessage>,
        { kind: "message" }
      >;
      expect(only(entries)).toEqual({
        ...ref,
        key,
        seq: expect.any(Number),
        occurredAt: T0,
        receivedAt: T0 + SECOND,
        cause: { kind: "webhook", id: key, actor: { kind: "contact", id: "contact1" } },
        input: { kind, message, from: `+${ANA.waId}` },
      });
    });

    it("answers in the order of the items, whatever becomes of each", async () => {
      const results = await bench().accept([
        aNotice("n1"),
        aMessage("m1"),
        aMessage("m2", { lineId: "999", identity: BEN }),
        aParkedItem("p1"),
        aMessage("m3", { identity: {} }),
        aMessage("m1"),
        aHistory("h1"),
      ]);
      const conversationId = conversationIdOf(LINE, "contact1");
      expect(results).toEqual([
        { kind: "noticed", workspaceId: ACME, templatesOf: "300000000000001" },
        { kind: "accepted", workspaceId: ACME, conversationId, lane: "live" },
        { kind: "parked", workspaceId: DEFAULT_WORKSPACE, reason: "unknown_line" },
        { kind: "parked", workspaceId: ACME, reason: "unknown_shape" },
        { kind: "parked", workspaceId: ACME, reason: "no_identity" },
        { kind: "duplicate", workspaceId: ACME, conversationId, lane: "live" },
        { kind: "accepted", workspaceId: ACME, conversationId, lane: "bulk" },
      ]);
    });

    it("accepts nothing at all without complaint", async () => {
      expect(await bench().accept([])).toEqual([]);
    });

    it("answers a repeated item as a duplicate and changes nothing, not even after it was applied", async () => {
      const ref = await bench().converse(aMessage("m1"));
      const repeated = aMessage("m1", { identity: { ...ANA, name: "Another Name" } });
      const again = only(await bench().accept([repeated], T0 + MINUTE));
      expect(again).toEqual({ kind: "duplicate", ...ref, lane: "live" });
      const { entries, contact } = await bench().load(ref);
      expect(entries).toEqual([]);
      expect(contact).toMatchObject({ name: "Ana Souza", updatedAt: T0 });
    });

    it("knows a duplicate by its key alone, even when it carries no identifier any more", async () => {
      const ref = await bench().converse(aMessage("m1"));
      const again = only(await bench().accept([aMessage("m1", { identity: {} })]));
      expect(again).toEqual({ kind: "duplicate", ...ref, lane: "live" });
    });

    it("makes no contact for a duplicate that carries other identifiers", async () => {
      const ref = await bench().converse(aMessage("m1"));
      const again = only(await bench().accept([aMessage("m1", { identity: BEN })]));
      expect(again).toEqual({ kind: "duplicate", ...ref, lane: "live" });
      const next = refOf(only(await bench().accept([aMessage("m2", { identity: BEN })])));
      expect(next.conversationId).toBe(conversationIdOf(LINE, "contact2"));
    });

    it("takes the same key on another line for another item", async () => {
      const [first, second] = await bench().accept([
        aMessage("m1"),
        aMessage("m1", { lineId: SECOND_LINE }),
      ]);
      expect([first?.kind, second?.kind]).toEqual(["accepted", "accepted"]);
      expect(refOf(second).conversationId).toBe(conversationIdOf(SECOND_LINE, "contact1"));
    });

    it("keeps the entries of a conversation in the order in which they arrived, not in that of provider time", async () => {
      const late = { occurredAt: T0 - MINUTE };
      const [first] = await bench().accept([aMessage("m1"), aMessage("m2", late)]);
      await bench().accept([aMessage("m3", late)], T0 + SECOND);
      const { entries } = await bench().load(refOf(first));
      const seqs = entries.map(({ seq }) => seq);
      expect(entries.map(({ key }) => key)).toEqual(
        ["m1", "m2", "m3"].map((id) => webhookKey(LINE, `message|${id}`)),
      );
      expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
    });

    it("bounds provider time by arrival for what happens now, and leaves it to messages of the past", async () => {
      const future = { occurredAt: T0 + DAY };
      const past = { occurredAt: T0 - 100 * DAY };
      const [ref] = await bench().accept([
        aMessage("m1", future),
        aMessage("m2", past),
        aHistory("h1", past),
      ]);
      const { entries } = await bench().load(refOf(ref));
      expect(entries.map(({ occurredAt }) => occurredAt - T0)).toEqual([
        MINUTE,
        -7 * DAY,
        -100 * DAY,
      ]);
    });

    it.each([
      aMessage("x"),
      anEcho("x"),
      aHistory("x"),
      aStatus("x", "sent"),
      aReaction("x", "👍"),
      anEdit("x"),
      aRevoke("x"),
      aCall("x"),
    ])("makes a contact for a first item of kind $kind", async (item) => {
      const accepted = only(await bench().accept([item]));
      expect(accepted).toMatchObject({ kind: "accepted", lane: laneOf(item) });
      expect(await bench().store.contact(ACME, "contact1")).not.toBeNull();
      const { key: _key, lineId: _line, identity: _identity, occurredAt: _at, ...rest } = item;
      const { raw: _raw, ...input } = rest;
      const opensWindow = item.kind === "message" || item.kind === "call";
      const from = opensWindow ? { from: `+${ANA.waId}` } : {};
      const { entries } = await bench().load(refOf(accepted));
      expect(only(entries).input).toEqual({ ...input, ...from });
    });

    it("routes each item to the workspace that holds its line", async () => {
      const [acme, globex] = await bench().accept([
        aMessage("m1"),
        aMessage("m1", { lineId: GLOBEX_LINE }),
      ]);
      expect([acme?.workspaceId, globex?.workspaceId]).toEqual([ACME, GLOBEX]);
      expect(refOf(globex).conversationId).toBe(conversationIdOf(GLOBEX_LINE, "contact2"));
    });

    it("asks for a contact id exactly when it makes a contact, so that a run can be repeated", async () => {
      let asked = 0;
      const options = { receivedAt: T0, newContactId: () => `id${++asked}` };
      const { store } = bench();
      await store.accept([aMessage("m1"), aMessage("m2"), aMessage("m1")], options);
      await store.accept([aMessage("m1"), aNotice("n"), aMessage("m4", { lineId: "9" })], options);
      expect(asked).toBe(1);
      await store.accept([aMessage("m5", { identity: BEN })], options);
      expect(asked).toBe(2);
    });
  });
}
