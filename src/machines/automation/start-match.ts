import { wordsSaid } from "../../domain/automation/answer-text.ts";
import type { Holding } from "../../domain/automation/condition-facts.ts";
import type { FlowDefinition } from "../../domain/automation/flow.ts";
import type { StartEvent } from "../../domain/automation/start-event.ts";
import { matchesMessage } from "../../domain/automation/start-match.ts";
import type { MessageContent } from "../../domain/conversation/content.ts";
import type { Conversation } from "../../domain/conversation/conversation.ts";
import type { Occasion } from "./occasion.ts";

const HOLDS = { holds: true } as const;
/** As much of a text as an evaluation repeats. */
const SHOWN_CHARS_MAX = 200;

/** Whether what happened is what the flow waits for, there where it listens. */
export function startHolds(
  { start, scope }: FlowDefinition,
  occasion: Occasion,
  conversation: Conversation,
): Holding {
  const matched = matches(start, occasion);
  if (!matched.holds) return matched;
  const { lines, adIds } = scope;
  if (lines !== null && !lines.includes(conversation.lineId)) {
    return fails("scope.lines", lines, conversation.lineId);
  }
  const { adId } = conversation.facts.episode;
  return adIds !== null && (adId === null || !adIds.includes(adId))
    ? fails("scope.adIds", adIds, adId)
    : HOLDS;
}

function matches(start: StartEvent, { message, template, tags }: Occasion): Holding {
  switch (start.on) {
    case "message.received":
      return message === null
        ? fails("start.match", start.match, null)
        : matchesMessage(start.match, message)
          ? HOLDS
          : fails("start.match", start.match, shown(message));
    case "template.answered":
      return start.names === null || (template !== null && start.names.includes(template))
        ? HOLDS
        : fails("start.names", start.names, template);
    case "conversation.tagged":
      return start.tags === null || start.tags.some((tag) => tags.includes(tag))
        ? HOLDS
        : fails("start.tags", start.tags, tags);
    default:
      return HOLDS;
  }
}

function shown(content: MessageContent): string {
  return (wordsSaid(content) ?? content.type).slice(0, SHOWN_CHARS_MAX).toWellFormed();
}

function fails(at: string, expected: unknown, actual: unknown): Holding {
  return { holds: false, at, expected, actual };
}
