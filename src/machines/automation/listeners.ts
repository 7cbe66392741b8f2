import type { RunId } from "../../domain/automation/run.ts";
import type { ConversationEvent } from "../../domain/events.ts";
import { mediaFileIdOf } from "../../domain/media/media.ts";
import type { Automata } from "./automata.ts";
import { messageOf } from "./occasion.ts";
import type { RunEvent } from "./run-machine.ts";
import type { Awaited } from "./awaited.ts";

/** What an event of the conversation says to runs that wait for one. */
export function listeners(
  automata: Automata,
  event: ConversationEvent,
): { told: RunEvent; awaited: Awaited }[] {
  switch (event.type) {
    case "message.received": {
      const message = messageOf(event, automata.turn);
      if (message?.content == null) return [];
      const { id: messageId, content } = message;
      const fileId = mediaFileIdOf(message);
      const told = { type: "contact.wrote", asker: lastAsker(automata) } as const;
      return [{ told, awaited: { kind: "answer", content, messageId, fileId } }];
    }
    case "window.expired":
      return [{ told: { type: "window.expired" }, awaited: { kind: "shut" } }];
    case "conversation.closed":
      return [
        { told: { type: "conversation.closed" }, awaited: { kind: "happened", what: "close" } },
      ];
    case "conversation.assigned":
    case "conversation.reassigned":
      return [
        {
          told: { type: "conversation.assigned" },
          awaited: { kind: "happened", what: "assignment" },
        },
      ];
    default:
      return [];
  }
}

/** Of several runs that wait for an answer, the one that asked last gets it. */
function lastAsker({ state }: Automata): RunId | null {
  let last: { id: RunId; since: number } | null = null;
  for (const { id, wait } of state.runs) {
    if (wait.kind === "answer" && wait.since >= (last?.since ?? 0))
      last = { id, since: wait.since };
  }
  return last?.id ?? null;
}
