import { replayOf } from "../../../src/domain/intake/dead-entry.ts";

import type { DeadEntry, DeadEntryStore } from "../../../src/store/dead-entry-store.ts";
import { copyOf } from "./copy.ts";
import { pageOf } from "./paging.ts";
import { workspaceOf, type EntryRow, type State } from "./state.ts";
import { addEntry } from "./threads.ts";

export function createDeadEntries(state: State): DeadEntryStore {
  return {
    async deadEntries(workspaceId, { cursor, limit }) {
      const rows = [...workspaceOf(state, workspaceId).dead.values()].map(deadEntryOf);
      const placeOf = (entry: DeadEntry) => [entry.diedAt, entry.id];
      return copyOf(pageOf(rows, { cursor, limit, directions: [-1, -1], placeOf }));
    },
    async replayDead(workspaceId, { ids, limit, at }) {
      const workspace = workspaceOf(state, workspaceId);
      const rows = [...workspace.dead.values()]
        .filter(({ entry }) => ids === null || ids.includes(entry.key))
        .sort((a, b) => (a.applied?.at ?? 0) - (b.applied?.at ?? 0))
        .slice(0, limit);
      return rows.map(({ entry }) => {
        const { conversationId } = entry;
        const thread = workspace.threads.get(conversationId);
        if (thread === undefined) throw new Error("an entry of no conversation");
        workspace.dead.delete(entry.key);
        const copy = replayOf(copyOf(entry), at);
        const rest = { raw: null, fingerprint: null };
        addEntry({ state, workspace, thread }, (seq) => ({ ...copy, seq }), rest);
        return { workspaceId, conversationId };
      });
    },
  };
}

function deadEntryOf({ entry, applied }: EntryRow): DeadEntry {
  const { workspaceId, conversationId, key, input, occurredAt, receivedAt } = entry;
  return {
    id: key,
    workspaceId,
    conversationId,
    kind: input.kind,
    reason: applied?.outcome.kind === "dead" ? applied.outcome.reason : "",
    occurredAt,
    receivedAt,
    diedAt: applied?.at ?? 0,
  };
}
