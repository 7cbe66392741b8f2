import type { Conversation } from "../../../domain/conversation/conversation.ts";
import type { Connection } from "../connection.ts";
import type { Thread } from "./threads.ts";

/** Where the lists of a conversation's tags have it. */
type Listed = Pick<Thread, "bucket" | "owner" | "last_activity_at" | "tags">;

/**
 * Keeps the lists of what carries a tag; to be called inside a write, when the conversation's row has been written. A commit that changes
 * neither tags nor place, or a conversation without tags, touches nothing.
 */
export function createTagWriter(connection: Connection) {
  const note = connection.statement("update conversations set tags = ? where pk = ?");
  const add = connection.statement(
    `insert into conversation_tags
       (tag, line, bucket, last_activity_at, id, pk, contact_number, owner, workspace)
     select ?, line, bucket, last_activity_at, id, pk, contact_number, owner, workspace
     from conversations where pk = ? and last_activity_at is not null`,
  );
  const remove = connection.statement(
    `delete from conversation_tags
     where tag = ? and line = ? and bucket = ? and last_activity_at = ? and id = ?`,
  );
  return (before: Thread, conversation: Conversation, after: Omit<Listed, "tags">): void => {
    const { lineId, id, facts } = conversation;
    const tags = JSON.stringify(facts.tags);
    if (tags !== before.tags) note.run(tags, before.pk);
    else if (tags === "[]" || isSamePlace(before, after)) return;
    for (const tag of JSON.parse(before.tags) as string[]) {
      remove.run(tag, lineId, before.bucket, before.last_activity_at, id);
    }
    for (const tag of facts.tags) add.run(tag, before.pk);
  };
}

function isSamePlace(before: Omit<Listed, "tags">, after: Omit<Listed, "tags">): boolean {
  return (
    before.bucket === after.bucket &&
    before.owner === after.owner &&
    before.last_activity_at === after.last_activity_at
  );
}
