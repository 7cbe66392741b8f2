import type { ConditionFacts } from "../../domain/automation/condition-facts.ts";
import { wordsSaid } from "../../domain/automation/answer-text.ts";
import type { Run } from "../../domain/automation/run.ts";
import type { Automata } from "./automata.ts";
import type { StepWorld } from "./step-world.ts";

/** What can be known at this moment of the turn, beside what a run remembers. */
export function factsNow(automata: Automata, vars: ConditionFacts["vars"]): ConditionFacts {
  const { turn, book, at } = automata;
  const { conversation, contact, line } = turn;
  return {
    conversation,
    contact,
    line,
    lastText: lastTextOf(automata),
    vars,
    opportunity: null,
    at,
    timeZone: book.timeZone,
  };
}

export function worldOf(automata: Automata, run: Run): StepWorld {
  return {
    run,
    facts: factsNow(automata, run.vars),
    contactOwnerId: automata.turn.contactOwnerId,
    isLive: (flowId) => automata.isLive(flowId),
  };
}

/** What the contact said last. If the message itself is not at hand, what the list shows of it is. */
function lastTextOf({ turn }: Automata): string | null {
  const { facts, lastMessage } = turn.conversation;
  const id = facts.lastInboundId;
  if (id === null) return null;
  const content = turn.messageById(id)?.content;
  if (content != null) return wordsSaid(content);
  return lastMessage?.id === id ? lastMessage.text : null;
}
