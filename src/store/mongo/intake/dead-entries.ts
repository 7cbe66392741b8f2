import { replayOf } from "../../../domain/intake/dead-entry.ts";
import type { AppliedEntry, IntakeEntry } from "../../../domain/intake/intake.ts";
import type { ConversationId, WorkspaceId } from "../../../domain/ids.ts";
import type { ConversationRef } from "../../conversation-store.ts";
import type { DeadEntry, DeadEntryStore } from "../../dead-entry-store.ts";
import type { Collections, DeadEntryDocument } from "../documents.ts";
import type { Entries } from "./entries.ts";
import { entryOf, historyOf } from "./entry-documents.ts";
import { insertNew } from "../insert-new.ts";
import { keyOf } from "../keys.ts";
import { outsideId } from "../crm/outside-id.ts";
import { decodeCursor, NEWEST_PLACE, pageOf } from "../../page-cursor.ts";
import { again } from "../retry.ts";

export interface DeadEntries extends DeadEntryStore {
  /** Notes those of these entries that were set aside, when their outcomes stand; safe to repeat. */
  note(
    workspaceId: WorkspaceId,
    conversationId: ConversationId,
    applied: readonly AppliedEntry[],
  ): Promise<void>;
}

const LIST = "dead-entries";

/** A dead entry, and the entry itself, which is never taken away. */
interface Found {
  row: DeadEntryDocument;
  entry: IntakeEntry;
}

export function createDeadEntries(
  collections: Pick<Collections, "conversations" | "deadEntries" | "entries">,
  entries: Pick<Entries, "add">,
): DeadEntries {
  const { conversations, deadEntries } = collections;
  const entriesOf = createLookup(collections);

  /** First the copy, then the word that there is one: cut off in between, the copy is found under its key. */
  async function replay({ row, entry }: Found, at: number): Promise<ConversationRef> {
    const { workspace: workspaceId, conversation: conversationId } = row;
    const thread = await conversations.findOne({ _id: keyOf(workspaceId, conversationId) });
    if (thread === null) throw new Error("an entry of no conversation");
    const { line: lineId, contact: contactId } = thread;
    const place = { workspaceId, id: conversationId, lineId, contactId };
    const copy = { entry: replayOf(entry, at), raw: null, fingerprint: null, applied: null };
    await entries.add(place, [copy]);
    const change = { $set: { replayedAt: at }, $unset: { waiting: true as const } };
    await again(() => deadEntries.updateOne({ _id: row._id }, change));
    return { workspaceId, conversationId };
  }

  return {
    note: createNote(collections),

    async deadEntries(workspaceId, { cursor, limit }) {
      const [at, id] = cursor === null ? [NEWEST_PLACE, ""] : decodeCursor(LIST, cursor, [0, ""]);
      const behind = [
        { "waiting.at": { $lt: at } },
        { "waiting.at": at, "waiting.id": { $lt: id } },
      ];
      const rows = await deadEntries
        .find({ "waiting.workspace": workspaceId, "waiting.at": { $lte: at }, $or: behind })
        .sort({ "waiting.at": -1, "waiting.id": -1 })
        .limit(limit + 1)
        .toArray();
      return pageOf(await entriesOf(rows), {
        list: LIST,
        limit,
        placeOf: ({ row }) => [row.at, row.id],
        itemOf: deadEntryOf,
      });
    },

    async replayDead(workspaceId, { ids, limit, at }) {
      if (limit <= 0) return [];
      const named = ids === null ? {} : { _id: { $in: ids.map((id) => keyOf(workspaceId, id)) } };
      const rows = await deadEntries
        .find({ ...named, "waiting.workspace": workspaceId })
        .sort({ "waiting.at": 1, "waiting.id": 1 })
        .limit(limit)
        .toArray();
      const replayed: ConversationRef[] = [];
      for (const found of await entriesOf(rows)) replayed.push(await replay(found, at));
      return replayed;
    },
  };
}

function createLookup({ entries }: Pick<Collections, "entries">) {
  return async (rows: readonly DeadEntryDocument[]): Promise<Found[]> => {
    const ids = rows.map(({ workspace, key }) => keyOf(workspace, key));
    const found = await entries.find({ _id: { $in: ids } }, { projection: { raw: 0 } }).toArray();
    const byId = new Map(found.map((document) => [document._id, entryOf(document)]));
    return rows.flatMap((row) => {
      const entry = byId.get(keyOf(row.workspace, row.key));
      return entry === undefined ? [] : [{ row, entry }];
    });
  };
}

function createNote({
  entries,
  deadEntries,
}: Pick<Collections, "deadEntries" | "entries">): DeadEntries["note"] {
  return async (workspaceId, conversationId, applied) => {
    const dead = applied.filter(({ outcome }) => outcome.kind === "dead");
    if (dead.length === 0) return;
    const ids = dead.map(({ key }) => keyOf(workspaceId, key));
    const settled = await entries
      .find({ _id: { $in: ids }, conversation: conversationId })
      .toArray();
    // One that had another outcome already keeps it.
    const documents = settled
      .flatMap(historyOf)
      .filter(({ applied: { outcome } }) => outcome.kind === "dead")
      .map((entry) => documentOf(workspaceId, conversationId, entry.applied));
    await insertNew(deadEntries, documents);
  };
}

function deadEntryOf({ row, entry }: Found): DeadEntry {
  return {
    id: row.id,
    workspaceId: row.workspace,
    conversationId: row.conversation,
    kind: entry.input.kind,
    reason: row.reason,
    occurredAt: entry.occurredAt,
    receivedAt: entry.receivedAt,
    diedAt: row.at,
  };
}

function documentOf(
  workspace: WorkspaceId,
  conversation: ConversationId,
  { key, at, outcome }: AppliedEntry,
): DeadEntryDocument {
  const id = outsideId("d", key);
  return {
    _id: keyOf(workspace, id),
    workspace,
    id,
    key,
    conversation,
    reason: outcome.kind === "dead" ? outcome.reason : "",
    at,
    replayedAt: null,
    waiting: { workspace, at, id },
  };
}
