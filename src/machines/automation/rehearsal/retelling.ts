import type { EffectResult } from "../../../domain/automation/effect.ts";
import type { Command } from "../../../domain/conversation/commands.ts";
import { messageIdOfSend, sendIdOf } from "../../../domain/ids.ts";
import type { HistoryEntry, IntakeEntry } from "../../../domain/intake/intake.ts";
import type { OutgoingMessage } from "../../../domain/sending/outgoing.ts";
import type { Renaming } from "./renaming.ts";

/**
 * Tells entries of the world again in the ids of a rehearsal. Null: it speaks of a message of a run that is not sent in the rehearsal, so nobody could
 * have said it.
 */
export class Retelling {
  readonly #renaming: Renaming;
  /** Provider's ids of messages that are not there. */
  readonly #missing = new Set<string>();

  constructor(renaming: Renaming) {
    this.#renaming = renaming;
  }

  /** `entry` itself where nothing needs another name. */
  retell(entry: HistoryEntry): IntakeEntry | null {
    const { input } = entry;
    switch (input.kind) {
      case "sendResult": {
        const messageId = this.#renaming.message(input.messageId);
        if (messageId === null) {
          if (input.result.kind === "accepted") this.#missing.add(input.result.sourceId);
          return null;
        }
        const targetId = this.#named(input.targetId);
        const isSame = messageId === input.messageId && targetId === input.targetId;
        const sendId = sendIdOf(entry.conversationId, messageId);
        return isSame ? entry : { ...entry, input: { ...input, messageId, targetId, sendId } };
      }
      case "status": {
        const named =
          input.callbackData === null
            ? null
            : messageIdOfSend(entry.conversationId, input.callbackData);
        if (named === null) return this.#missing.has(input.sourceId) ? null : entry;
        const id = this.#renaming.message(named);
        if (id === null) {
          this.#missing.add(input.sourceId);
          return null;
        }
        const callbackData = sendIdOf(entry.conversationId, id);
        return id === named ? entry : { ...entry, input: { ...input, callbackData } };
      }
      case "reaction":
      case "edit":
      case "revoke":
        return this.#missing.has(input.targetSourceId) ? null : entry;
      case "command": {
        const command = this.#command(input.command);
        if (command === null) return null;
        const { expectedVersion: _then, ...rest } = input;
        const isSame = command === input.command && input.expectedVersion === undefined;
        return isSame ? entry : { ...entry, input: { ...rest, command } };
      }
      default:
        return entry;
    }
  }

  /** What came of an effect. */
  result(result: EffectResult): EffectResult {
    if (result.kind !== "answered" || result.heardId === undefined) return result;
    const heardId = this.#renaming.message(result.heardId);
    return heardId === null ? withoutHeard(result) : { ...result, heardId };
  }

  #command(command: Command): Command | null {
    switch (command.name) {
      case "send": {
        const messages = command.messages.flatMap((message) => this.#message(message) ?? []);
        if (messages.length === 0) return null;
        const isSame = messages.every((message, index) => message === command.messages[index]);
        return isSame && messages.length === command.messages.length
          ? command
          : { ...command, messages };
      }
      case "resend": {
        const messageId = this.#renaming.message(command.messageId);
        if (messageId === null) return null;
        return messageId === command.messageId
          ? command
          : { ...command, messageId, replyToId: this.#named(command.replyToId) };
      }
      default:
        return command;
    }
  }

  #message(message: OutgoingMessage): OutgoingMessage | null {
    const { content } = message;
    const replyToId = this.#named(message.replyToId);
    if (content.type !== "reaction")
      return replyToId === message.replyToId ? message : { ...message, replyToId };
    const targetId = this.#renaming.message(content.targetId);
    if (targetId === null) return null;
    return targetId === content.targetId
      ? message
      : { ...message, content: { ...content, targetId } };
  }

  #named(id: string | null): string | null {
    return id === null ? null : this.#renaming.message(id);
  }
}

/** A responder that was asked at another time knew of other messages: of all, as far as anybody can say. */
export function withoutHeard(result: EffectResult): EffectResult {
  if (result.kind !== "answered") return result;
  const { heardId: _there, ...rest } = result;
  return rest;
}
