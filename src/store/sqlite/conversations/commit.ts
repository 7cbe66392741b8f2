import { nextDueAt } from "../../../domain/conversation/conversation.ts";
import { createAutomationLog } from "../automation/automation-log.ts";
import type { Commit, CommitResult } from "../../../domain/commit.ts";
import { mediaFileOf } from "../../../domain/media/media.ts";
import { bucketOf } from "../../list-bucket.ts";
import type { FollowUp } from "./follow-up.ts";
import type { Connection } from "../connection.ts";
import type { DeadEntries } from "../intake/dead-entries.ts";
import type { Entries } from "../intake/entries.ts";
import type { Feed } from "../feed/feed.ts";
import type { Items } from "./items.ts";
import type { MediaFiles } from "../media/media-files.ts";
import type { NewSends } from "../sending/send-rows.ts";
import { createTagWriter } from "./tags.ts";
import type { Thread, Threads } from "./threads.ts";

/** Writes what a turn of a mailbox decided, if nobody was faster. To be called inside a write. */
export function createCommitting(
  connection: Connection,
  parts: {
    threads: Threads;
    entries: Entries;
    items: Items;
    feed: Feed;
    sends: NewSends;
    files: Pick<MediaFiles, "addFile">;
    followUp: FollowUp;
    noteDead: DeadEntries["note"];
  },
): (commit: Commit) => CommitResult {
  const { threads, entries, items, feed, sends, files, followUp, noteDead } = parts;
  const putConversation = createPutConversation(connection);
  const putTags = createTagWriter(connection);
  const putAutomation = createAutomationLog(connection);
  const putLastEntry = connection.statement("update conversations set last_entry = ? where pk = ?");

  /** The conversation's row, when its version is the expected one; makes the row of a new conversation. */
  function guarded({ workspaceId, conversationId, conversation, expectedVersion }: Commit) {
    const thread = threads.find(workspaceId, conversationId);
    if (thread !== undefined) return thread.version === expectedVersion ? thread : undefined;
    if (expectedVersion !== 0) return undefined;
    const { lineId, contactId } = conversation;
    threads.add({ workspaceId, id: conversationId, lineId, contactId });
    return threads.find(workspaceId, conversationId);
  }

  return (commit) => {
    const { workspaceId, conversation, expectedVersion, applied, fired } = commit;
    const thread = guarded(commit);
    if (thread === undefined) return "conflict";
    const { pk } = thread;
    const steps = conversation.version !== expectedVersion;
    let last = thread.last_entry;
    for (const entry of applied) {
      const settled = entries.settle(workspaceId, entry, { pk, last });
      // One that had its outcome already keeps it.
      if (settled !== last) noteDead(workspaceId, entry);
      last = settled;
    }
    putAutomation({ workspaceId, conversation: pk }, commit.automation);
    if (!steps) {
      if (last !== thread.last_entry) putLastEntry.run(last, pk);
      return "committed";
    }
    for (const deadline of fired) last = entries.addApplied(deadline, { pk, last });
    const { lineId } = conversation;
    for (const item of commit.items) {
      items.put(pk, item, expectedVersion);
      const file = mediaFileOf(item, { workspaceId, lineId });
      if (file !== null) files.addFile(file);
    }
    for (const send of commit.sends) sends.add(workspaceId, pk, send);
    followUp(commit);
    feed.append(workspaceId, { conversationId: commit.conversationId, pk }, commit.events);
    const listed = putConversation(thread, conversation, last);
    putTags(thread, conversation, listed);
    return "committed";
  };
}

/** Answers where the lists have the conversation from now on. */
function createPutConversation(connection: Connection) {
  const putDocument = connection.statement(
    "update conversations set version = ?, last_entry = ?, doc = ? where pk = ?",
  );
  const putAll = connection.statement(
    `update conversations set version = ?, last_entry = ?, doc = ?, bucket = ?, owner = ?, next_due_at = ?,
       last_activity_at = ? where pk = ?`,
  );
  return (thread: Thread, conversation: Commit["conversation"], last: number | null) => {
    const { version, facts, lastActivityAt } = conversation;
    const { ownerId: owner } = facts;
    const bucket = bucketOf(conversation);
    const dueAt = truncated(nextDueAt(facts.timers));
    const activityAt = truncated(lastActivityAt);
    const values = [version, last, JSON.stringify(conversation)] as const;
    // SQLite writes the index of every column that is set, changed or not; a status changes none of them.
    const listedAsBefore =
      thread.version > 0 &&
      thread.bucket === bucket &&
      thread.owner === owner &&
      thread.next_due_at === dueAt &&
      thread.last_activity_at === activityAt;
    if (listedAsBefore) putDocument.run(...values, thread.pk);
    else putAll.run(...values, bucket, owner, dueAt, activityAt, thread.pk);
    return { bucket, owner, last_activity_at: activityAt };
  };
}

function truncated(at: number | null): number | null {
  return at === null ? null : Math.trunc(at);
}
