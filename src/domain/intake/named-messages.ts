import type { Command } from "../conversation/commands.ts";
import type { Conversation } from "../conversation/conversation.ts";
import { messageIdOfSend, type MessageId } from "../ids.ts";
import { messagesNamedBy } from "../sending/send.ts";
import type { EntryInput, IntakeEntry } from "./intake.ts";

/** Source ids of the messages that an entry is, or speaks of: what has to be loaded beside it. */
export function sourceIdsOf(input: EntryInput): string[] {
  switch (input.kind) {
    case "message": {
      // Also the one that it answers: flows may start when that is a template.
      const { sourceId, context } = input.message;
      return context?.sourceId == null ? [sourceId] : [sourceId, context.sourceId];
    }
    case "echo":
    case "history":
      return [input.message.sourceId];
    case "status":
      return [input.sourceId];
    case "reaction":
    case "edit":
    case "revoke":
      return [input.targetSourceId];
    case "sendResult":
      return input.result.kind === "accepted" ? [input.result.sourceId] : [];
    case "call":
    case "rotation":
    case "command":
    case "timer":
    case "start":
    case "effectResult":
    case "automation":
      return [];
  }
}

/** Our own ids of messages that an entry speaks of, which are loaded beside it too. */
export function messageIdsOf({
  conversationId,
  input,
}: Pick<IntakeEntry, "conversationId" | "input">): MessageId[] {
  switch (input.kind) {
    case "sendResult":
      return input.targetId === null ? [input.messageId] : [input.messageId, input.targetId];
    case "status": {
      const named =
        input.callbackData === null ? null : messageIdOfSend(conversationId, input.callbackData);
      return named === null ? [] : [named];
    }
    case "command":
      return messagesOfCommand(input.command);
    default:
      return [];
  }
}

/**
 * What the contact said last, which flows may ask of at any step, whatever brought it about; nothing where no flow ever was, for then nobody
 * asks.
 */
export function lastSaid(
  conversation: Conversation | null,
  { flowsVersion }: { flowsVersion: number },
): MessageId[] {
  const id = flowsVersion === 0 ? null : (conversation?.facts.lastInboundId ?? null);
  return id === null ? [] : [id];
}

function messagesOfCommand(command: Command): MessageId[] {
  switch (command.name) {
    case "send":
      return command.messages.flatMap(messagesNamedBy);
    case "resend":
      return [command.messageId, ...messagesNamedBy(command)];
    default:
      return [];
  }
}
