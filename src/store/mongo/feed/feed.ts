import type { Collection } from "mongodb";
import type { NewEvent, StoredEvent } from "../../../domain/events.ts";
import type { WorkspaceId } from "../../../domain/ids.ts";
import type { FeedStore } from "../../feed-store.ts";
import { append, lastSeqOf } from "./append.ts";
import { createBatches } from "../batches.ts";
import type { Collections, EventDocument } from "../documents.ts";
import { keyOf } from "../keys.ts";
import { upsert } from "../retry.ts";

export interface Feed extends Pick<FeedStore, "events" | "lastSeq"> {
  /** Gives events their places in the feed; one whose id stands there gets none. Safe to repeat. */
  append(workspaceId: WorkspaceId, events: readonly NewEvent[]): Promise<void>;
}

/** Events that commits of this process put into the feed in one write, so that they do not compete for its end. */
const BATCH_MAX = 500;

/**
 * The ordered feed. Places are given by compare and append (`append.ts`): an event can be seen only after the one before it
 * can, however many processes append, so a reader that resumes from the last `seq` misses nothing.
 */
export function createFeed({ events, feeds }: Pick<Collections, "events" | "feeds">): Feed {
  const sequenceOf = (workspace: WorkspaceId) => ({ collection: events, filter: { workspace } });

  async function appendBatch(workspaceId: WorkspaceId, batch: readonly NewEvent[]): Promise<void> {
    const sequence = sequenceOf(workspaceId);
    const documents = batch.map((event) => (seq: number) => documentOf(event, seq));
    const { added, lastSeq } = await append(sequence, documents);
    // Somebody died between the events and this note, and now they are repeated: the note must reach behind them.
    const last = added.every(Boolean) ? lastSeq : await lastSeqOf(sequence);
    const note = { $max: { lastSeq: last }, $setOnInsert: { relayedSeq: 0 } };
    await upsert(() => feeds.updateOne({ _id: workspaceId }, note, { upsert: true }));
  }

  const inBatches = createBatches(appendBatch, BATCH_MAX);
  return {
    async append(workspaceId, added) {
      if (added.length > 0) await inBatches(workspaceId, added);
    },

    async events(workspace, { after, limit, types }) {
      if (limit <= 0 || types?.length === 0) return [];
      const ofTypes = types === null ? {} : { type: { $in: [...types] } };
      const found = await events
        .find({ workspace, ...ofTypes, seq: { $gt: after } })
        .sort({ seq: 1 })
        .limit(limit)
        .toArray();
      return found.map(eventOf);
    },

    async lastSeq(workspace) {
      const last = await events.findOne(
        { workspace },
        { sort: { seq: -1 }, projection: { seq: 1 } },
      );
      return last?.seq ?? 0;
    },
  };
}

function documentOf(event: NewEvent, seq: number): EventDocument {
  const { id, type, workspaceId, history, ...body } = event;
  return {
    ...(history === undefined
      ? {}
      : {
          history: {
            workspace: workspaceId,
            contact: history.contactId,
            at: event.occurredAt,
            seq,
            record: history.recordId,
          },
        }),
    _id: keyOf(workspaceId, id),
    workspace: workspaceId,
    seq,
    id,
    type,
    body: JSON.stringify(body),
  };
}

export function eventOf({ id, type, workspace, seq, body }: EventDocument): StoredEvent {
  const rest = JSON.parse(body) as Omit<NewEvent, "id" | "type" | "workspaceId">;
  return { id, type, workspaceId: workspace, ...rest, seq };
}

/** Events of a workspace by id. Those that are named by what was made of them always stand. */
export async function eventsById(
  events: Collection<EventDocument>,
  workspaceId: WorkspaceId,
  ids: readonly string[],
): Promise<Map<string, StoredEvent>> {
  const names = ids.map((id) => keyOf(workspaceId, id));
  const found = await events.find({ _id: { $in: names } }).toArray();
  return new Map(found.map((document) => [document.id, eventOf(document)]));
}
