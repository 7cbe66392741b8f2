import { NOBODY_DRIVES } from "../../../src/domain/conversation/conversation.ts";
import { sendResultEntryOf } from "../../../src/domain/intake/intake.ts";
import {
  isSign,
  messagesNamedBy,
  type NewSend,
  type Send,
  type SendResult,
} from "../../../src/domain/sending/send.ts";
import { LOOKED_THROUGH_MAX, messageTimes } from "../../../src/store/recently-sent.ts";
import type { ClaimedSend, SendStore } from "../../../src/store/send-store.ts";
import { copyOf } from "./copy.ts";
import { workspaceOf, type State, type Thread, type Workspace } from "./state.ts";
import { addEntry } from "./threads.ts";

/** The outbox of sends to WhatsApp. */
export function createSends(state: State): SendStore {
  /** Names of the claims under which sends were taken last. */
  const claimOf = new Map<string, string>();
  const keyOf = ({ workspaceId, id }: Send): string => JSON.stringify([workspaceId, id]);
  return {
    async claimSends(workspaceId, lineId, { name, now, leaseMs, limit }) {
      const workspace = workspaceOf(state, workspaceId);
      const before = [...workspace.unsettled.values()].filter(
        (send) =>
          send.state === "inFlight" && send.lineId === lineId && claimOf.get(keyOf(send)) === name,
      );
      if (before.length > 0) return copyOf(before.map((send) => claimed(workspace, send)));
      const due = firstOfEach(workspace).filter(
        (send) => send.lineId === lineId && isDue(send, now),
      );
      const taken = due.slice(0, limit);
      for (const send of taken) {
        send.state = "inFlight";
        send.attempts += 1;
        send.leaseUntil = now + leaseMs;
        send.claimedAt = now;
        claimOf.set(keyOf(send), name);
      }
      return copyOf(taken.map((send) => claimed(workspace, send)));
    },
    async settleSend({ workspaceId, id, attempt, at, result }) {
      const workspace = workspaceOf(state, workspaceId);
      const send = workspace.sends.get(id);
      if (send === undefined || send.attempts !== attempt) return "ignored";
      const late = send.state === "uncertain" && result.kind !== "uncertain";
      if (send.state !== "inFlight" && !late) return "ignored";
      finish(state, { workspace, send, result: copyOf(result), at });
      return "settled";
    },
    async retrySend({ workspaceId, id, attempt, nextAttemptAt, errors, failures }) {
      const send = workspaceOf(state, workspaceId).sends.get(id);
      if (send?.state !== "inFlight" || send.attempts !== attempt) return "ignored";
      const queued = { state: "queued", leaseUntil: null, nextAttemptAt } as const;
      Object.assign(send, queued, { failures, lastErrors: copyOf(errors) });
      return "queued";
    },
    async settleOverdueSends({ now, limit }) {
      const overdue = unsettledIn(state).filter(({ send }) => (send.leaseUntil ?? Infinity) <= now);
      const oldest = overdue.sort((a, b) => (a.send.leaseUntil ?? 0) - (b.send.leaseUntil ?? 0));
      const given = oldest.slice(0, limit);
      for (const { workspace, send } of given) {
        finish(state, { workspace, send, result: { kind: "uncertain" }, at: now });
      }
      const refs = given.map(({ send: { workspaceId, conversationId } }) => ({
        workspaceId,
        conversationId,
      }));
      return [...new Map(refs.map((ref) => [JSON.stringify(ref), ref])).values()];
    },
    async dueSendLines({ now, limit }) {
      const found = [...state.workspaces.values()].flatMap((workspace) => {
        const due = firstOfEach(workspace).filter((send) => isDue(send, now));
        const lines = new Set(due.map(({ lineId }) => lineId));
        const running = [...lines].filter((id) => workspace.sendings.get(id)?.sending.stop == null);
        return running.map((lineId) => ({ workspaceId: workspace.id, lineId }));
      });
      return found.slice(0, limit);
    },
    async nextSendAt({ now }) {
      const times = unsettledIn(state).flatMap(({ send }) => {
        if (send.state === "queued") return send.nextAttemptAt > now ? [send.nextAttemptAt] : [];
        return send.state === "inFlight" ? [send.leaseUntil ?? 0] : [];
      });
      return times.length === 0 ? null : Math.min(...times);
    },
    async send(workspaceId, id) {
      return copyOf(workspaceOf(state, workspaceId).sends.get(id) ?? null);
    },
    async sendsOf(workspaceId, conversationId, { limit }) {
      const sends = [...workspaceOf(state, workspaceId).sends.values()];
      const own = sends.filter((send) => send.conversationId === conversationId);
      return copyOf(own.reverse().slice(0, limit));
    },
    async sendDepth() {
      const sends = unsettledIn(state).map(({ send }) => send);
      const inFlight = sends.filter((send) => send.state === "inFlight").length;
      const queued = sends.filter((send) => send.state === "queued");
      const byLine = Map.groupBy(queued, ({ lineId }) => lineId);
      const times = sends.map((send) => send.queuedAt);
      return {
        queued: queued.length,
        queuedByLine: [...byLine].map(([lineId, own]) => ({ lineId, queued: own.length })),
        inFlight,
        oldestQueuedAt: times.length === 0 ? null : Math.min(...times),
      };
    },
  };
}

