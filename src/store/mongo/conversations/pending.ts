import { ObjectId, type Collection } from "mongodb";
import { NOTHING_AUTOMATED, type Commit } from "../../../domain/commit.ts";
import { isCommandKey } from "../../../domain/intake/intake.ts";
import { mediaFileOf } from "../../../domain/media/media.ts";
import type { ConversationStore } from "../../conversation-store.ts";
import type { PutAutomationLog } from "../automation/automation-log.ts";
import type { ConversationDocument, PendingWork } from "../documents.ts";
import type { SendDocument } from "../sending/sending-documents.ts";
import type { DeadEntries } from "../intake/dead-entries.ts";
import type { Entries } from "../intake/entries.ts";
import type { Feed } from "../feed/feed.ts";
import type { FollowUp } from "./follow-up.ts";
import type { Items } from "./items.ts";
import type { MediaFiles } from "../media/media-files.ts";
import { insertNew } from "../insert-new.ts";
import { again } from "../retry.ts";
import { newSendDocument } from "../sending/send-documents.ts";

/** What of a commit lives in other collections than the conversation. */
type Rest = Pick<
  Commit,
  "items" | "events" | "applied" | "fired" | "sends" | "cascades" | "learnt" | "automation"
>;

/** A conversation's row, as far as moving out needs it. */
export type PendingRow = Pick<
  ConversationDocument,
  "_id" | "workspace" | "conversation" | "line" | "contact" | "version" | "pending"
>;

export interface Pending extends Pick<ConversationStore, "repair"> {
  /** Brings a row's pending work to its places, and takes it off the row. Does nothing when there is none. */
  moveOut(row: PendingRow): Promise<void>;
}

/**
 * A commit is one write to the conversation's document, and what belongs elsewhere rides along in `pending` (architecture
 * section 5). Whoever meets a document with pending work moves it out first, so the next commit never comes before the last
 * one's effects stand; the sweep finds those that nobody meets.
 *
 * Moving out may happen any number of times, at once, and by somebody who slept meanwhile: items go by version, outcomes to
 * entries that wait, fired entries and events by their keys, and the work is taken off only under its own id.
 */
export function createPending(
  conversations: Collection<ConversationDocument>,
  parts: {
    items: Items;
    entries: Entries;
    sends: Collection<SendDocument>;
    append: Feed["append"];
    files: Pick<MediaFiles, "addFiles">;
    followUp: FollowUp;
    putAutomation: PutAutomationLog;
    noteDead: DeadEntries["note"];
  },
): Pending {
  const { items, entries, sends, append, files, followUp, putAutomation, noteDead } = parts;

  async function moveOut(row: PendingRow): Promise<void> {
    const { _id, workspace, conversation, line, contact, version, pending } = row;
    if (pending === undefined) return;
    const {
      items: changed,
      events,
      applied,
      fired,
      sends: queued,
      automation,
      ...rest
    } = restOf(pending);
    const place = { workspaceId: workspace, id: conversation, lineId: line, contactId: contact };
    const firedEntries = fired.map(({ entry, applied: outcome }) => ({
      entry,
      raw: null,
      fingerprint: null,
      applied: outcome,
    }));
    const owner = { workspaceId: workspace, lineId: line };
    const settle = () => entries.settle(workspace, conversation, applied);
    // Behind all the rest: whoever waits for the outcome of a command reads next what came of it.
    const isAwaited = applied.some(({ key }) => isCommandKey(key));
    await Promise.all([
      files.addFiles(
        changed.map((item) => mediaFileOf(item, owner)).filter((file) => file !== null),
      ),
      items.put({ workspaceId: workspace, conversationId: conversation, version }, changed),
      isAwaited ? null : settle(),
      firedEntries.length === 0 ? null : entries.add(place, firedEntries),
    ]);
    // Behind the items they speak of: whoever claims them finds those.
    const outgoing = { workspaceId: workspace, conversationId: conversation };
    const documents = queued.map((send) => newSendDocument(outgoing, send));
    if (documents.length > 0) await insertNew(sends, documents);
    await putAutomation({ ...outgoing, version }, automation);
    await followUp({ workspaceId: workspace, ...rest });
    if (isAwaited) await settle();
    await noteDead(workspace, conversation, applied);
    // Last: who hears of an event finds everything it speaks of.
    await append(workspace, events);
    await again(() =>
      conversations.updateOne({ _id, "pending.id": pending.id }, { $unset: { pending: true } }),
    );
  }

  return {
    moveOut,
    async repair({ limit }) {
      if (limit <= 0) return 0;
      const rows = await conversations
        .find({ "pending.id": { $type: "objectId" } }, { projection: { doc: 0 } })
        .limit(limit)
        .toArray();
      for (const row of rows) await moveOut(row);
      return rows.length;
    },
  };
}

type Later = "sends" | "cascades" | "learnt" | "automation";

/** Work that was left by an earlier release has none of what came later. */
function restOf({ body }: PendingWork): Rest {
  const work = JSON.parse(body) as Omit<Rest, Later> & Partial<Pick<Rest, Later>>;
  return { sends: [], cascades: [], learnt: [], automation: NOTHING_AUTOMATED, ...work };
}

export function pendingOf(work: Rest): PendingWork {
  const { items, events, applied, fired, sends, cascades, learnt, automation } = work;
  const rest = { items, events, applied, fired, sends, cascades, learnt };
  const { runs, steps, evaluations, effects } = automation;
  const isAutomated = [runs, steps, evaluations, effects].some((part) => part.length > 0);
  const body = JSON.stringify(isAutomated ? { ...rest, automation } : rest);
  return { id: new ObjectId(), body };
}
