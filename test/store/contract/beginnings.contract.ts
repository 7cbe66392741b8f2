import { describe, expect, it } from "vitest";
import { emptyContact } from "../../../src/domain/contact/contact.ts";
import { conversationIdOf } from "../../../src/domain/ids.ts";
import { withNumber } from "../../../src/domain/contact/addressee.ts";
import {
  ACME,
  aMessage,
  ANA,
  aSubmission,
  CLOSE,
  LINE,
  SECOND_LINE,
  T0,
} from "../../support/builders.ts";
import { only, refOf, useWorkbench, type StoreFactory } from "./setup.ts";

/** A conversation may begin with a command: the business writes first (Q5). */
export function testBeginnings(name: string, factory: StoreFactory): void {
  describe(`${name}: a conversation that begins with a command`, () => {
    const bench = useWorkbench(factory);
    const contact = withNumber(emptyContact(ACME, "contact9", T0), ANA.waId ?? "", T0);
    const begins = { lineId: LINE, contactId: contact.id };
    const conversationId = conversationIdOf(LINE, contact.id);
    const ref = { workspaceId: ACME, conversationId };
    const beginning = (key: string) => aSubmission(conversationId, key, { begins });
    const putContact = () =>
      bench().store.saveContact({ workspaceId: ACME, expectedVersion: 0, contact, events: [] });

    it("is there with its line, its contact and the command", async () => {
      await putContact();
      expect(await bench().store.submit(beginning("k"))).toEqual({ kind: "submitted" });
      const mailbox = await bench().load(ref);
      expect(mailbox).toMatchObject({ conversation: null, line: { id: LINE }, contact });
      expect(only(mailbox.entries)).toMatchObject({
        key: "k",
        input: { kind: "command", command: CLOSE },
      });
      expect(only(mailbox.entries).input).not.toHaveProperty("begins");
      await bench().advance(ref);
      expect(await bench().store.outcome(ACME, "k")).toMatchObject({ kind: "settled" });
    });

    it("is the one that the contact's own messages go to, before and after", async () => {
      await putContact();
      await bench().store.submit(beginning("k"));
      const answer = refOf(only(await bench().accept([aMessage("m1")])));
      expect(answer).toEqual(ref);
      await bench().store.submit(beginning("k2"));
      expect((await bench().load(ref)).entries).toHaveLength(3);
    });

    it("is not made by a key that stands already", async () => {
      await putContact();
      await bench().store.submit(beginning("k"));
      const elsewhere = conversationIdOf(SECOND_LINE, contact.id);
      const again = aSubmission(elsewhere, "k", { begins: { ...begins, lineId: SECOND_LINE } });
      expect(await bench().store.submit(again)).toMatchObject({ kind: "repeated" });
      const known = await bench().store.submit(aSubmission(elsewhere, "k2"));
      expect(known).toEqual({ kind: "unknown_conversation" });
    });

    it("is made once, however many begin it at once, and the contact beside them", async () => {
      await putContact();
      const starts = Array.from({ length: 20 }, (_, index) =>
        bench().store.submit(beginning(`k${index}`)),
      );
      const writes = Array.from({ length: 10 }, (_, index) =>
        bench().accept([aMessage(`m${index}`)]),
      );
      const [submitted, accepted] = await Promise.all([Promise.all(starts), Promise.all(writes)]);
      expect(new Set(submitted.map(({ kind }) => kind))).toEqual(new Set(["submitted"]));
      expect(new Set(accepted.flat().map((one) => refOf(one).conversationId))).toEqual(
        new Set([conversationId]),
      );
      const { entries } = await bench().load(ref);
      expect(entries).toHaveLength(30);
      await bench().advance(ref);
      const threads = await bench().store.contactThreads(ACME, contact.id);
      expect(threads.map((thread) => thread.conversationId)).toEqual([conversationId]);
    });
  });
}
