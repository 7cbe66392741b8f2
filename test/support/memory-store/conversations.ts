import { lastSaid, messageIdsOf, sourceIdsOf } from "../../../src/domain/intake/named-messages.ts";
import type { MessageItem } from "../../../src/domain/conversation/message.ts";
import type { ConversationStore } from "../../../src/store/conversation-store.ts";
import { applyCommit } from "./commit.ts";
import { copyOf, kept } from "./copy.ts";
import { workspaceOf, type EntryRow, type State, type Thread } from "./state.ts";

/** Loading and committing conversations, and finding those that have work. */
export function createConversations(state: State): ConversationStore {
  return {
    async load(workspaceId, conversationId, { maxEntries }) {
      const workspace = workspaceOf(state, workspaceId);
      const thread = workspace.threads.get(conversationId);
      if (thread === undefined) return null;
      const line = workspace.lines.get(thread.lineId);
      const contact = workspace.contacts.get(thread.contactId);
      if (line === undefined || contact === undefined) return null;
      const rows = thread.waiting.slice(0, maxEntries);
      return copyOf({
        conversation: thread.conversation,
        line,
        contact,
        entries: rows.map(({ entry }) => entry),
        more: thread.waiting.length > rows.length,
        messages: messagesOf(thread, rows, workspace.automations),
        flowsVersion: workspace.automations.flowsVersion,
      });
    },
    async commit(commit) {
      return applyCommit(state, kept(commit));
    },
    async waiting({ before, limit }) {
      const found = state.waiting.range({ after: -Infinity, until: before, limit });
      return found.map(({ value }) => ({ ...value }));
    },
    async due({ now, limit }) {
      const found = state.due.range({ after: -Infinity, until: now, limit });
      return found.map(({ at, value }) => ({ ...value, dueAt: at }));
    },
    async upcoming({ after, until, limit }) {
      const found = state.due.range({ after, until, limit });
      return found.map(({ at, value }) => ({ ...value, dueAt: at }));
    },
    async repair() {
      return 0;
    },
    async history(workspaceId, conversationId) {
      const thread = workspaceOf(state, workspaceId).threads.get(conversationId);
      return copyOf(historyOf(thread?.settled ?? []));
    },
    async depth() {
      const oldest = state.waiting.range({ after: -Infinity, until: Infinity, limit: 1 })[0];
      let waitingEntries = 0;
      let deadEntries = 0;
      for (const workspace of state.workspaces.values()) {
        deadEntries += workspace.dead.size;
        for (const thread of workspace.threads.values()) waitingEntries += thread.waiting.length;
      }
      return { waitingEntries, oldestReceivedAt: oldest?.at ?? null, deadEntries };
    },
  };
}

function messagesOf(
  thread: Thread,
  rows: readonly EntryRow[],
  flows: { flowsVersion: number },
): MessageItem[] {
  const found = new Map<string, MessageItem>();
  for (const sourceId of rows.flatMap(({ entry }) => sourceIdsOf(entry.input))) {
    const item = thread.items.get(thread.messageIdBySource.get(sourceId) ?? "");
    if (item?.kind === "message") found.set(item.id, item);
  }
  const ids = rows.flatMap(({ entry }) => messageIdsOf(entry));
  for (const id of [...ids, ...lastSaid(thread.conversation, flows)]) {
    const item = thread.items.get(id);
    if (item?.kind === "message") found.set(item.id, item);
  }
  return [...found.values()];
}

/** What was applied, in order. */
export function historyOf(rows: readonly EntryRow[]) {
  return rows
    .flatMap(({ entry, applied }) => (applied === null ? [] : [{ ...entry, applied }]))
    .sort((a, b) => a.applied.version - b.applied.version || a.seq - b.seq);
}
