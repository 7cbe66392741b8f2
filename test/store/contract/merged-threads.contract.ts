import { describe, expect, it } from "vitest";
import { sendAddressOf } from "../../../src/domain/contact/address.ts";
import { sendIdOf } from "../../../src/domain/ids.ts";
import type { MailboxItem } from "../../../src/domain/intake/inbound.ts";
import {
  ACME,
  aMessage,
  anEdit,
  aReaction,
  aRevoke,
  aRotation,
  aStatus,
  aSubmission,
  DAY,
  LINE,
  MINUTE,
  NOBODY,
  SECOND_LINE,
  T0,
} from "../../support/builders.ts";
import { WHOLE_LIST } from "../../support/whole-list.ts";
import { ANAS, BENS, useMergers } from "./mergers.ts";
import { aClaim, aText, queueSends } from "./outbox.ts";
import { refOf, type StoreFactory } from "./setup.ts";

/** What becomes of the conversations of contacts who become one. */
export function testMergedThreads(name: string, factory: StoreFactory): void {
  describe(`${name}: conversations of contacts that are one person`, () => {
    const { bench, contact, hear, merge } = useMergers(factory);

    it("keep both conversations on different lines, and each goes on where it was", async () => {
      const first = await hear(ANAS);
      const second = await hear(BENS, { lineId: SECOND_LINE });
      const [into, from] = [first.slice(LINE.length + 1), second.slice(LINE.length + 1)];
      expect(await merge(from, into)).toBe("merged");
      for (const number of [ANAS, BENS]) {
        expect(await hear(number, { at: T0 + MINUTE })).toBe(first);
        expect(await hear(number, { at: T0 + MINUTE, lineId: SECOND_LINE })).toBe(second);
      }
      const threads = await bench().store.contactThreads(ACME, into);
      expect(threads.map((thread) => thread.conversationId).toSorted()).toEqual(
        [first, second].toSorted(),
      );
      for (const id of [first, second]) {
        expect((await bench().store.conversation(ACME, id))?.contact.id).toBe(into);
        const mailbox = await bench().load({ workspaceId: ACME, conversationId: id });
        expect(mailbox.contact.id).toBe(into);
      }
      expect((await contact(into)).aliases.map(({ value }) => value)).toEqual([BENS, ANAS]);
    });

    it("with a conversation each on one line go on in that of the contact that stays; the other stays readable", async () => {
      const kept = await hear(ANAS);
      const other = await hear(BENS);
      const [into, from] = [kept, other].map((id) => id.slice(LINE.length + 1));
      await merge(from ?? "", into ?? "");
      expect(await hear(BENS, { at: T0 + MINUTE })).toBe(kept);
      const row = await bench().store.conversation(ACME, other);
      expect(row).toMatchObject({ conversation: { id: other }, contact: { id: into } });
      const page = await bench().store.timeline(ACME, other, { cursor: null, limit: 10 });
      expect(page.items).toHaveLength(1);
      const listed = await bench().store.conversations(ACME, WHOLE_LIST);
      expect(listed.items.map((each) => each.contact.id)).toEqual([into, into]);
    });

    it("go on in the one that is open, so that whoever works in it is not left alone", async () => {
      const kept = await hear(ANAS);
      const other = await hear(BENS);
      const close = async (conversationId: string, at: number) => {
        const asked = aSubmission(conversationId, `close ${conversationId}`, { receivedAt: at });
        await bench().store.submit(asked);
        await bench().advance({ workspaceId: ACME, conversationId }, at);
      };
      await close(kept, T0 + 1);
      await merge(other.slice(LINE.length + 1), kept.slice(LINE.length + 1));
      for (const number of [ANAS, BENS]) expect(await hear(number, { at: T0 + 2 })).toBe(other);
      await close(other, T0 + 3);
      for (const number of [ANAS, BENS]) expect(await hear(number, { at: T0 + 4 })).toBe(kept);
    });

    it("that have sends waiting and deadlines running lose none of them, and each answer goes to the number that wrote", async () => {
      const queued = [];
      for (const number of [ANAS, BENS]) {
        const item = aMessage(`q${number}`, { identity: { ...NOBODY, waId: number } });
        queued.push(await queueSends(bench(), [aText(`to ${number}`)], { item }));
      }
      const [kept = "", other = ""] = queued.map(({ conversationId }) => conversationId);
      const [into, from] = [kept, other].map((id) => id.slice(LINE.length + 1));
      const due = await bench().store.due({ now: T0 + 2 * DAY, limit: 10 });
      expect(await merge(from ?? "", into ?? "")).toBe("merged");
      expect(await bench().store.due({ now: T0 + 2 * DAY, limit: 10 })).toEqual(due);
      expect(due).toHaveLength(2);
      const claimed = await bench().store.claimSends(ACME, LINE, aClaim());
      const addressed = claimed.map(({ send, contact: to, lastInboundFrom }) => {
        expect(to.id).toBe(into);
        const text = send.content.type === "text" ? send.content.text : "";
        return [text, sendAddressOf(to, "", lastInboundFrom)];
      });
      expect(addressed).toEqual([
        [`to ${ANAS}`, { to: `+${ANAS}` }],
        [`to ${BENS}`, { to: `+${BENS}` }],
      ]);
      for (const { send } of claimed) {
        const { id, attempts: attempt } = send;
        const result = { kind: "accepted", sourceId: `wamid.${id}` } as const;
        await bench().store.settleSend({ workspaceId: ACME, id, attempt, at: T0, result });
      }
      for (const conversationId of [kept, other]) {
        const mailbox = await bench().load({ workspaceId: ACME, conversationId });
        expect(mailbox.entries.map(({ input }) => input.kind)).toEqual(["sendResult"]);
        await bench().advance({ workspaceId: ACME, conversationId });
      }
    });

    it("are told of a message where it stands, also when what they write goes on in another conversation", async () => {
      const kept = await hear(ANAS);
      const other = await hear(BENS, { id: "bens" });
      await merge(other.slice(LINE.length + 1), kept.slice(LINE.length + 1));
      const identity = { ...NOBODY, waId: BENS };
      const status = aStatus("wamid.out", "sent", { identity });
      if (status.kind !== "status") throw new Error("a status was expected");
      const about: MailboxItem[] = [
        { ...status, callbackData: sendIdOf(other, "m7") },
        aReaction("bens", "👍", { identity }),
        anEdit("bens", { identity }),
        aRevoke("bens", { identity }),
        // Of a message that nobody knows: to where it all goes on.
        aStatus("wamid.unknown", "sent", { identity }),
      ];
      const accepted = await bench().accept(about, T0 + MINUTE);
      expect(accepted.map((each) => refOf(each).conversationId)).toEqual([
        other,
        other,
        other,
        other,
        kept,
      ]);
    });

    it("are answered on the number that whoever wrote has by now, also when it changed before they were one", async () => {
      const kept = await hear(ANAS);
      const other = await hear(BENS);
      const [next, at] = ["5511900000003", T0 + MINUTE];
      const identity = { ...NOBODY, waId: BENS };
      await bench().accept([aRotation("r1", { waId: next }, { identity, occurredAt: at })], at);
      await merge(other.slice(LINE.length + 1), kept.slice(LINE.length + 1));
      const answered = async (conversationId: string) => {
        const mailbox = await bench().load({ workspaceId: ACME, conversationId });
        const { contact: to, conversation } = mailbox;
        return sendAddressOf(to, "", conversation?.facts.lastInboundFrom);
      };
      expect(await answered(other)).toEqual({ to: `+${next}` });
      expect(await answered(kept)).toEqual({ to: `+${ANAS}` });
    });

    it("go on in one conversation, which answers whichever of their numbers wrote last", async () => {
      const kept = await hear(ANAS);
      const other = await hear(BENS);
      await merge(other.slice(LINE.length + 1), kept.slice(LINE.length + 1));
      for (const number of [BENS, ANAS]) {
        await hear(number, { at: T0 + MINUTE });
        const mailbox = await bench().load({ workspaceId: ACME, conversationId: kept });
        const { contact: to, conversation } = mailbox;
        const lastFrom = conversation?.facts.lastInboundFrom ?? null;
        expect(sendAddressOf(to, "", lastFrom)).toEqual({ to: `+${number}` });
      }
      // Nobody wrote there: to the number that the contact had itself.
      const own = await contact(kept.slice(LINE.length + 1));
      expect(sendAddressOf(own, "")).toEqual({ to: `+${ANAS}` });
    });
  });
}
