import type { Commit, CommitResult } from "../../../src/domain/commit.ts";
import { mediaFileOf } from "../../../src/domain/media/media.ts";
import type { TimelineItem } from "../../../src/domain/conversation/message.ts";
import { publish } from "./publish.ts";
import { putAutomationLog } from "./run-log.ts";
import { handOver, note } from "./follow-up.ts";
import { addSend } from "./sends.ts";
import { workspaceOf, type State, type Thread, type Workspace } from "./state.ts";
import { addFile } from "./media.ts";
import { addEntry, indexDeadline, settleEntries, threadOf } from "./threads.ts";

/** Writes a commit, or nothing at all. It is the store's own from here on: the caller's was copied. */
export function applyCommit(state: State, commit: Commit): CommitResult {
  const { conversation, conversationId, expectedVersion } = commit;
  const workspace = workspaceOf(state, commit.workspaceId);
  const storedVersion = workspace.threads.get(conversationId)?.conversation?.version ?? 0;
  if (storedVersion !== expectedVersion) return "conflict";

  const { lineId, contactId } = conversation;
  const thread = threadOf(workspace, { id: conversationId, lineId, contactId });
  if (conversation.version !== expectedVersion) writeStep(state, { workspace, thread, commit });
  settleEntries({ state, workspace, thread }, commit.applied);
  putAutomationLog(workspace, conversationId, commit.automation);
  return "committed";
}

function writeStep(
  state: State,
  step: { workspace: Workspace; thread: Thread; commit: Commit },
): void {
  const { workspace, thread, commit } = step;
  refuseSecondMessage(thread, commit.items);
  thread.conversation = commit.conversation;
  indexDeadline(state, workspace, thread);
  const { workspaceId, conversation } = commit;
  for (const item of commit.items) {
    putItem(thread, item);
    const file = mediaFileOf(item, { workspaceId, lineId: conversation.lineId });
    if (file !== null) addFile(workspace, file);
  }
  for (const send of commit.sends) addSend(workspace, thread, send);
  for (const news of commit.learnt) note(workspace, news);
  for (const cascade of commit.cascades) handOver(workspace, cascade);
  for (const event of commit.events) publish(workspace, event);
  for (const { entry, applied } of commit.fired) {
    if (workspace.entries.has(entry.key)) continue;
    const rest = { raw: null, fingerprint: null };
    addEntry({ state, workspace, thread }, (seq) => ({ ...entry, seq }), rest);
    settleEntries({ state, workspace, thread }, [applied]);
  }
}

/** Two items for one provider message would show it twice: no caller means that. */
function refuseSecondMessage(thread: Thread, items: readonly TimelineItem[]): void {
  const written = new Map(items.map((item) => [item.id, item]));
  for (const item of items) {
    if (item.kind !== "message" || item.sourceId === null) continue;
    const known = thread.messageIdBySource.get(item.sourceId);
    const holder = known === undefined ? undefined : written.get(known);
    // The holder gives it up in this very commit.
    const free = holder?.kind === "message" && holder.sourceId !== item.sourceId;
    if (known !== undefined && known !== item.id && !free)
      throw new Error("a source id belongs to one message of a conversation");
  }
}

function putItem(thread: Thread, item: TimelineItem): void {
  const before = thread.items.get(item.id);
  if (before?.kind === "message" && before.sourceId !== null)
    thread.messageIdBySource.delete(before.sourceId);
  thread.items.set(item.id, item);
  if (item.kind === "message" && item.sourceId !== null)
    thread.messageIdBySource.set(item.sourceId, item.id);
}
