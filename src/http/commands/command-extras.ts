import { hasCascade } from "../../domain/records/cascade.ts";
import type { Command } from "../../domain/conversation/commands.ts";
import type { ConversationRow } from "../../store/reader.ts";
import type { HttpDeps } from "../deps.ts";
import { ownerStatusOf } from "./owner-status.ts";
import { rearmedBy } from "./rearmed-automations.ts";
import { messagesOf } from "../sending/sent.ts";

/** What the answer of a command says beside the conversation: `version` is that of its step. */
export async function extrasOf(
  command: Command,
  { row, version }: { row: ConversationRow; version: number },
  deps: HttpDeps,
): Promise<Record<string, unknown>> {
  switch (command.name) {
    case "close":
      return {
        rearmedAutomations: await rearmedBy(command, row, deps),
        ...(await ownerStatusOf(command.handOverTo, row, deps)),
      };
    case "assign": {
      const status = await ownerStatusOf(command.target, row, deps);
      if (!hasCascade(command.cascade)) return status;
      const { contact, conversation } = row;
      const step = { contact, conversationId: conversation.id, version };
      return { moved: await deps.store.moved(conversation.workspaceId, step), ...status };
    }
    case "send": {
      const step = { version, count: command.messages.length };
      return { messages: await messagesOf(row, step, deps.store), refused: command.refused };
    }
    case "resend":
      return { messages: await messagesOf(row, { version, count: 1 }, deps.store), refused: [] };
    default:
      return {};
  }
}
