import type { Collection } from "mongodb";
import {
  newLineSending,
  type LineCapacity,
  type LineSending,
  type LineStop,
} from "../../../domain/sending/line-sending.ts";
import type { LineId, WorkspaceId } from "../../../domain/ids.ts";
import type { LineHold, LineSendingStore } from "../../line-sending-store.ts";
import { NEWEST } from "../feed/append.ts";
import type { LineSendingDocument } from "./sending-documents.ts";
import { insertNew } from "../insert-new.ts";
import { keyOf } from "../keys.ts";
import { again, untilDone } from "../retry.ts";

type LineRows = Omit<LineSendingStore, "reachContact">;

/** A document per line; a line without one has never sent. */
export function createLineSending(lines: Collection<LineSendingDocument>): LineRows {
  /** Makes the line's document when it is missing. */
  async function begin(workspace: WorkspaceId, line: LineId): Promise<void> {
    const _id = keyOf(workspace, line);
    await insertNew(lines, [{ _id, workspace, line, heldUntil: 0, resumes: 0 }]);
  }

  /** Null when things changed between the two looks. */
  async function take(
    workspaceId: WorkspaceId,
    lineId: LineId,
    { holder, now, leaseMs }: { holder: string; now: number; leaseMs: number },
  ): Promise<LineHold | null> {
    const _id = keyOf(workspaceId, lineId);
    const before = await again(() =>
      lines.findOneAndUpdate(
        { _id, stop: { $exists: false }, $or: [{ holder }, { heldUntil: { $lte: now } }] },
        { $set: { holder, heldUntil: now + leaseMs }, $unset: { spent: true } },
        { returnDocument: "before" },
      ),
    );
    if (before !== null) return heldAfter(before, holder);
    const standing = await lines.findOne({ _id }, NEWEST);
    if (standing === null) await begin(workspaceId, lineId);
    else if (standing.stop !== undefined) return { kind: "stopped" };
    else if (standing.holder !== holder && standing.heldUntil > now) return { kind: "taken" };
    return null;
  }

  return {
    holdLine: (workspaceId, lineId, lease) => untilDone(() => take(workspaceId, lineId, lease)),

    async releaseLine(workspaceId, lineId, { holder, now, spent }) {
      const own = { _id: keyOf(workspaceId, lineId), holder, heldUntil: { $gt: now } };
      await again(() => lines.updateOne(own, { $set: { heldUntil: now, spent } }));
    },

    async lineSending(workspaceId, lineId) {
      const found = await lines.findOne({ _id: keyOf(workspaceId, lineId) }, NEWEST);
      return found === null ? newLineSending(lineId) : sendingOf(found);
    },

    async lineSendings(workspace) {
      return (await lines.find({ workspace }).sort({ line: 1 }).toArray()).map(sendingOf);
    },

    async stopLine(workspaceId, lineId, { resumes, ...wanted }) {
      await begin(workspaceId, lineId);
      const running = { _id: keyOf(workspaceId, lineId), stop: { $exists: false }, resumes };
      const change = { $set: { stop: JSON.stringify(wanted) } };
      const { matchedCount } = await again(() => lines.updateOne(running, change));
      return matchedCount === 0 ? "ignored" : "stopped";
    },

    async resumeLine(workspaceId, lineId, resumedAt) {
      await begin(workspaceId, lineId);
      // Ordered twice, after a lost answer, it voids no more stops than ordered once.
      const before = await again(() =>
        lines.findOneAndUpdate(
          { _id: keyOf(workspaceId, lineId) },
          { $inc: { resumes: 1 }, $set: { resumedAt }, $unset: { stop: true } },
          { returnDocument: "before" },
        ),
      );
      return before?.stop !== undefined;
    },

    async learnCapacity(workspaceId, lineId, capacity) {
      await begin(workspaceId, lineId);
      const change = { $set: { capacity: JSON.stringify(capacity) } };
      await again(() => lines.updateOne({ _id: keyOf(workspaceId, lineId) }, change));
    },
  };
}

function heldAfter(before: LineSendingDocument, own: string): LineHold {
  const { holder, heldUntil: until, spent = null } = before;
  const somebody = holder === undefined || holder === own ? null : { until, spent };
  return { kind: "held", sending: sendingOf(before), before: somebody };
}

function sendingOf(document: LineSendingDocument): LineSending {
  const { line: lineId, stop, resumes, resumedAt = null, capacity } = document;
  return {
    lineId,
    stop: stop === undefined ? null : (JSON.parse(stop) as LineStop),
    resumes,
    resumedAt,
    capacity: capacity === undefined ? null : (JSON.parse(capacity) as LineCapacity),
  };
}
