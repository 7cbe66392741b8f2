import type { WorkspaceId } from "../../../domain/ids.ts";
import { startEntry } from "../../automation-entries.ts";
import type { EffectStore, StartFeedStore } from "../../automation-store.ts";
import type { Connection } from "../connection.ts";
import { createThreads } from "../conversations/threads.ts";
import { createEntries } from "../intake/entries.ts";

/** Starts that come from outside of a step, and how far the feed was read for them. */
export function createStarts(
  connection: Connection,
): Pick<EffectStore, "submitStart"> & StartFeedStore {
  const entries = createEntries(connection);
  const threads = createThreads(connection);
  const cursor = connection.query<{ seq: number }>(
    "select starts_seq as seq from workspaces where id = ?",
  );
  const move = connection.statement(
    `insert into workspaces (id, last_seq, relayed_seq, starts_seq) values (?, 0, 0, ?)
     on conflict do update set starts_seq = max(starts_seq, excluded.starts_seq)`,
  );
  const behind = connection.query<{ id: WorkspaceId }>(
    "select id from workspaces where starts_seq < last_seq order by id",
  );
  return {
    submitStart: (asked) =>
      connection.write(() => {
        const { workspaceId, conversationId: id, key, begins } = asked;
        if (entries.byKey(workspaceId, key) !== undefined) return "repeated";
        const pk =
          threads.pkOf(workspaceId, id) ??
          (begins === undefined ? undefined : threads.add({ workspaceId, id, ...begins }));
        if (pk === undefined) return "unknown_conversation";
        entries.add(pk, startEntry(asked), { raw: null, fingerprint: null });
        return "submitted";
      }),
    startsCursor: (workspaceId) => connection.read(() => cursor.get(workspaceId)?.seq ?? 0),
    moveStartsCursor: (workspaceId, seq) => connection.write(() => void move.run(workspaceId, seq)),
    unstarted: () => connection.read(() => behind.all().map(({ id }) => id)),
  };
}
