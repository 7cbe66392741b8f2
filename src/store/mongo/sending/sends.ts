import { NOBODY_DRIVES } from "../../../domain/conversation/conversation.ts";
import { conversationOf } from "../../../domain/conversation/stored-conversation.ts";
import type { LineId, MessageId, WorkspaceId } from "../../../domain/ids.ts";
import { isSign, messagesNamedBy, type Send } from "../../../domain/sending/send.ts";
import { LOOKED_THROUGH_MAX, messageTimes } from "../../recently-sent.ts";
import type { ClaimedSend, SendClaim, SendStore } from "../../send-store.ts";
import { NEWEST } from "../feed/append.ts";
import type { ContactTrail } from "../crm/contact-trail.ts";
import type { Collections } from "../documents.ts";
import type { SendDocument } from "./sending-documents.ts";
import type { Items } from "../conversations/items.ts";
import { keyOf } from "../keys.ts";
import { again } from "../retry.ts";
import { sendOf } from "./send-documents.ts";

const EVER = { $gte: Number.MIN_SAFE_INTEGER };

/** Candidates read at once. */
const BATCH = 100;

/**
 * Claiming. A send may be claimed once nothing before it in its conversation is unsettled; that never becomes untrue again, because sends
 * come in the order of commits (a commit's effects stand before the next one is written), so looking first and taking afterwards is safe.
 */
export function createClaimingSends(
  collections: Pick<Collections, "sends" | "conversations">,
  parts: { items: Items; follow: ContactTrail["follow"] },
): Pick<SendStore, "claimSends"> {
  const { sends } = collections;
  const claimed = createSurroundings(collections, parts);

  async function isFirst({ open }: SendDocument): Promise<boolean> {
    if (open === undefined) return false;
    const earlier = {
      "open.workspace": open.workspace,
      "open.conversation": open.conversation,
      "open.position": { $lt: open.position },
    };
    return (await sends.findOne(earlier, { ...NEWEST, projection: { _id: 1 } })) === null;
  }

  /** Null when somebody else has it. By its mark a claim is known again whose answer got lost. */
  async function take(
    { _id, attempts }: SendDocument,
    { name, now, leaseMs }: SendClaim,
  ): Promise<SendDocument | null> {
    const lease = { until: now + leaseMs, claim: name };
    const taken = await again(() =>
      sends.findOneAndUpdate(
        { _id, state: "queued", attempts },
        {
          $set: { state: "inFlight", claimedAt: now, lease },
          $inc: { attempts: 1 },
          $unset: { waiting: true },
        },
        { returnDocument: "after" },
      ),
    );
    return taken ?? (await sends.findOne({ _id, "lease.claim": name }, NEWEST));
  }

  /** What a claim took whose answer got lost. */
  async function takenBefore(
    workspace: WorkspaceId,
    line: LineId,
    name: string,
  ): Promise<SendDocument[]> {
    const own = { "lease.until": EVER, "lease.claim": name, workspace, line };
    return sends.find(own, NEWEST).sort({ queuedAt: 1, position: 1 }).toArray();
  }

  return {
    async claimSends(workspaceId, lineId, claim) {
      const { now, limit } = claim;
      const before = await takenBefore(workspaceId, lineId, claim.name);
      if (before.length > 0) return Promise.all(before.map(claimed));
      const due = {
        "waiting.workspace": workspaceId,
        "waiting.line": lineId,
        "waiting.at": { $lte: now },
      };
      const oldestFirst = sends
        .find(due, { ...NEWEST, batchSize: BATCH })
        .sort({ "waiting.queuedAt": 1, "waiting.position": 1 });
      const seen = new Set<string>();
      const taken: SendDocument[] = [];
      for await (const candidate of oldestFirst) {
        if (taken.length >= limit) break;
        // Behind the first of a conversation nothing of it can be free.
        if (seen.has(candidate.conversation)) continue;
        seen.add(candidate.conversation);
        if (!(await isFirst(candidate))) continue;
        const own = await take(candidate, claim);
        if (own !== null) taken.push(own);
      }
      return Promise.all(taken.map(claimed));
    },
  };
}

/** Putting a claimed send back. */
export function createRetryingSends({
  sends,
}: Pick<Collections, "sends">): Pick<SendStore, "retrySend"> {
  return {
    async retrySend({ workspaceId, id, attempt, nextAttemptAt, errors, failures }) {
      const _id = keyOf(workspaceId, id);
      const document = await sends.findOne({ _id }, NEWEST);
      if (document === null) return "ignored";
      const { line, queuedAt, position } = document;
      const waiting = { workspace: workspaceId, line, queuedAt, position, at: nextAttemptAt };
      const { matchedCount } = await again(() =>
        sends.updateOne(
          { _id, state: "inFlight", attempts: attempt },
          {
            $set: {
              state: "queued",
              failures,
              nextAttemptAt,
              waiting,
              lastErrors: JSON.stringify(errors),
            },
            $unset: { lease: true },
          },
        ),
      );
      return matchedCount === 1 ? "queued" : "ignored";
    },
  };
}

/** What dispatching needs of a claimed send beside itself. */
function createSurroundings(
  { conversations, sends }: Pick<Collections, "conversations" | "sends">,
  { items, follow }: { items: Items; follow: ContactTrail["follow"] },
): (document: SendDocument) => Promise<ClaimedSend> {
  async function claimed(document: SendDocument): Promise<ClaimedSend> {
    const send = sendOf(document);
    const { workspaceId, conversationId, contactId } = send;
    const [row, contact, sourceIds, recentlySent] = await Promise.all([
      conversations.findOne({ _id: keyOf(workspaceId, conversationId) }, NEWEST),
      follow(workspaceId, contactId),
      sourceIdsOf(send),
      recentlySentBefore(send),
    ]);
    if (contact === null) throw new Error("a send without its contact");
    const conversation = row?.doc === undefined ? null : conversationOf(row.doc);
    return {
      send,
      contact,
      windowExpiresAt: conversation?.facts.windowExpiresAt ?? null,
      lastInboundAt: conversation?.facts.lastInboundAt ?? null,
      lastInboundFrom: conversation?.facts.lastInboundFrom ?? null,
      driver: conversation?.facts.driver ?? NOBODY_DRIVES,
      recentlySent,
      sourceIds,
    };
  }

  async function recentlySentBefore({ workspaceId, conversationId, position, content }: Send) {
    if (isSign(content)) return [];
    const before = {
      workspace: workspaceId,
      conversation: conversationId,
      position: { $lt: position },
      state: { $in: ["accepted" as const, "uncertain" as const] },
    };
    const newest = sends
      .find(before, { ...NEWEST, projection: { claimedAt: 1 } })
      .sort({ position: -1 })
      .limit(LOOKED_THROUGH_MAX);
    const prefix = keyOf(workspaceId, "").length;
    const rows = await newest.toArray();
    return messageTimes(
      conversationId,
      rows.map(({ _id, claimedAt }) => ({ id: _id.slice(prefix), claimedAt })),
    );
  }

  async function sourceIdsOf(send: Send): Promise<Record<MessageId, string>> {
    const { workspaceId, conversationId } = send;
    const named = await items.messagesById(
      workspaceId,
      conversationId,
      new Set(messagesNamedBy(send)),
    );
    return Object.fromEntries(
      named.flatMap(({ id, sourceId }) => (sourceId === null ? [] : [[id, sourceId]])),
    );
  }

  return claimed;
}
