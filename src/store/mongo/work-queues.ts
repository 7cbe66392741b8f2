import type { ConversationRef, ConversationStore } from "../conversation-store.ts";
import type { Collections } from "./documents.ts";

type WorkQueues = Pick<ConversationStore, "waiting" | "due" | "upcoming" | "depth">;

const EVER = { $gte: Number.MIN_SAFE_INTEGER };

/** What waits and what is due, over all workspaces: for the sweeps and `/metrics`. */
export function createWorkQueues({
  conversations,
  entries,
  deadEntries: dead,
}: Pick<Collections, "conversations" | "entries" | "deadEntries">): WorkQueues {
  async function findDue(nextDueAt: { $lte: number; $gt?: number }, limit: number) {
    if (limit <= 0) return [];
    const options = { projection: { workspace: 1, conversation: 1, nextDueAt: 1 } };
    const found = await conversations
      .find({ nextDueAt }, options)
      .sort({ nextDueAt: 1 })
      .limit(limit)
      .toArray();
    return found.map(({ workspace, conversation, nextDueAt: dueAt = 0 }) => ({
      workspaceId: workspace,
      conversationId: conversation,
      dueAt,
    }));
  }

  return {
    async waiting({ before, limit }) {
      const found = new Map<string, ConversationRef>();
      if (limit <= 0) return [];
      const options = {
        projection: {
          _id: 0,
          "waiting.since": 1,
          "waiting.workspace": 1,
          "waiting.conversation": 1,
        },
      };
      const oldestFirst = entries
        .find({ "waiting.since": { $lte: before } }, options)
        .sort({ "waiting.since": 1 });
      for await (const { waiting } of oldestFirst) {
        if (waiting === undefined) continue;
        const { workspace: workspaceId, conversation: conversationId } = waiting;
        found.set(`${workspaceId} ${conversationId}`, { workspaceId, conversationId });
        if (found.size >= limit) break;
      }
      return [...found.values()];
    },

    due: ({ now, limit }) => findDue({ $lte: now }, limit),
    upcoming: ({ after, until, limit }) => findDue({ $gt: after, $lte: until }, limit),

    async depth() {
      const [waitingEntries, deadEntries, oldest] = await Promise.all([
        entries.countDocuments({ "waiting.since": EVER }),
        // All that ever died are few; an index of their own would not be used for all workspaces.
        dead.countDocuments({ replayedAt: null }),
        entries.findOne(
          { "waiting.since": EVER },
          { sort: { "waiting.since": 1 }, projection: { "waiting.since": 1 } },
        ),
      ]);
      const oldestReceivedAt = oldest?.waiting?.since ?? null;
      return { waitingEntries, oldestReceivedAt, deadEntries };
    },
  };
}
