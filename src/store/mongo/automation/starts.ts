import { startEntry } from "../../automation-entries.ts";
import type { EffectStore, StartFeedStore } from "../../automation-store.ts";
import type { Collections } from "../documents.ts";
import type { Entries } from "../intake/entries.ts";
import { keyOf } from "../keys.ts";
import { upsert } from "../retry.ts";

/** Starts that come from outside of a step, and how far the feed was read for them. */
export function createStarts(
  { conversations, feeds }: Pick<Collections, "conversations" | "feeds">,
  entries: Pick<Entries, "byKey" | "add">,
): Pick<EffectStore, "submitStart"> & StartFeedStore {
  return {
    async submitStart(asked) {
      const { workspaceId, conversationId, key, begins } = asked;
      const [known, thread] = await Promise.all([
        entries.byKey(workspaceId, key),
        conversations.findOne(
          { _id: keyOf(workspaceId, conversationId) },
          { projection: { line: 1, contact: 1 } },
        ),
      ]);
      if (known !== null) return "repeated";
      const between = thread === null ? begins : { lineId: thread.line, contactId: thread.contact };
      if (between === undefined) return "unknown_conversation";
      const [added] = await entries.add({ workspaceId, id: conversationId, ...between }, [
        { entry: startEntry(asked), raw: null, fingerprint: null, applied: null },
      ]);
      return added === true ? "submitted" : "repeated";
    },

    async startsCursor(_id) {
      return (await feeds.findOne({ _id }))?.startsSeq ?? 0;
    },
    async moveStartsCursor(_id, startsSeq) {
      const move = { $max: { startsSeq }, $setOnInsert: { lastSeq: 0, relayedSeq: 0 } };
      await upsert(() => feeds.updateOne({ _id }, move, { upsert: true }));
    },
    async unstarted() {
      // One small document per workspace, and most of them are up to date only for moments: no index would help.
      const all = await feeds.find().toArray();
      return all.filter(({ lastSeq, startsSeq = 0 }) => startsSeq < lastSeq).map(({ _id }) => _id);
    },
  };
}
