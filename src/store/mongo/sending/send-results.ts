import type { Filter } from "mongodb";
import type { ConversationRef } from "../../conversation-store.ts";
import { sendResultEntryOf } from "../../../domain/intake/intake.ts";
import type { SendResult } from "../../../domain/sending/send.ts";
import type { SendStore } from "../../send-store.ts";
import { NEWEST } from "../feed/append.ts";
import type { Collections } from "../documents.ts";
import type { SendDocument } from "./sending-documents.ts";
import type { Entries } from "../intake/entries.ts";
import { keyOf } from "../keys.ts";
import { again } from "../retry.ts";
import { sendOf } from "./send-documents.ts";

export interface SendResults extends Pick<SendStore, "settleSend" | "settleOverdueSends"> {
  /** Reports the ends of sends that a crash left unreported. Returns how many. */
  repairSends(query: { limit: number }): Promise<number>;
}

/**
 * Ends of sends. The end and its report are one write: the result rides in the send's document until its entry stands in the mailbox, under a
 * key made of both, so that reporting may happen any number of times. What a crash leaves unreported the sweep finds.
 */
export function createSendResults(
  { sends }: Pick<Collections, "sends">,
  entries: Entries,
): SendResults {
  const { end, report } = createEnding(sends, entries);
  return {
    async settleSend({ workspaceId, id, attempt, at, result }) {
      const states: SendDocument["state"][] =
        result.kind === "uncertain" ? ["inFlight"] : ["inFlight", "uncertain"];
      const one = { _id: keyOf(workspaceId, id), attempts: attempt, state: { $in: states } };
      const ended = await end(one, { result, at });
      if (ended === null) return "ignored";
      await report(ended);
      return "settled";
    },

    async settleOverdueSends({ now, limit }) {
      if (limit <= 0) return [];
      const overdue = await sends
        .find({ "lease.until": { $lte: now } }, NEWEST)
        .sort({ "lease.until": 1 })
        .limit(limit)
        .toArray();
      const found = new Map<string, ConversationRef>();
      for (const { _id, attempts } of overdue) {
        const result = { kind: "uncertain" } as const;
        const ended = await end({ _id, attempts, state: "inFlight" }, { result, at: now });
        if (ended === null) continue;
        await report(ended);
        const { workspace: workspaceId, conversation: conversationId } = ended;
        found.set(keyOf(workspaceId, conversationId), { workspaceId, conversationId });
      }
      return [...found.values()];
    },

    async repairSends({ limit }) {
      if (limit <= 0) return 0;
      const left = await sends
        .find({ "report.since": { $gte: Number.MIN_SAFE_INTEGER } }, NEWEST)
        .limit(limit)
        .toArray();
      for (const document of left) await report(document);
      return left.length;
    },
  };
}

function createEnding(sends: Collections["sends"], entries: Entries) {
  /** Brings a result into the mailbox, and takes it off the send. */
  async function report(document: SendDocument): Promise<void> {
    const { _id, report: body } = document;
    if (body === undefined) return;
    const send = sendOf(document);
    const { result, at } = JSON.parse(body.body) as { result: SendResult; at: number };
    const entry = sendResultEntryOf(send, { result, at });
    const { workspaceId, conversationId: id, lineId, contactId } = send;
    if (entry !== null) {
      await entries.add({ workspaceId, id, lineId, contactId }, [
        { entry, raw: null, fingerprint: null, applied: null },
      ]);
    }
    await again(() =>
      sends.updateOne({ _id, "report.body": body.body }, { $unset: { report: true } }),
    );
  }

  /** Whether this end is the one that stands: it counted, or had counted before its answer got lost. */
  async function end(
    filter: Filter<SendDocument> & { _id: string },
    { result, at }: { result: SendResult; at: number },
  ): Promise<SendDocument | null> {
    const body = JSON.stringify({ result, at });
    const ended = await again(() =>
      sends.findOneAndUpdate(
        filter,
        {
          $set: {
            state: result.kind,
            result: JSON.stringify(result),
            settledAt: at,
            report: { since: at, body },
          },
          $unset: { lease: true, open: true, waiting: true },
        },
        { returnDocument: "after" },
      ),
    );
    if (ended === null) return sends.findOne({ _id: filter._id, "report.body": body }, NEWEST);
    return ended;
  }

  return { end, report };
}
