import type { Commit } from "../domain/commit.ts";
import type { ConversationEvent } from "../domain/events.ts";
import type { Log } from "../log.ts";

/**
 * Logs what each commit means, one plain sentence per event. Ids only: the log knows no names and no texts. `flows`: the examples' file names by
 * the ids of the flows.
 */
export function createNarrator(
  log: Log,
  flows: ReadonlyMap<string, string>,
): (commit: Pick<Commit, "events">) => void {
  return (commit) => {
    for (const event of commit.events.toSorted((a, b) => rankOf(a) - rankOf(b))) {
      const sentence = sentenceOf(event, flows);
      if (sentence === null) continue;
      const { id: conversationId, episode } = event.conversation;
      log.info({ conversationId, episode }, sentence);
    }
  };
}

/** Of one turn, that a flow starts is told before what its first steps do. */
function rankOf({ type, cause }: ConversationEvent): number {
  if (cause.kind !== "automation") return 0;
  return type === "automation.run.started" ? 1 : 2;
}

function sentenceOf(
  { type, data, cause }: ConversationEvent,
  flows: ReadonlyMap<string, string>,
): string | null {
  if (type.startsWith("automation.run.")) return runSentence(type, data, flows);
  if (cause.kind === "automation") return stepSentence(type, data);
  switch (type) {
    case "conversation.opened":
      return `A conversation was opened by ${data["openedBy"] === "contact" ? "the contact" : "the business"}`;
    case "conversation.started_by_contact":
      return "The trigger conversation.started_by_contact fires";
    case "conversation.closed":
      return `The conversation was closed by ${data["closedBy"] === "user" ? "an agent" : "a rule"}; the trigger is armed again`;
    case "window.opened":
      return "The customer service window is open; free-form messages may be sent";
    case "window.closing":
      return `The window is closing soon: ${String(data["secondsLeft"])} seconds are left to answer freely`;
    case "window.expired":
      return "The window has expired; from now on only templates may be sent";
    case "message.received":
      return "A message of the contact was added";
    default:
      return null;
  }
}

function runSentence(
  type: string,
  data: ConversationEvent["data"],
  flows: ReadonlyMap<string, string>,
): string {
  const { flowId } = data["run"] as { flowId: string };
  const name = flows.get(flowId) ?? flowId;
  if (type === "automation.run.ended") return `The flow ${name} has ended: ${String(data["end"])}`;
  return `The flow ${name} starts: ${(data["trigger"] as { type: string }).type}`;
}

/** What a step of a flow did. What is told by the end of the run, or interests nobody in a demo, is left out. */
function stepSentence(
  type: ConversationEvent["type"],
  { chosenBy, chosenOf }: ConversationEvent["data"],
): string | null {
  switch (type) {
    case "message.queued":
      return "The flow writes to the contact";
    case "conversation.assigned":
    case "conversation.reassigned": {
      // Nobody was picked: the flow names a user, or the contact's owner.
      if (chosenBy === undefined) return "The flow assigns the conversation";
      const way = chosenBy === "roundRobin" ? "by round robin" : "to who has the fewest open";
      return `The flow assigns the conversation, ${way}, one of ${String(chosenOf)}`;
    }
    case "conversation.noted":
      return "The flow leaves a note for the team";
    case "conversation.unread":
      return "The flow marks the conversation unread";
    case "conversation.tagged":
      return "The flow tags the conversation";
    default:
      return null;
  }
}