/** Puts a new send behind all others; an id that stands is left as it is. */
export function addSend(workspace: Workspace, thread: Thread, send: NewSend): void {
  if (workspace.sends.has(send.id)) return;
  const queued: Send = {
    ...send,
    workspaceId: workspace.id,
    conversationId: thread.id,
    state: "queued",
    attempts: 0,
    failures: 0,
    nextAttemptAt: send.queuedAt,
    leaseUntil: null,
    claimedAt: null,
    settledAt: null,
    result: null,
    lastErrors: [],
  };
  workspace.sends.set(send.id, queued);
  workspace.unsettled.set(send.id, queued);
}

function unsettledIn(state: State): { workspace: Workspace; send: Send }[] {
  return [...state.workspaces.values()].flatMap((workspace) =>
    [...workspace.unsettled.values()].map((send) => ({ workspace, send })),
  );
}

function isDue(send: Send, now: number): boolean {
  return send.state === "queued" && send.nextAttemptAt <= now;
}

/** Of each conversation the first send that is not settled, oldest first. */
function firstOfEach(workspace: Workspace): Send[] {
  const first = new Map<string, Send>();
  for (const send of workspace.unsettled.values()) {
    if (!first.has(send.conversationId)) first.set(send.conversationId, send);
  }
  return [...first.values()];
}

function claimed(workspace: Workspace, send: Send): ClaimedSend {
  const thread = workspace.threads.get(send.conversationId);
  // Of the conversation, which may be another one by now: contacts may be merged.
  const contact = workspace.contacts.get(thread?.contactId ?? send.contactId);
  if (thread === undefined || contact === undefined) throw new Error("a send without its contact");
  const sourceIds: Record<string, string> = {};
  for (const id of messagesNamedBy(send)) {
    const item = thread.items.get(id);
    if (item?.kind === "message" && item.sourceId !== null) sourceIds[id] = item.sourceId;
  }
  const facts = thread.conversation?.facts;
  return {
    send,
    contact,
    windowExpiresAt: facts?.windowExpiresAt ?? null,
    lastInboundAt: facts?.lastInboundAt ?? null,
    lastInboundFrom: facts?.lastInboundFrom ?? null,
    driver: facts?.driver ?? NOBODY_DRIVES,
    recentlySent: isSign(send.content) ? [] : sentBefore(workspace, send),
    sourceIds,
  };
}

function sentBefore(workspace: Workspace, send: Send): number[] {
  const own = [...workspace.sends.values()].filter(
    ({ conversationId }) => conversationId === send.conversationId,
  );
  const before = own.slice(0, own.indexOf(send)).reverse();
  const taken = before.filter(({ state }) => state === "accepted" || state === "uncertain");
  return messageTimes(send.conversationId, taken.slice(0, LOOKED_THROUGH_MAX));
}

function finish(
  state: State,
  end: { workspace: Workspace; send: Send; result: SendResult; at: number },
): void {
  const { workspace, send, result, at } = end;
  Object.assign(send, { state: result.kind, result, settledAt: at, leaseUntil: null });
  workspace.unsettled.delete(send.id);
  const entry = sendResultEntryOf(send, { result, at });
  const thread = workspace.threads.get(send.conversationId);
  if (entry === null || thread === undefined || workspace.entries.has(entry.key)) return;
  const rest = { raw: null, fingerprint: null };
  addEntry({ state, workspace, thread }, (seq) => copyOf({ ...entry, seq }), rest);
}
