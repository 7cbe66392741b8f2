import type { Conversation } from "../conversation/conversation.ts";
import type { MessageId } from "../ids.ts";
import type { MessageItem } from "../conversation/message.ts";
import { targetFault } from "./outgoing-target.ts";
import { isFreeForm, type OutgoingMessage } from "./outgoing.ts";
import type { ResendCommand, SendCommand } from "./send-commands.ts";
import { mayWriteFreely } from "../conversation/window.ts";

/** Why nothing is sent now. */
export type SendRefusal =
  /** Free-form outside the window (T6). */
  | "window.closed"
  /** Nothing of the contact's is there that could be marked as read. */
  | "conversation.nothing_received"
  | "message.unknown"
  /** It answers, or reacts to, a message that cannot be spoken of (`targetFault`). */
  | "message.unfit_target"
  | "message.not_failed"
  /** A person has talked since a run decided on it (Q50). */
  | "automation.driver_is_person"
  /** The run that decided on it is over, or has gone on without it. */
  | "automation.run_over"
  | "message.already_resent";

/** When it is judged, and the messages that are spoken of. */
export interface SendMoment {
  at: number;
  message: (id: MessageId) => MessageItem | undefined;
}

const SIGN_AGE_MS_MAX = 30 * 86_400_000;

/** Why this command sends nothing now; null when it does. All of it goes, or nothing. */
export function sendRefusal(
  command: SendCommand | ResendCommand,
  conversation: Conversation,
  moment: SendMoment,
): SendRefusal | null {
  if (command.name === "send") {
    const { lease, messages } = command;
    const { driver } = conversation.facts;
    const isStale = lease !== driver.lease || driver.kind === "person";
    if (lease !== undefined && isStale) return "automation.driver_is_person";
    return refusalOfMessages(messages, conversation, moment);
  }
  const { messageId, content, replyToId } = command;
  return (
    refusalOfRepeat(moment.message(messageId)) ??
    refusalOfMessages([{ content, replyToId }], conversation, moment)
  );
}

/** Whether a free-form message is refused at this time, whatever it says (T6). */
export function windowRefusal({ facts }: Conversation, at: number): SendRefusal | null {
  return mayWriteFreely(facts, at) ? null : "window.closed";
}

/** Whether a sign (read, typing) has a message to name: WhatsApp takes none older than 30 days (section 8). */
export function signRefusal({ facts }: Conversation, at: number): SendRefusal | null {
  const { lastInboundId, lastInboundAt } = facts;
  const isThere = lastInboundId !== null && at - (lastInboundAt ?? 0) <= SIGN_AGE_MS_MAX;
  return isThere ? null : "conversation.nothing_received";
}

function refusalOfMessages(
  messages: readonly OutgoingMessage[],
  conversation: Conversation,
  moment: SendMoment,
): SendRefusal | null {
  const isFree = messages.some(({ content }) => isFreeForm(content));
  const refusal = isFree ? windowRefusal(conversation, moment.at) : null;
  if (refusal !== null) return refusal;
  return messages.some((message) => isUnfit(message, moment)) ? "message.unfit_target" : null;
}

function isUnfit({ content, replyToId }: OutgoingMessage, { at, message }: SendMoment): boolean {
  const reacts = content.type === "reaction" ? content.targetId : null;
  const fault = (id: MessageId | null, use: "reply" | "reaction") =>
    id === null ? null : targetFault(message(id), { use, at });
  return fault(reacts, "reaction") !== null || fault(replyToId, "reply") !== null;
}

/** Only what failed, or may have, is sent again, and once: a second attempt repeats the first repeat. */
function refusalOfRepeat(message: MessageItem | undefined): SendRefusal | null {
  if (message === undefined || message.direction === "incoming") return "message.unknown";
  if (message.resentAs !== undefined) return "message.already_resent";
  return message.status === "failed" || message.status === "uncertain"
    ? null
    : "message.not_failed";
}
