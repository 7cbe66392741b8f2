import type { Commit, CommitResult } from "../../../src/domain/commit.ts";
import type { MemoryStore } from "../../support/memory-store/memory-store.ts";
import type { Sabotage } from "./sabotage.ts";

/** Mistakes between the mailbox and the commit. */
export const COMMIT_BUGS: Sabotage[] = [
  {
    name: "writes a conversation without checking its version",
    from: 2,
    database: (store) => ({ ...store, commit: (commit) => overwrite(store, commit) }),
  },
  {
    name: "commits without the outcomes of the entries",
    database: (store) => ({
      ...store,
      commit: (commit) => store.commit({ ...commit, applied: [] }),
    }),
  },
  {
    name: "shows the status that came last",
    process: ({ store }) => ({
      store: {
        ...store,
        async load(workspaceId, conversationId, options) {
          const mailbox = await store.load(workspaceId, conversationId, options);
          const messages = mailbox?.messages.map((message) => ({ ...message, status: null }));
          return mailbox && messages ? { ...mailbox, messages } : mailbox;
        },
      },
    }),
  },
  {
    name: "shows events in the order in which their transactions end",
    database(store, { scheduler, chance }) {
      const visibleAt = new Map<string, number>();
      const isVisible = ({ id }: { id: string }): boolean =>
        (visibleAt.get(id) ?? 0) <= scheduler.now();
      return {
        ...store,
        async commit(commit) {
          const at = scheduler.now() + chance.int(0, 500);
          for (const { id } of commit.events) visibleAt.set(id, at);
          return store.commit(commit);
        },
        async events(workspaceId, query) {
          const events = await store.events(workspaceId, { ...query, limit: 10_000 });
          return events.filter(isVisible).slice(0, query.limit);
        },
        async lastSeq(workspaceId) {
          const events = await store.events(workspaceId, { after: 0, limit: 10_000, types: null });
          return events.findLast(isVisible)?.seq ?? 0;
        },
      };
    },
  },
];

async function overwrite(store: MemoryStore, commit: Commit): Promise<CommitResult> {
  const { workspaceId, conversationId, conversation } = commit;
  const mailbox = await store.load(workspaceId, conversationId, { maxEntries: 0 });
  const stored = mailbox?.conversation?.version ?? 0;
  if (stored === commit.expectedVersion) return store.commit(commit);
  // Whatever the version is by now, this one is the next.
  const version = Math.max(conversation.version, stored + 1);
  return store.commit({
    ...commit,
    expectedVersion: stored,
    conversation: { ...conversation, version },
  });
}
