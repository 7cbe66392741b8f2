import type { ProviderError } from "../../../domain/conversation/content.ts";
import type { NewSend, Send, SendResult } from "../../../domain/sending/send.ts";
import type { SendDocument } from "./sending-documents.ts";
import { keyOf } from "../keys.ts";
import { storedSend } from "../../stored-send.ts";

/** A send that waits, and was never tried. */
export function newSendDocument(
  place: { workspaceId: string; conversationId: string },
  send: NewSend,
): SendDocument {
  const { workspaceId: workspace, conversationId: conversation } = place;
  const { id, lineId: line, position, queuedAt } = send;
  return {
    _id: keyOf(workspace, id),
    workspace,
    conversation,
    line,
    position,
    queuedAt,
    state: "queued",
    attempts: 0,
    failures: 0,
    nextAttemptAt: queuedAt,
    claimedAt: null,
    settledAt: null,
    doc: JSON.stringify(send),
    waiting: { workspace, line, queuedAt, position, at: queuedAt },
    open: { workspace, conversation, position, queuedAt },
  };
}

export function sendOf(document: SendDocument): Send {
  const { result, lastErrors, lease } = document;
  return {
    ...storedSend(document.doc),
    workspaceId: document.workspace,
    conversationId: document.conversation,
    state: document.state,
    attempts: document.attempts,
    failures: document.failures,
    nextAttemptAt: document.nextAttemptAt,
    leaseUntil: lease?.until ?? null,
    claimedAt: document.claimedAt,
    settledAt: document.settledAt,
    result: result === undefined ? null : (JSON.parse(result) as SendResult),
    lastErrors: lastErrors === undefined ? [] : (JSON.parse(lastErrors) as ProviderError[]),
  };
}
