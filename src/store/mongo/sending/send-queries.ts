import type { LineId, WorkspaceId } from "../../../domain/ids.ts";
import type { SendStore } from "../../send-store.ts";
import type { Collections } from "../documents.ts";
import type { SendDocument } from "./sending-documents.ts";
import { keyOf } from "../keys.ts";
import { sendOf } from "./send-documents.ts";

type Queries = Pick<SendStore, "dueSendLines" | "nextSendAt" | "send" | "sendsOf" | "sendDepth">;

const EVER = { $gte: Number.MIN_SAFE_INTEGER };

/** What is due, what was sent, and the figures. */
export function createSendQueries({
  sends,
  lineSendings,
}: Pick<Collections, "sends" | "lineSendings">): Queries {
  async function blockedBy({ open }: SendDocument): Promise<boolean> {
    if (open === undefined) return true;
    const earlier = {
      "open.workspace": open.workspace,
      "open.conversation": open.conversation,
      "open.position": { $lt: open.position },
    };
    return (await sends.findOne(earlier, { projection: { _id: 1 } })) !== null;
  }

  /** Few: a line that stops is an accident. */
  async function stoppedLines(): Promise<Set<string>> {
    const rows = lineSendings.find({ stop: { $gte: "" } }, { projection: { _id: 1 } });
    return new Set((await rows.toArray()).map(({ _id }) => _id));
  }

  return {
    async dueSendLines({ now, limit }) {
      const found = new Map<string, { workspaceId: WorkspaceId; lineId: LineId }>();
      if (limit <= 0) return [];
      const stopped = await stoppedLines();
      const options = { projection: { open: 1, line: 1, workspace: 1 } };
      const due = sends.find({ "waiting.at": { $lte: now } }, options).sort({ "waiting.at": 1 });
      for await (const document of due) {
        const { workspace: workspaceId, line: lineId } = document;
        const key = keyOf(workspaceId, lineId);
        if (found.has(key) || stopped.has(key) || (await blockedBy(document))) continue;
        found.set(key, { workspaceId, lineId });
        if (found.size >= limit) break;
      }
      return [...found.values()];
    },

    async nextSendAt({ now }) {
      const [waiting, leased] = await Promise.all([
        sends.findOne({ "waiting.at": { $gt: now } }, { sort: { "waiting.at": 1 } }),
        sends.findOne({ "lease.until": EVER }, { sort: { "lease.until": 1 } }),
      ]);
      const times = [waiting?.waiting?.at, leased?.lease?.until].filter((at) => at !== undefined);
      return times.length === 0 ? null : Math.min(...times);
    },

    async send(workspaceId, id) {
      const document = await sends.findOne({ _id: keyOf(workspaceId, id) });
      return document === null ? null : sendOf(document);
    },

    async sendsOf(workspace, conversation, { limit }) {
      if (limit <= 0) return [];
      const newestFirst = sends.find({ workspace, conversation }).sort({ position: -1 });
      return (await newestFirst.limit(limit).toArray()).map(sendOf);
    },

    async sendDepth() {
      const [lines, inFlight, oldest] = await Promise.all([
        sends
          .aggregate<{ _id: LineId; queued: number }>([
            { $match: { "waiting.at": EVER } },
            { $group: { _id: "$waiting.line", queued: { $sum: 1 } } },
          ])
          .toArray(),
        sends.countDocuments({ "lease.until": EVER }),
        sends.findOne(
          { "open.queuedAt": EVER },
          { sort: { "open.queuedAt": 1 }, projection: { queuedAt: 1 } },
        ),
      ]);
      const queuedByLine = lines.map(({ _id: lineId, queued }) => ({ lineId, queued }));
      const queued = queuedByLine.reduce((sum, line) => sum + line.queued, 0);
      return { queued, queuedByLine, inFlight, oldestQueuedAt: oldest?.queuedAt ?? null };
    },
  };
}
