import { describe, expect, it } from "vitest";
import type { AppliedEntry, Outcome } from "../../../src/domain/intake/intake.ts";
import { webhookKey } from "../../../src/domain/intake/intake.ts";
import type { NoteItem } from "../../../src/domain/conversation/message.ts";
import {
  ACME,
  aMessage,
  aSubmission,
  BEN,
  CLOSE,
  GLOBEX,
  LINE,
  SECOND,
  T0,
} from "../../support/builders.ts";
import { commitOf } from "../../support/plain-step.ts";
import { only, refOf, useWorkbench, type StoreFactory } from "./setup.ts";

const OUTCOMES: Outcome[] = [
  { kind: "applied" },
  { kind: "known" },
  { kind: "held" },
  { kind: "ignored" },
  { kind: "refused", code: "conversation.already_closed" },
];

/** Commands enter the mailbox under the caller's key, and their outcome can be asked for. */
export function testCommands(name: string, factory: StoreFactory): void {
  describe(`${name}: commands and outcomes`, () => {
    const bench = useWorkbench(factory);

    it("adds a command to the mailbox of its conversation", async () => {
      const ref = await bench().converse(aMessage("m1"));
      const submission = aSubmission(ref.conversationId, "cmd|u|1", { receivedAt: T0 + SECOND });
      expect(await bench().store.submit(submission)).toEqual({ kind: "submitted" });
      expect(only((await bench().load(ref)).entries)).toEqual({
        ...ref,
        key: "cmd|u|1",
        seq: expect.any(Number),
        occurredAt: T0 + SECOND,
        receivedAt: T0 + SECOND,
        cause: { kind: "command", id: "cmd|u|1", actor: submission.actor },
        input: { kind: "command", command: CLOSE },
      });
    });

    it("keeps the version that a command was asked for, and a conversation's notes among its timeline", async () => {
      const ref = await bench().converse(aMessage("m1"));
      await bench().store.submit(aSubmission(ref.conversationId, "k", { expectedVersion: 1 }));
      expect(only((await bench().load(ref)).entries).input).toEqual({
        kind: "command",
        command: CLOSE,
        expectedVersion: 1,
      });
      const commit = commitOf(await bench().load(ref), { at: T0 });
      const note: NoteItem = {
        kind: "note",
        conversationId: ref.conversationId,
        id: "n2",
        text: "Espera la factura",
        author: { kind: "user", id: "eva" },
        version: 2,
        episode: 1,
        occurredAt: T0 + SECOND,
      };
      expect(await bench().store.commit({ ...commit, items: [...commit.items, note] })).toBe(
        "committed",
      );
      const query = { cursor: null, limit: 10 };
      const { items } = await bench().store.timeline(ACME, ref.conversationId, query);
      expect(items.map(({ kind }) => kind).toSorted()).toEqual(["message", "note"]);
      expect(items).toContainEqual(note);
    });

    it("puts a command behind everything that arrived before it", async () => {
      const ref = await bench().converse(aMessage("m1"));
      await bench().accept([aMessage("m2")]);
      await bench().store.submit(aSubmission(ref.conversationId, "cmd|u|1"));
      await bench().accept([aMessage("m3")]);
      const { entries } = await bench().load(ref);
      expect(entries.map(({ key }) => key)).toEqual([
        webhookKey(LINE, "message|m2"),
        "cmd|u|1",
        webhookKey(LINE, "message|m3"),
      ]);
      const seqs = entries.map(({ seq }) => seq);
      expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
    });

    it("answers the same key with command and fingerprint of its first use, on any conversation of the workspace", async () => {
      const ref = await bench().converse(aMessage("m1"));
      const other = await bench().converse(aMessage("m2", { identity: BEN }));
      const { store } = bench();
      await store.submit(aSubmission(ref.conversationId, "k", { fingerprint: "first" }));
      for (const conversationId of [ref.conversationId, other.conversationId]) {
        const again = aSubmission(conversationId, "k", { fingerprint: "second" });
        expect(await store.submit({ ...again, command: { name: "reopen" } })).toEqual({
          kind: "repeated",
          fingerprint: "first",
          command: CLOSE,
        });
      }
      expect((await bench().load(ref)).entries).toHaveLength(1);
      await bench().advance(ref);
      const late = await store.submit(aSubmission(ref.conversationId, "k"));
      expect(late).toEqual({ kind: "repeated", fingerprint: "first", command: CLOSE });
      expect((await bench().load(ref)).entries).toEqual([]);
    });

    it("does not know a conversation that nobody ever wrote in, and keeps nothing of it", async () => {
      const unknown = aSubmission(`${LINE}-nobody`, "k");
      expect(await bench().store.submit(unknown)).toEqual({ kind: "unknown_conversation" });
      expect(await bench().store.outcome(ACME, "k")).toBeNull();
      const ref = await bench().converse(aMessage("m1"));
      const known = await bench().store.submit(aSubmission(ref.conversationId, "k"));
      expect(known).toEqual({ kind: "submitted" });
    });

    it("takes a command behind a first message that nobody has dealt with yet", async () => {
      const ref = refOf(only(await bench().accept([aMessage("m1")])));
      const submission = aSubmission(ref.conversationId, "k");
      expect(await bench().store.submit(submission)).toEqual({ kind: "submitted" });
      expect((await bench().load(ref)).entries.map(({ key }) => key)).toEqual([
        webhookKey(LINE, "message|m1"),
        "k",
      ]);
    });

    it("does not know another workspace's conversation, and lets each workspace use the same key", async () => {
      const ref = await bench().converse(aMessage("m1"));
      const { store } = bench();
      const foreign = aSubmission(ref.conversationId, "k", { workspaceId: GLOBEX });
      expect(await store.submit(foreign)).toEqual({ kind: "unknown_conversation" });
      expect(await store.submit(aSubmission(ref.conversationId, "k"))).toEqual({
        kind: "submitted",
      });
      expect(await store.outcome(GLOBEX, "k")).toBeNull();
    });

    it("says pending, then settled, of commands and webhook items alike", async () => {
      const { store } = bench();
      const key = webhookKey(LINE, "message|m1");
      expect(await store.outcome(ACME, key)).toBeNull();
      const ref = await bench().converse(aMessage("m1"));
      const { conversationId } = ref;
      expect(await store.outcome(ACME, key)).toEqual({
        kind: "settled",
        conversationId,
        version: 1,
        outcome: { kind: "applied" },
      });
      await store.submit(aSubmission(conversationId, "k"));
      expect(await store.outcome(ACME, "k")).toEqual({ kind: "pending", conversationId });
      await bench().advance(ref);
      expect(await store.outcome(ACME, "k")).toMatchObject({ kind: "settled", version: 2 });
    });

    it.each(OUTCOMES)("keeps the outcome $kind as it was given", async (outcome) => {
      const ref = await bench().converse(aMessage("m1"));
      await bench().store.submit(aSubmission(ref.conversationId, "k"));
      const commit = commitOf(await bench().load(ref), { at: T0 });
      const applied: AppliedEntry[] = commit.applied.map((entry) => ({ ...entry, outcome }));
      expect(await bench().store.commit({ ...commit, applied })).toBe("committed");
      expect(await bench().store.outcome(ACME, "k")).toMatchObject({ kind: "settled", outcome });
    });
  });
}
