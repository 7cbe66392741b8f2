import type { Collection } from "mongodb";
import type { ContactId, ConversationId, LineId, WorkspaceId } from "../../../domain/ids.ts";
import { isOpenBucket } from "../../list-bucket.ts";
import { NEWEST } from "../feed/append.ts";
import type { ConversationDocument } from "../documents.ts";
import { keyOf } from "../keys.ts";
import { upsert } from "../retry.ts";

/** Where a conversation stands: between this line and this contact. */
export interface ThreadPlace {
  workspaceId: WorkspaceId;
  id: ConversationId;
  lineId: LineId;
  contactId: ContactId;
}

/** Conversations' rows, which stand from the first entry on. */
export interface Threads {
  exists(workspaceId: WorkspaceId, id: ConversationId): Promise<boolean>;
  /** Those of these conversations that there are, in this order. */
  begun(
    workspaceId: WorkspaceId,
    ids: readonly ConversationId[],
  ): Promise<{ id: ConversationId; isOpen: boolean }[]>;
  /** Makes the row of a conversation that has none. */
  ensure(place: ThreadPlace): Promise<void>;
}

export function createThreads(conversations: Collection<ConversationDocument>): Threads {
  return {
    async exists(workspaceId, id) {
      const filter = { _id: keyOf(workspaceId, id) };
      return (await conversations.findOne(filter, { projection: { _id: 1 } })) !== null;
    },
    async begun(workspaceId, ids) {
      const filter = { _id: { $in: ids.map((id) => keyOf(workspaceId, id)) } };
      const projection = { conversation: 1, bucket: 1 };
      const rows = await conversations.find(filter, { ...NEWEST, projection }).toArray();
      const found = new Map(rows.map(({ conversation, bucket }) => [conversation, bucket]));
      return ids.flatMap((id) =>
        found.has(id) ? [{ id, isOpen: isOpenBucket(found.get(id) ?? 0) }] : [],
      );
    },
    async ensure({ workspaceId, id, lineId, contactId }) {
      const empty = {
        workspace: workspaceId,
        conversation: id,
        line: lineId,
        contact: contactId,
        version: 0,
      };
      const filter = { _id: keyOf(workspaceId, id) };
      await upsert(() =>
        conversations.updateOne(filter, { $setOnInsert: empty }, { upsert: true }),
      );
    },
  };
}
