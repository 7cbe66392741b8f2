import { describe, expect, it } from "vitest";
import type { Commit } from "../../../src/domain/commit.ts";
import { ENGINE } from "../../../src/domain/actor.ts";
import { timerKey, type IntakeEntry } from "../../../src/domain/intake/intake.ts";
import type { ActivityItem } from "../../../src/domain/conversation/message.ts";
import type { ConversationRef } from "../../../src/store/conversation-store.ts";
import {
  ACME,
  aMessage,
  aReaction,
  aStatus,
  aSubmission,
  DAY,
  SECOND,
  T0,
} from "../../support/builders.ts";
import { commitOf } from "../../support/plain-step.ts";
import { only, refOf, useWorkbench, type StoreFactory } from "./setup.ts";

/** A turn of the mailbox: everything of it is visible, or nothing. */
export function testCommits(name: string, factory: StoreFactory): void {
  describe(`${name}: commits`, () => {
    const bench = useWorkbench(factory);
    /** Accepts items and prepares the commit that deals with them, without making it. */
    const prepare = async (...items: Parameters<typeof aMessage>[0][]) => {
      const accepted = await bench().accept(items.map((id) => aMessage(id)));
      const ref = refOf(accepted[0]);
      return { ref, commit: commitOf(await bench().load(ref), { at: T0 }) };
    };
    const everything = async (ref: ConversationRef) => {
      const { store } = bench();
      const { workspaceId, conversationId } = ref;
      return {
        mailbox: await bench().load(ref),
        history: await store.history(workspaceId, conversationId),
        timeline: await store.timeline(workspaceId, conversationId, { cursor: null, limit: 100 }),
        events: await store.events(workspaceId, { after: 0, limit: 100, types: null }),
        due: await store.due({ now: T0 + 100 * DAY, limit: 100 }),
        depth: await store.depth(),
      };
    };

    it("makes the conversation, its items, events and outcomes visible together", async () => {
      const { ref, commit } = await prepare("m1", "m2");
      expect(await bench().store.commit(commit)).toBe("committed");
      const after = await everything(ref);
      expect(after.mailbox).toMatchObject({ conversation: commit.conversation, entries: [] });
      expect(after.history.map(({ applied }) => applied)).toEqual(commit.applied);
      expect(after.timeline.items.map(({ id }) => id).sort()).toEqual(["m1", "m2"]);
      expect(after.events).toEqual(commit.events.map((event, i) => ({ ...event, seq: i + 1 })));
      expect(after.due).toEqual([{ ...ref, dueAt: T0 + DAY }]);
      expect(after.depth).toEqual({ waitingEntries: 0, oldestReceivedAt: null, deadEntries: 0 });
    });

    it("gives the conversation back exactly as it was committed", async () => {
      const { ref, commit } = await prepare("m1");
      const conversation = { ...commit.conversation, lastActivityAt: null, updatedAt: T0 + 5 };
      conversation.facts = { ...conversation.facts, ownerId: "user-1", markedUnread: true };
      await bench().store.commit({ ...commit, conversation });
      expect((await bench().load(ref)).conversation).toEqual(conversation);
    });

    it("refuses a first commit when the conversation exists, and writes nothing of it", async () => {
      const { ref, commit } = await prepare("m1");
      await bench().store.commit(commit);
      await bench().accept([aMessage("m2")]);
      const before = await everything(ref);
      const late = commitOf({ ...(await bench().load(ref)), conversation: null }, { at: T0 });
      expect(await bench().store.commit(late)).toBe("conflict");
      expect(await everything(ref)).toEqual(before);
    });

    it("refuses a commit on an old version, and writes nothing of it", async () => {
      const { ref } = await prepare("m1");
      await bench().advance(ref);
      await bench().accept([aMessage("m2")]);
      const stale = commitOf(await bench().load(ref), { at: T0 });
      await bench().accept([aMessage("m3")]);
      await bench().advance(ref);
      await bench().accept([aMessage("m4")]);
      const before = await everything(ref);
      const fired = [firing(stale)];
      const items = [...stale.items, activityOf(stale)];
      expect(await bench().store.commit({ ...stale, items, fired })).toBe("conflict");
      expect(await everything(ref)).toEqual(before);
    });

    it("refuses a commit on a version that never was", async () => {
      const { ref, commit } = await prepare("m1");
      const before = await everything(ref);
      const ahead = { ...commit.conversation, version: 8 };
      const future = { ...commit, expectedVersion: 7, conversation: ahead };
      expect(await bench().store.commit(future)).toBe("conflict");
      expect(await everything(ref)).toEqual(before);
    });

    it("writes outcomes alone when no entry changed anything", async () => {
      const ref = await bench().converse(aMessage("m1"));
      const { conversation } = await bench().load(ref);
      await bench().accept([aReaction("m1", "👍")], T0 + SECOND);
      expect(await bench().advance(ref, T0 + SECOND)).toBe("committed");
      const { mailbox, history } = await everything(ref);
      expect(mailbox).toMatchObject({ conversation, entries: [] });
      const outcome = { kind: "ignored" };
      expect(history.at(-1)?.applied).toMatchObject({ version: 1, at: T0 + SECOND, outcome });
    });

    it("writes outcomes alone of a conversation that has not begun", async () => {
      const ref = refOf(only(await bench().accept([aReaction("m0", "👍")])));
      expect(await bench().advance(ref)).toBe("committed");
      expect(await everything(ref)).toMatchObject({
        mailbox: { conversation: null, entries: [] },
        history: [{ applied: { version: 0, outcome: { kind: "ignored" } } }],
      });
    });

    it("refuses outcomes alone when the version has moved on", async () => {
      const ref = await bench().converse(aMessage("m1"));
      await bench().accept([aReaction("m1", "👍")]);
      const unchanged = commitOf(await bench().load(ref), { at: T0 });
      await bench().accept([aMessage("m2")]);
      await bench().advance(ref);
      await bench().accept([aReaction("m1", "🎉")]);
      expect(await bench().store.commit(unchanged)).toBe("conflict");
      expect((await bench().load(ref)).entries).toHaveLength(1);
    });

    it("keeps the first outcome of an entry", async () => {
      const ref = refOf(only(await bench().accept([aReaction("m0", "👍")])));
      const unchanged = commitOf(await bench().load(ref), { at: T0 });
      await bench().store.commit(unchanged);
      const repeated = unchanged.applied.map((applied) => ({ ...applied, at: T0 + SECOND }));
      await bench().store.commit({ ...unchanged, applied: repeated });
      const history = await bench().store.history(ACME, ref.conversationId);
      expect(only(history).applied).toEqual(unchanged.applied[0]);
    });

    it("leaves entries that arrived during the turn to the next one", async () => {
      const { ref, commit } = await prepare("m1");
      await bench().accept([aMessage("m2")]);
      await bench().store.commit(commit);
      const { entries } = await bench().load(ref);
      expect(only(entries).input).toMatchObject({ message: { sourceId: "m2" } });
    });

    it("replaces an item by its id, so that a message fills the stub that waited for it", async () => {
      const ref = refOf(only(await bench().accept([aStatus("m1", "read")])));
      await bench().advance(ref);
      await bench().accept([aMessage("m1")]);
      const [stub] = (await bench().load(ref)).messages;
      expect(stub).toMatchObject({ content: null, status: "read" });
      await bench().advance(ref);
      const query = { cursor: null, limit: 10 };
      const { items } = await bench().store.timeline(ACME, ref.conversationId, query);
      expect(items).toMatchObject([{ id: stub?.id, status: "read", content: { type: "text" } }]);
    });

    it("publishes an event once, even when a later commit brings it again", async () => {
      const { ref, commit } = await prepare("m1");
      await bench().store.commit(commit);
      await bench().accept([aMessage("m2")]);
      const next = commitOf(await bench().load(ref), { at: T0 });
      const events = [...commit.events, ...next.events, ...next.events];
      expect(await bench().store.commit({ ...next, events })).toBe("committed");
      const stored = await bench().store.events(ACME, { after: 0, limit: 10, types: null });
      expect(stored.map(({ seq, id }) => [seq, id])).toEqual([
        [1, commit.events[0]?.id],
        [2, next.events[0]?.id],
      ]);
    });

    it("writes a deadline that came due together with its outcome, behind what stood before it", async () => {
      const { ref, commit } = await prepare("m1");
      await bench().store.commit(commit);
      await bench().store.submit(aSubmission(ref.conversationId, "cmd"));
      const next = commitOf(await bench().load(ref), { at: T0 + DAY });
      const fired = firing(next);
      expect(await bench().store.commit({ ...next, fired: [fired] })).toBe("committed");
      const history = await bench().store.history(ACME, ref.conversationId);
      const last = history.find(({ key }) => key === fired.entry.key);
      const seqs = history.map(({ seq }) => seq);
      expect(last).toEqual({ ...fired.entry, seq: Math.max(...seqs), applied: fired.applied });
      expect(new Set(seqs).size).toBe(3);
      expect((await bench().load(ref)).entries).toEqual([]);
      const outcome = await bench().store.outcome(ACME, fired.entry.key);
      expect(outcome).toMatchObject({ kind: "settled", version: next.conversation.version });
    });

    it("puts a deadline that fired before an earlier arrival was dealt with in its place in the history", async () => {
      const { ref, commit } = await prepare("m1");
      await bench().accept([aMessage("m2")]);
      const fired = firing(commit);
      expect(await bench().store.commit({ ...commit, fired: [fired] })).toBe("committed");
      await bench().advance(ref);
      const history = await bench().store.history(ACME, ref.conversationId);
      expect(history.map(({ applied }) => applied.version)).toEqual([1, 1, 2]);
      expect(history[1]?.key).toBe(fired.entry.key);
      expect(history[2]?.input).toMatchObject({ message: { sourceId: "m2" } });
    });

    it("stores items of both kinds as they are", async () => {
      const { ref, commit } = await prepare("m1");
      const activity = activityOf(commit);
      await bench().store.commit({ ...commit, items: [...commit.items, activity] });
      const query = { cursor: null, limit: 10 };
      const { items } = await bench().store.timeline(ACME, ref.conversationId, query);
      expect(items).toHaveLength(2);
      expect(items).toEqual(expect.arrayContaining([activity, commit.items[0]]));
    });
  });
}

function firing(commit: Commit): Commit["fired"][number] {
  const { workspaceId, conversationId } = commit;
  const { version } = commit.conversation;
  const key = timerKey(conversationId, { timer: "windowExpired", dueAt: T0 + DAY, version });
  const entry: IntakeEntry = {
    workspaceId,
    conversationId,
    key,
    seq: 0,
    occurredAt: T0 + DAY,
    receivedAt: T0 + DAY,
    cause: { kind: "timer", id: key, actor: ENGINE },
    input: { kind: "timer", timer: "windowExpired", dueAt: T0 + DAY },
  };
  const outcome = { kind: "applied" as const };
  const at = T0 + DAY;
  return {
    entry,
    applied: { key, version, at, settingsVersion: 1, contactOwnerId: null, outcome },
  };
}

function activityOf({ conversationId, conversation }: Commit): ActivityItem {
  return {
    kind: "activity",
    conversationId,
    id: `a${conversation.version}.0`,
    activity: "opened",
    actor: ENGINE,
    version: conversation.version,
    episode: 1,
    occurredAt: T0,
    data: { reason: null, count: 2, odd: true, word: "x" },
  };
}
