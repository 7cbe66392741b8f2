import type { Collection } from "mongodb";
import type { ConversationId, WorkspaceId } from "../../../domain/ids.ts";
import {
  isShown,
  type MessageItem,
  type TimelineItem,
} from "../../../domain/conversation/message.ts";
import { NEWEST } from "../feed/append.ts";
import type { ItemDocument } from "../documents.ts";
import { duplicatesOf } from "../errors.ts";
import { keyOf } from "../keys.ts";
import { again } from "../retry.ts";

/** Timeline items of conversations. */
export interface Items {
  /**
   * Writes the states that a commit gave to items. `version` is what that commit led to: a state that a later commit wrote
   * stays, however late this is repeated.
   */
  put(
    place: { workspaceId: WorkspaceId; conversationId: ConversationId; version: number },
    items: readonly TimelineItem[],
  ): Promise<void>;
  /** Messages of a conversation by their provider's ids, as the primary has them now. */
  messages(
    workspaceId: WorkspaceId,
    conversationId: ConversationId,
    sourceIds: ReadonlySet<string>,
  ): Promise<MessageItem[]>;
  /** The same by our own ids. */
  messagesById(
    workspaceId: WorkspaceId,
    conversationId: ConversationId,
    ids: ReadonlySet<string>,
  ): Promise<MessageItem[]>;
}

/**
 * That a provider's message is one item of its conversation follows from the way of a commit: the turn that makes an item has
 * looked for one, and no other turn of the conversation commits in between. A unique index would add nothing but a way to get
 * stuck, because a commit that stands cannot be refused any more when its items are written.
 */
export function createItems(collection: Collection<ItemDocument>): Items {
  return {
    async put(place, items) {
      if (items.length === 0) return;
      const documents = items.map((item) => documentOf(place, item));
      const refused = await again(() => replaceOlder(collection, documents, { upsert: true }));
      // Refused is the insert of an item that stands: in a newer state, or brought by somebody who repeats the same commit.
      const standing = refused.flatMap((index) => documents[index] ?? []);
      await again(() => replaceOlder(collection, standing, { upsert: false }));
    },

    async messages(workspaceId, conversationId, sourceIds) {
      if (sourceIds.size === 0) return [];
      const sources = [...sourceIds].map((id) => keyOf(workspaceId, conversationId, id));
      const options = { ...NEWEST, projection: { doc: 1 } };
      const found = await collection.find({ source: { $in: sources } }, options).toArray();
      return found.map(({ doc }) => JSON.parse(doc) as MessageItem);
    },

    async messagesById(workspaceId, conversationId, ids) {
      if (ids.size === 0) return [];
      const names = [...ids].map((id) => keyOf(workspaceId, conversationId, id));
      const options = { ...NEWEST, projection: { doc: 1 } };
      const found = await collection.find({ _id: { $in: names } }, options).toArray();
      const items = found.map(({ doc }) => JSON.parse(doc) as TimelineItem);
      return items.filter((item) => item.kind === "message");
    },
  };
}

/** Positions of those that were refused because a newer state, or the same, stands. */
async function replaceOlder(
  collection: Collection<ItemDocument>,
  documents: readonly ItemDocument[],
  { upsert }: { upsert: boolean },
): Promise<number[]> {
  if (documents.length === 0) return [];
  const writes = documents.map((replacement) => ({
    replaceOne: {
      filter: { _id: replacement._id, writtenIn: { $lt: replacement.writtenIn } },
      replacement,
      upsert,
    },
  }));
  try {
    await collection.bulkWrite(writes, { ordered: false });
    return [];
  } catch (error) {
    const refused = duplicatesOf(error);
    if (refused === null) throw error;
    return refused;
  }
}

function documentOf(
  place: { workspaceId: WorkspaceId; conversationId: ConversationId; version: number },
  item: TimelineItem,
): ItemDocument {
  const { workspaceId, conversationId, version: writtenIn } = place;
  const { id, version, occurredAt } = item;
  const sourceId = item.kind === "message" ? item.sourceId : null;
  return {
    _id: keyOf(workspaceId, conversationId, id),
    workspace: workspaceId,
    conversation: conversationId,
    id,
    version,
    occurredAt,
    shown: isShown(item),
    ...(sourceId === null ? {} : { source: keyOf(workspaceId, conversationId, sourceId) }),
    writtenIn,
    doc: JSON.stringify(item),
  };
}
