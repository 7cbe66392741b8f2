import type { Collection } from "mongodb";
import type { Command } from "../../../domain/conversation/commands.ts";
import type { ConversationId, WorkspaceId } from "../../../domain/ids.ts";
import type { AppliedEntry, HistoryEntry, IntakeEntry } from "../../../domain/intake/intake.ts";
import { append, lastSeqOf, NEWEST } from "../feed/append.ts";
import type { EntryDocument } from "../documents.ts";
import { appliedOf, documentOf, entryOf, historyOf, type NewEntry } from "./entry-documents.ts";
import { keyOf } from "../keys.ts";
import { again } from "../retry.ts";
import { createSerial } from "../serial.ts";
import type { ThreadPlace, Threads } from "../conversations/threads.ts";

/** What stands of an entry under its key. */
export type KnownEntry = Pick<EntryDocument, "conversation" | "fingerprint" | "applied">;

export interface Entries {
  byKey(workspaceId: WorkspaceId, key: string): Promise<KnownEntry | null>;
  /** The command under this key; throws when something else stands there, or nothing. */
  commandOf(workspaceId: WorkspaceId, key: string): Promise<Command>;
  /** Conversations of those keys that stand already, by `_id`. */
  conversationsOf(
    workspaceId: WorkspaceId,
    keys: readonly string[],
  ): Promise<Map<string, ConversationId>>;
  /**
   * Adds entries at the end of one conversation's mailbox, in their order, and makes the conversation's row before the first.
   * Answers for each whether it is new: `false` when its key stands already, in whatever conversation.
   */
  add(place: ThreadPlace, entries: readonly NewEntry[]): Promise<boolean[]>;
  /** Writes outcomes. An entry that has one, or does not stand in this conversation, is left as it is. */
  settle(
    workspaceId: WorkspaceId,
    conversationId: ConversationId,
    applied: readonly AppliedEntry[],
  ): Promise<void>;
  /** What waits, in order, as the primary has it now. */
  waiting(
    workspaceId: WorkspaceId,
    conversationId: ConversationId,
    limit: number,
  ): Promise<IntakeEntry[]>;
  history(workspaceId: WorkspaceId, conversationId: ConversationId): Promise<HistoryEntry[]>;
}

const WITHOUT_RAW = { projection: { raw: 0 } } as const;

/**
 * Mailboxes. Places in a mailbox are given by compare and append (`append.ts`), so that an entry with a smaller `seq` never
 * turns up after one with a larger `seq` was seen: entries are applied in the order in which they can be seen, and history
 * tells them in the order in which they were applied.
 */
export function createEntries(collection: Collection<EntryDocument>, threads: Threads): Entries {
  const inTurn = createSerial();
  return {
    byKey: (workspaceId, key) =>
      collection.findOne(
        { _id: keyOf(workspaceId, key) },
        { projection: { conversation: 1, fingerprint: 1, applied: 1 } },
      ),

    async commandOf(workspaceId, key) {
      const found = await collection.findOne({ _id: keyOf(workspaceId, key) }, WITHOUT_RAW);
      const input = found === null ? null : entryOf(found).input;
      if (input?.kind !== "command") throw new Error("no command stands under this key");
      return input.command;
    },

    async conversationsOf(workspaceId, keys) {
      const ids = keys.map((key) => keyOf(workspaceId, key));
      const projection = { conversation: 1 };
      const found = await collection.find({ _id: { $in: ids } }, { projection }).toArray();
      return new Map(found.map(({ _id, conversation }) => [_id, conversation]));
    },

    async add(place, entries) {
      const { workspaceId, id } = place;
      const sequence = { collection, filter: { workspace: workspaceId, conversation: id } };
      const documents = entries.map((entry) => (seq: number) => documentOf(entry, seq));
      return inTurn(keyOf(workspaceId, id), async () => {
        const lastSeq = await lastSeqOf(sequence);
        if (lastSeq === 0) await threads.ensure(place);
        return (await append(sequence, documents, { lastSeq })).added;
      });
    },

    async settle(workspaceId, conversation, applied) {
      if (applied.length === 0) return;
      const updates = applied.map((outcome) => ({
        updateOne: {
          filter: {
            _id: keyOf(workspaceId, outcome.key),
            conversation,
            waiting: { $exists: true },
          },
          update: { $set: { applied: appliedOf(outcome) }, $unset: { waiting: true as const } },
        },
      }));
      await again(() => collection.bulkWrite(updates, { ordered: false }));
    },

    async waiting(workspaceId, conversationId, limit) {
      const filter = {
        "waiting.workspace": workspaceId,
        "waiting.conversation": conversationId,
      };
      const options = { ...NEWEST, ...WITHOUT_RAW, sort: { "waiting.seq": 1 }, limit } as const;
      return (await collection.find(filter, options).toArray()).map(entryOf);
    },

    async history(workspace, conversation) {
      const filter = { workspace, conversation, applied: { $exists: true } };
      const found = await collection.find(filter, { ...WITHOUT_RAW, sort: { seq: 1 } }).toArray();
      return found
        .flatMap(historyOf)
        .sort((a, b) => a.applied.version - b.applied.version || a.seq - b.seq);
    },
  };
}
