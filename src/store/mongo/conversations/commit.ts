import type { Collection, UpdateFilter } from "mongodb";
import type { Commit, CommitResult } from "../../../domain/commit.ts";
import { nextDueAt } from "../../../domain/conversation/conversation.ts";
import { bucketOf } from "../../list-bucket.ts";
import { NEWEST } from "../feed/append.ts";
import type { ConversationDocument, PendingWork } from "../documents.ts";
import { isConnectionLost } from "../errors.ts";
import { keyOf } from "../keys.ts";
import { pendingOf, type Pending } from "./pending.ts";
import { untilDone } from "../retry.ts";
import type { Threads } from "./threads.ts";

/**
 * Writes what a turn of a mailbox decided, if nobody was faster, and brings its effects to their places before it answers. A
 * crash in between leaves a commit that stands, and whose effects the next load or the sweep brings there.
 */
export function createCommitting(
  conversations: Collection<ConversationDocument>,
  { threads, pending }: { threads: Threads; pending: Pending },
): (commit: Commit) => Promise<CommitResult> {
  /** The one write that decides. Pending work of an earlier commit keeps it out: that has to be moved first. */
  async function compareAndSet(commit: Commit, work: PendingWork): Promise<boolean> {
    const { workspaceId, conversationId, expectedVersion } = commit;
    const { matchedCount } = await conversations.updateOne(
      {
        _id: keyOf(workspaceId, conversationId),
        version: expectedVersion,
        pending: { $exists: false },
      },
      updateOf(commit, work),
    );
    return matchedCount === 1;
  }

  /** Null when nothing is decided yet, and it is worth trying (again). */
  async function whyNot(
    commit: Commit,
    work: PendingWork,
    lost: Error | null,
  ): Promise<CommitResult | null> {
    const { workspaceId, conversationId, expectedVersion, conversation } = commit;
    const filter = { _id: keyOf(workspaceId, conversationId) };
    const row = await conversations.findOne(filter, { ...NEWEST, projection: { doc: 0 } });
    if (row?.lastCommit?.equals(work.id) === true) return "committed";
    if ((row?.version ?? 0) !== expectedVersion) {
      // Others have committed since: whether that was after this commit or instead of it cannot be told any more.
      if (lost !== null) throw lost;
      return "conflict";
    }
    if (row === null) {
      const { lineId, contactId } = conversation;
      await threads.ensure({ workspaceId, id: conversationId, lineId, contactId });
    } else {
      await pending.moveOut(row);
    }
    return null;
  }

  return async (commit) => {
    const { applied, automation } = commit;
    const work = pendingOf(isStep(commit) ? commit : { ...NOTHING, applied, automation });
    let lost: Error | null = null;
    const result = await untilDone<CommitResult>(async () => {
      try {
        if (await compareAndSet(commit, work)) return "committed";
      } catch (error) {
        // Asked once more; by its id the commit knows whether it was written before the answer got lost.
        if (lost !== null || !(error instanceof Error) || !isConnectionLost(error)) throw error;
        lost = error;
      }
      return whyNot(commit, work, lost);
    });
    if (result === "committed") await pending.moveOut(rowOf(commit, work));
    return result;
  };
}

const NOTHING = { items: [], events: [], fired: [], sends: [], cascades: [], learnt: [] };

/** Without a step there is nothing to write but outcomes, and what automations thought of it. */
function isStep({ conversation, expectedVersion }: Commit): boolean {
  return conversation.version !== expectedVersion;
}

function updateOf(commit: Commit, work: PendingWork): UpdateFilter<ConversationDocument> {
  const written = { lastCommit: work.id, pending: work };
  if (!isStep(commit)) return { $set: written };
  const { conversation } = commit;
  const { version, facts, lastActivityAt } = conversation;
  const dueAt = nextDueAt(facts.timers);
  const gone = {
    ...(dueAt === null ? { nextDueAt: true as const } : {}),
    ...(lastActivityAt === null ? { lastActivityAt: true as const } : {}),
  };
  return {
    $set: {
      ...written,
      version,
      bucket: bucketOf(conversation),
      owner: facts.ownerId,
      tags: [...facts.tags],
      doc: JSON.stringify(conversation),
      ...(dueAt === null ? {} : { nextDueAt: dueAt }),
      ...(lastActivityAt === null ? {} : { lastActivityAt }),
    },
    // Servers before MongoDB 5 refuse an empty one.
    ...(Object.keys(gone).length === 0 ? {} : { $unset: gone }),
  };
}

/** The row as the commit has left it, as far as moving out needs it. */
function rowOf(commit: Commit, pending: PendingWork) {
  const { workspaceId, conversationId, conversation } = commit;
  const { lineId, contactId, version } = conversation;
  return {
    _id: keyOf(workspaceId, conversationId),
    workspace: workspaceId,
    conversation: conversationId,
    line: lineId,
    contact: contactId,
    version,
    pending,
  };
}
