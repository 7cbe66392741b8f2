import { z } from "zod";
import type { Command } from "../../domain/conversation/commands.ts";
import type { Conversation } from "../../domain/conversation/conversation.ts";
import type { ConversationRow } from "../../store/reader.ts";

/** What people know an automation by. */
export interface AutomationName {
  id: string;
  name: string;
}

/** Where the API asks which automations there are. */
export interface Automations {
  /** Those that are switched on and may start when this conversation's contact starts it again. */
  startedByContact(conversation: Conversation): Promise<AutomationName[]>;
}

export const rearmedAutomationsSchema = z
  .array(z.object({ id: z.string(), name: z.string() }))
  .meta({
    description:
      "Automations that the contact's next message may start again because of this close; none after a close with `rearm: false`.",
  });

/** The automations that a close makes eligible again (R13.7): people were warned of them before, and never told which. */
export async function rearmedBy(
  command: Command,
  { conversation }: ConversationRow,
  { automations }: { automations: Automations },
): Promise<AutomationName[]> {
  if (command.name !== "close" || !command.rearm) return [];
  return automations.startedByContact(conversation);
}
