import { nextDueAt } from "../../domain/conversation.ts";
import type { Commit, CommitResult } from "../../domain/commit.ts";
import type { Connection } from "./connection.ts";
import type { Entries } from "./entries.ts";
import type { Feed } from "./feed.ts";
import type { Items } from "./items.ts";
import type { Threads } from "./threads.ts";

/** Writes what a turn of a mailbox decided, if nobody was faster. To be called inside a write. */
export function createCommitting(
  connection: Connection,
  parts: { threads: Threads; entries: Entries; items: Items; feed: Feed },
): (commit: Commit) => CommitResult {
  const { threads, entries, items, feed } = parts;
  const update = connection.statement(
    `update conversations set version = ?, open = ?, next_due_at = ?, last_activity_at = ?, doc = ?
     where pk = ? and version = ?`,
  );

  /** The number of the conversation, when its version is the expected one; makes the row of a new conversation. */
  function guarded({ workspaceId, conversationId, conversation, expectedVersion }: Commit) {
    const thread = threads.find(workspaceId, conversationId);
    if (thread !== undefined) return thread.version === expectedVersion ? thread : undefined;
    if (expectedVersion !== 0) return undefined;
    const { lineId, contactId } = conversation;
    return threads.add({ workspaceId, id: conversationId, lineId, contactId });
  }

  return (commit) => {
    const { workspaceId, conversation, expectedVersion } = commit;
    const thread = guarded(commit);
    if (thread === undefined) return "conflict";
    const { pk } = thread;
    if (conversation.version !== expectedVersion) {
      const { regions, facts, lastActivityAt } = conversation;
      update.run(
        conversation.version,
        regions.lifecycle === "open" ? 1 : 0,
        truncated(nextDueAt(facts.timers)),
        truncated(lastActivityAt),
        JSON.stringify(conversation),
        pk,
        expectedVersion,
      );
      for (const item of commit.items) items.put(pk, item, expectedVersion);
      feed.append(workspaceId, commit.events);
      for (const { entry, applied } of commit.fired) entries.addApplied(pk, entry, applied);
    }
    for (const applied of commit.applied) entries.settle(workspaceId, pk, applied);
    return "committed";
  };
}

function truncated(at: number | null): number | null {
  return at === null ? null : Math.trunc(at);
}
