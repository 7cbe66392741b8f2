import type { IntakeEntry } from "../../../src/domain/intake.ts";
import type { Sabotage } from "./sabotage.ts";

/** Mistakes with what people write. */
export const SEND_BUGS: Sabotage[] = [
  {
    name: "takes every message for a template, which needs no window",
    process: ({ store }) => ({
      store: {
        ...store,
        async load(workspaceId, conversationId, options) {
          const mailbox = await store.load(workspaceId, conversationId, options);
          return mailbox && { ...mailbox, entries: mailbox.entries.map(asTemplates) };
        },
      },
    }),
  },
];

function asTemplates(entry: IntakeEntry): IntakeEntry {
  const { input } = entry;
  if (input.kind !== "command" || input.command.name !== "send") return entry;
  const template = { name: "x", language: "es", category: "UTILITY", components: [], values: {} };
  const messages = input.command.messages.map(({ replyToId }) => ({
    content: { ...template, type: "template" as const, text: "x" },
    replyToId,
  }));
  return { ...entry, input: { ...input, command: { ...input.command, messages } } };
}
