import type { Driver } from "../domain/automation/state.ts";
import type { ProviderError } from "../domain/conversation/content.ts";
import type { Contact } from "../domain/contact/contact.ts";
import type { ConversationId, LineId, MessageId, SendId, WorkspaceId } from "../domain/ids.ts";
import type { WindowTimes } from "../domain/conversation/window.ts";
import type { Send, SendResult } from "../domain/sending/send.ts";
import type { ConversationRef } from "./conversation-store.ts";

/**
 * The outbox of what goes to WhatsApp: at most once (architecture section 1.5). Commits put sends in. A send is claimed durably before it
 * is posted, and is never claimed again unless whoever posted it knows that WhatsApp did not take it (`retrySend`).
 */
export interface SendStore {
  /**
   * Takes up to `limit` due sends of a line, oldest first, for `leaseMs`, and counts the attempt. Of each conversation only the first
   * send that is not settled, so that its messages leave in order and one at a time.
   *
   * A claim that failed may stand all the same. Asked for again under its name, before anything else is claimed, it gives what it took, as
   * long as that is in flight; only if there is nothing of the kind it takes anew. So nobody has to doubt what nobody has posted.
   */
  claimSends(workspaceId: WorkspaceId, lineId: LineId, claim: SendClaim): Promise<ClaimedSend[]>;

  /**
   * Ends a send, and puts a `sendResult` entry into its conversation's mailbox (signs: no entry), both or neither. Counts while
   * attempt `attempt` is in flight, and after `settleOverdueSends` gave it up: then the answer that came late replaces `uncertain`.
   * The caller rings the conversation's doorbell.
   */
  settleSend(settlement: SendSettlement): Promise<"settled" | "ignored">;

  /**
   * Puts a claimed send back, to be claimed again from `nextAttemptAt` on. Only for attempts that WhatsApp is known not to have taken:
   * refused with a transient error, failed before the first byte, or not posted at all.
   */
  retrySend(retry: SendRetry): Promise<"queued" | "ignored">;

  /** Makes sends `uncertain` whose lease has ended: whoever had them died. Returns their conversations, to be rung. */
  settleOverdueSends(query: { now: number; limit: number }): Promise<ConversationRef[]>;

  /** Lines with sends that can be claimed now; none that has stopped (`stopLine`). */
  dueSendLines(query: {
    now: number;
    limit: number;
  }): Promise<{ workspaceId: WorkspaceId; lineId: LineId }[]>;

  /**
   * The earliest time at which there is something to do: after `now`, when a queued send falls due; whenever a lease ends, or has ended
   * without anybody settling its send. Null when there is none.
   */
  nextSendAt(query: { now: number }): Promise<number | null>;

  send(workspaceId: WorkspaceId, id: SendId): Promise<Send | null>;

  /** Sends of a conversation, newest first. */
  sendsOf(
    workspaceId: WorkspaceId,
    conversationId: ConversationId,
    query: { limit: number },
  ): Promise<Send[]>;

  /** Figures for `/metrics`: sends not settled. */
  sendDepth(): Promise<SendDepth>;
}

export interface SendDepth {
  /** Those that wait, of all lines. */
  queued: number;
  /** The lines that have any, with how many. */
  queuedByLine: { lineId: LineId; queued: number }[];
  inFlight: number;
  /** When the oldest that is not settled was queued. */
  oldestQueuedAt: number | null;
}

export interface SendClaim {
  /** Names the claim; never used again once it was answered. */
  name: string;
  now: number;
  leaseMs: number;
  limit: number;
}

/** A send with what dispatching needs, as it is at the claim: its conversation's window too, by which free-form is judged again (Q23). */
export interface ClaimedSend extends WindowTimes {
  send: Send;
  /** The address: aliases that are open now. */
  contact: Contact;
  /** Of the conversation, by whose lease a run's message is judged again. */
  driver: Driver;
  /** Of the conversation: a contact may have several addresses, of which the one that wrote last is answered. */
  lastInboundFrom: string | null;
  /**
   * When the conversation's last messages were claimed that WhatsApp has, or may have, newest first: at least 45, if there were so many.
   * The pair rate is judged by them. Empty for signs.
   */
  recentlySent: number[];
  /** The provider's ids of the messages that the send names (`messagesNamedBy`), as far as they are known. */
  sourceIds: Record<MessageId, string>;
}

export interface SendSettlement {
  workspaceId: WorkspaceId;
  id: SendId;
  attempt: number;
  at: number;
  result: SendResult;
}

export interface SendRetry {
  workspaceId: WorkspaceId;
  id: SendId;
  attempt: number;
  nextAttemptAt: number;
  /** See `Send`: those that stand, and one more when this post was one. */
  failures: number;
  /** For the log; empty when nothing was posted. */
  errors: ProviderError[];
}
