import type { WorkspaceId } from "../../domain/ids.ts";
import type { Connection } from "./connection.ts";

/** Writes which tags a conversation carries; to be called inside a write. */
export function createTagWriter(connection: Connection) {
  const note = connection.statement("update conversations set tags = ? where pk = ?");
  const add = connection.statement(
    "insert into conversation_tags (tag, workspace, conversation) values (?, ?, ?) on conflict do nothing",
  );
  const remove = connection.statement(
    "delete from conversation_tags where tag = ? and workspace = ? and conversation = ?",
  );
  /** `before` is the text that the row has. */
  return (
    { workspaceId, pk, before }: { workspaceId: WorkspaceId; pk: number; before: string },
    tags: readonly string[],
  ): void => {
    const after = JSON.stringify(tags);
    if (after === before) return;
    const known = JSON.parse(before) as string[];
    for (const tag of known) if (!tags.includes(tag)) remove.run(tag, workspaceId, pk);
    for (const tag of tags) if (!known.includes(tag)) add.run(tag, workspaceId, pk);
    note.run(after, pk);
  };
}

/** Numbers of the conversations that carry a tag. */
export function createTagged(connection: Connection) {
  const all = connection.query<{ numbers: string }>(
    `select json_group_array(conversation) as numbers from conversation_tags
     where tag = ? and workspace = ?`,
  );
  return (workspaceId: WorkspaceId, tag: string): Set<number> =>
    new Set(JSON.parse(all.get(tag, workspaceId)?.numbers ?? "[]") as number[]);
}
