import type { Collection } from "mongodb";
import type { ContactId, ConversationId, LineId, WorkspaceId } from "../../domain/ids.ts";
import type { ConversationDocument } from "./documents.ts";
import { keyOf } from "./keys.ts";
import { upsert } from "./retry.ts";

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
  /** Makes the row of a conversation that has none. */
  ensure(place: ThreadPlace): Promise<void>;
}

export function createThreads(conversations: Collection<ConversationDocument>): Threads {
  return {
    async exists(workspaceId, id) {
      const filter = { _id: keyOf(workspaceId, id) };
      return (await conversations.findOne(filter, { projection: { _id: 1 } })) !== null;
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
